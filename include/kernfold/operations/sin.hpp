// SPDX-License-Identifier: MIT
//
// Sine and cosine: each is in the derivative of the other.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct CosOp;

struct SinOp : Elementwise<1> {
  static constexpr const char* name = "Sin";

  static constexpr int cost = 20;
  using uses = TypeList<CosOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::sin;
    return sin(x);
  }
  template <class Packs>
  requires requires(Packs& x) { sin_tile(x); }
  KERNFOLD_INLINE static void in_place(Packs& x) { sin_tile(x); }
  template <class X, class G>
  static constexpr auto derivative(X x, G g);
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// sin(f), f in radians, componentwise. Derivative: cos(f).
/// Example: `Sin(x)`.
template <class F>
struct Sin : Apply<SinOp, F> {
  constexpr Sin() = default;
  constexpr explicit Sin(F) {}
};
KERNFOLD_UNARY(Sin);

struct CosOp : Elementwise<1> {
  static constexpr const char* name = "Cos";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::cos;
    return cos(x);
  }
  template <class Packs>
  requires requires(Packs& x) { cos_tile(x); }
  KERNFOLD_INLINE static void in_place(Packs& x) { cos_tile(x); }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return -(g * Sin(x));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(1, 1, x.dim) : -1;
  }
};

/// cos(f), f in radians, componentwise. Derivative: -sin(f).
/// Example: `Cos(x)`.
template <class F>
struct Cos : Apply<CosOp, F> {
  constexpr Cos() = default;
  constexpr explicit Cos(F) {}
};
KERNFOLD_UNARY(Cos);

template <class X, class G>
constexpr auto SinOp::derivative(X x, G g) {
  return g * Cos(x);
}

}  // namespace kernfold

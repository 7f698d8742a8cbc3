// SPDX-License-Identifier: MIT
//
// The inverse sine and cosine.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/rsqrt.hpp>

namespace kernfold {

struct AsinOp : VanishingAtZero {
  static constexpr const char* name = "Asin";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::asin;
    return asin(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * RsqrtOrZero(IntCst<1>{} - Square(x));
  }
};

/// The angle in [-pi/2, pi/2] whose sine is f, componentwise; NaN outside of [-1, 1]. Derivative: 1 / sqrt(1 - f^2),
/// and 0 at f = 1 and f = -1, where there is none.
/// Example: `Asin(x)`.
template <class F>
struct Asin : Apply<AsinOp, F> {
  constexpr Asin() = default;
  constexpr explicit Asin(F) {}
};
KERNFOLD_UNARY(Asin);

struct AcosOp : Elementwise<1> {
  static constexpr const char* name = "Acos";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::acos;
    return acos(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return -(g * RsqrtOrZero(IntCst<1>{} - Square(x)));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_constant(x.operand[0], 1) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// The angle in [0, pi] whose cosine is f, componentwise; NaN outside of [-1, 1]. Derivative: -1 / sqrt(1 - f^2), and 0
/// at f = 1 and f = -1, where there is none.
/// Example: `Acos(Normalize(x) | Normalize(y))`.
template <class F>
struct Acos : Apply<AcosOp, F> {
  constexpr Acos() = default;
  constexpr explicit Acos(F) {}
};
KERNFOLD_UNARY(Acos);

}  // namespace kernfold

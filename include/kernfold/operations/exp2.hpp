// SPDX-License-Identifier: MIT
//
// The exponential of base 2, and log2(e), the factor between it and Exp: a formula Exp(p * f) with a parameter p is
// computed as Exp2((log2(e) p) * f), whose factor is computed once per call.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// log2(e), as a formula without operands.
struct Log2EOp {
  static constexpr const char* name = "Log2E";
  static constexpr Kind kind = Kind::elementwise;
  static constexpr int arity = 0, cost = 0;
  static constexpr bool commutative = false;
  static constexpr int dim(const Shape&) { return 1; }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value() {
    return T(math::constant::log2_e);
  }
};

struct Exp2Op : Elementwise<1> {
  static constexpr const char* name = "Exp2";

  static constexpr int cost = 11;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::exp2;
    return exp2(x);
  }
  /// Replaces the packs of a tile by their values, where that is faster than one by one.
  template <class Packs>
  requires requires(Packs& x) { exp2_tile(x); }
  KERNFOLD_INLINE static void in_place(Packs& x) { exp2_tile(x); }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * (apply<Exp2Op>(x) / Apply<Log2EOp>{});
  }
};

/// 2 to the power f, componentwise. Derivative: log(2) 2^f.
/// Example: `Exp2(-SqDist(x, y))`.
template <class F>
struct Exp2 : Apply<Exp2Op, F> {
  constexpr Exp2() = default;
  constexpr explicit Exp2(F) {}
};
KERNFOLD_UNARY(Exp2);

}  // namespace kernfold

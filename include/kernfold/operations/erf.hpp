// SPDX-License-Identifier: MIT
//
// The error function and its complement.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// 2 / sqrt(pi), as a formula without operands.
struct ErfSlopeOp {
  static constexpr const char* name = "ErfSlope";
  static constexpr Kind kind = Kind::elementwise;
  static constexpr int arity = 0, cost = 0;
  static constexpr bool commutative = false;
  static constexpr int dim(const Shape&) { return 1; }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value() {
    return T(1.12837916709551257390);
  }
};

struct ErfOp : VanishingAtZero {
  static constexpr const char* name = "Erf";
  static constexpr int cost = 25;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::erf;
    return erf(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * (Apply<ErfSlopeOp>{} * Exp(-Square(x)));
  }
};

/// 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to f, componentwise. Derivative: 2 / sqrt(pi) exp(-f^2).
/// Example: `Erf(x)`.
template <class F>
struct Erf : Apply<ErfOp, F> {
  constexpr Erf() = default;
  constexpr explicit Erf(F) {}
};
KERNFOLD_UNARY(Erf);

struct ErfcOp : Elementwise<1> {
  static constexpr const char* name = "Erfc";
  static constexpr int cost = 30;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::erfc;
    return erfc(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return -(g * (Apply<ErfSlopeOp>{} * Exp(-Square(x))));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(1, 1, x.dim) : -1;
  }
};

/// 1 - erf(f), exact to rounding where erf(f) is near 1 too, componentwise. Derivative: -2 / sqrt(pi) exp(-f^2).
/// Example: `Erfc(x)`.
template <class F>
struct Erfc : Apply<ErfcOp, F> {
  constexpr Erfc() = default;
  constexpr explicit Erfc(F) {}
};
KERNFOLD_UNARY(Erfc);

}  // namespace kernfold

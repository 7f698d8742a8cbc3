// SPDX-License-Identifier: MIT
//
// The inverse hyperbolic functions.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/rsqrt.hpp>

namespace kernfold {

struct AsinhOp : VanishingAtZero {
  static constexpr const char* name = "Asinh";
  static constexpr int cost = 25;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::asinh;
    return asinh(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * Rsqrt(IntCst<1>{} + Square(x));
  }
};

/// The inverse of sinh, componentwise. Derivative: 1 / sqrt(1 + f^2).
/// Example: `Asinh(x)`.
template <class F>
struct Asinh : Apply<AsinhOp, F> {
  constexpr Asinh() = default;
  constexpr explicit Asinh(F) {}
};
KERNFOLD_UNARY(Asinh);

struct AcoshOp : Elementwise<1> {
  static constexpr const char* name = "Acosh";
  static constexpr int cost = 25;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::acosh;
    return acosh(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * RsqrtOrZero(Square(x) - IntCst<1>{});
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_constant(x.operand[0], 1) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// The inverse of cosh that is not negative, componentwise; NaN below 1. Derivative: 1 / sqrt(f^2 - 1), and 0 at f = 1,
/// where there is none.
/// Example: `Acosh(1_c + SqDist(x, y))`.
template <class F>
struct Acosh : Apply<AcoshOp, F> {
  constexpr Acosh() = default;
  constexpr explicit Acosh(F) {}
};
KERNFOLD_UNARY(Acosh);

struct AtanhOp : VanishingAtZero {
  static constexpr const char* name = "Atanh";
  static constexpr int cost = 25;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::atanh;
    return atanh(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g / (IntCst<1>{} - Square(x));
  }
};

/// The inverse of tanh, componentwise; inf at 1, -inf at -1, NaN beyond. Derivative: 1 / (1 - f^2).
/// Example: `Atanh(x)`.
template <class F>
struct Atanh : Apply<AtanhOp, F> {
  constexpr Atanh() = default;
  constexpr explicit Atanh(F) {}
};
KERNFOLD_UNARY(Atanh);

}  // namespace kernfold

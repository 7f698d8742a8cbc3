// SPDX-License-Identifier: MIT
//
// exp(f) - 1 and log(1 + f), exact to rounding near f = 0 too.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct Expm1Op : VanishingAtZero {
  static constexpr const char* name = "Expm1";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::expm1;
    return expm1(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * Exp(x);
  }
};

/// exp(f) - 1, componentwise. Derivative: exp(f).
/// Example: `Expm1(x)`.
template <class F>
struct Expm1 : Apply<Expm1Op, F> {
  constexpr Expm1() = default;
  constexpr explicit Expm1(F) {}
};
KERNFOLD_UNARY(Expm1);

/// log(1 + f) in exp(p log(1 + f)), in programs that run: a GPU may approximate such a power.
struct Log1pOfPowerOp : Elementwise<1> {
  static constexpr const char* name = "Log1pOfPower";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::log1p_of_power;
    return log1p_of_power(x);
  }
};

struct Log1pOp : Elementwise<1> {
  static constexpr const char* name = "Log1p";
  static constexpr int cost = 20;
  using uses = TypeList<Log1pOfPowerOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::log1p;
    return log1p(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g / (IntCst<1>{} + x);
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is<Expm1Op>(f)) return b.operand(f);
    return b.is_zero(f) ? f : -1;
  }
};

/// log(1 + f), componentwise; -inf at f = -1, NaN below. Derivative: 1 / (1 + f). Log1p(Expm1(f)) = f.
/// Example: `Log1p(SqDist(x, y))`.
template <class F>
struct Log1p : Apply<Log1pOp, F> {
  constexpr Log1p() = default;
  constexpr explicit Log1p(F) {}
};
KERNFOLD_UNARY(Log1p);

}  // namespace kernfold

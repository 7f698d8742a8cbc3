// SPDX-License-Identifier: MIT
//
// The reciprocal and the logarithm with the value 0 at 0. Derivatives are made of them where a function has none at a
// point of its domain: the derivative is then 0 there, and so are those of higher order.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct InvOrZeroOp : Elementwise<1> {
  static constexpr const char* name = "InvOrZero";
  static constexpr int cost = 9;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::select;
    return select(x == T(0), T(0), T(1) / x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return -(g * Square(apply<InvOrZeroOp>(x)));
  }
};

/// 1 / f, and 0 where f = 0, componentwise. Derivative: -1 / f^2, and 0 at f = 0.
/// Example: `InvOrZero(x)`.
template <class F>
struct InvOrZero : Apply<InvOrZeroOp, F> {
  constexpr InvOrZero() = default;
  constexpr explicit InvOrZero(F) {}
};
KERNFOLD_UNARY(InvOrZero);

struct LogOrZeroOp : Elementwise<1> {
  static constexpr const char* name = "LogOrZero";
  static constexpr int cost = 17;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::log;
    using math::select;
    return select(x == T(0), T(0), log(x));
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * InvOrZero(x);
  }
};

/// log(f), and 0 where f = 0, componentwise; NaN below 0. Derivative: 1 / f, and 0 at f = 0.
/// Example: `LogOrZero(x)`.
template <class F>
struct LogOrZero : Apply<LogOrZeroOp, F> {
  constexpr LogOrZero() = default;
  constexpr explicit LogOrZero(F) {}
};
KERNFOLD_UNARY(LogOrZero);

}  // namespace kernfold

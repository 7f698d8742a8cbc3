// SPDX-License-Identifier: MIT
//
// The natural logarithm.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct LogOp : Elementwise<1> {
  static constexpr const char* name = "Log";

  static constexpr int cost = 16;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::log;
    return log(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g / x;
  }
  /// Log(Exp(f)) = f, Log(Sqrt(f)) = Log(f) / 2.
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (b.template is<ExpOp>(f)) return b.operand(f);
    if (!b[f].is_leaf() && b[f].operation->id == detail::hash_of("Sqrt"))
      return b.template apply<MultOp>(b.constant(1, 2), b.template apply<LogOp>(b.operand(f)));
    return b.is_constant(f, 1) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// log(f), componentwise: log(0) = -inf, NaN below 0. Derivative: 1/f. Log(Exp(f)) = f, Log(Sqrt(f)) = Log(f) / 2.
/// Example: `Log(1_c + SqDist(x, y))`.
template <class F>
struct Log : Apply<LogOp, F> {
  constexpr Log() = default;
  constexpr explicit Log(F) {}
};
KERNFOLD_UNARY(Log);

}  // namespace kernfold

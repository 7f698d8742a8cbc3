// SPDX-License-Identifier: MIT
//
// x log x, the term of entropies.
#pragma once

#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/or_zero.hpp>

namespace kernfold {

struct XLogXOp : Elementwise<1> {
  static constexpr const char* name = "XLogX";
  static constexpr int cost = 18;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::xlogx;
    return xlogx(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * (LogOrZero(x) + NotEqual(x, IntCst<0>{}));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) || b.is_constant(x.operand[0], 1) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// f log(f), and 0 at f = 0, componentwise; NaN below 0. Derivative: log(f) + 1, and 0 at f = 0, where there is none.
/// Example: `XLogX(x)`.
template <class F>
struct XLogX : Apply<XLogXOp, F> {
  constexpr XLogX() = default;
  constexpr explicit XLogX(F) {}
};
KERNFOLD_UNARY(XLogX);

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The sign.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct SignOp : Elementwise<1> {
  static constexpr const char* name = "Sign";

  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::sign;
    return sign(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    return b.is_constant(f) ? b.constant(b[f].p0 > 0 ? 1 : b[f].p0 < 0 ? -1 : 0, 1, x.dim) : -1;
  }
};

/// 1, 0 or -1, the sign of f, componentwise; NaN at NaN. Derivative: 0.
/// Example: `Sign(x)`.
template <class F>
struct Sign : Apply<SignOp, F> {
  constexpr Sign() = default;
  constexpr explicit Sign(F) {}
};
KERNFOLD_UNARY(Sign);

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The absolute value.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/sign.hpp>

namespace kernfold {

struct AbsOp : Elementwise<1> {
  static constexpr const char* name = "Abs";

  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::abs;
    return abs(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * Sign(x);
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is_constant(f)) return b[f].p0 >= 0 ? f : b.template apply<MinusOp>(f);
    return b.template is<AbsOp>(f) || b.template is<SquareOp>(f) ? f : -1;
  }
};

/// |f|, componentwise. Derivative: Sign(f), 0 at 0.
/// Example: `Abs(x - y)`.
template <class F>
struct Abs : Apply<AbsOp, F> {
  constexpr Abs() = default;
  constexpr explicit Abs(F) {}
};
KERNFOLD_UNARY(Abs);

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The reciprocal.
#pragma once

#include <kernfold/operations/core.hpp>

namespace kernfold {

struct InvOp : Elementwise<1> {
  static constexpr const char* name = "Inv";

  static constexpr int cost = 8;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    return 1 / x;
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return -(g * Square(apply<InvOp>(x)));
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is_constant(f)) {
      const Rational r = Rational{b[f].p0, b[f].p1}.inverse();
      if (r.ok) return b.constant(r.num, r.den, x.dim);
    }
    if (b.template is<InvOp>(f)) return b.operand(f);
    if (b.template is<MinusOp>(f)) return b.template apply<MinusOp>(b.template apply<InvOp>(b.operand(f)));
    return -1;
  }
};

/// 1 / f, componentwise; 1 / 0 = inf. Derivative: -1 / f^2.
/// Example: `Inv(1_c + SqDist(x, y))`.
template <class F>
struct Inv : Apply<InvOp, F> {
  constexpr Inv() = default;
  constexpr explicit Inv(F) {}
};
KERNFOLD_UNARY(Inv);

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The reciprocal.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/rsqrt.hpp>

namespace kernfold {

namespace detail {
// 1 / f for f = Sqrt(g): Rsqrt(g), but not for a root that Sqrt's finalize takes of v^2 in g = q v^2, which may
// overflow. For Powf(g, n), where n varies over fewer axes than x: Powf(g, -n). Else -1.
template <class B>
constexpr int inverse_power(B& b, int f, const Node& x) {
  if (b[f].is_leaf()) return -1;
  const Operation& op = *b[f].operation;
  if (op.id == hash_of("Sqrt")) {
    const int g = b.operand(f);
    const bool of_square = b.template is<MultOp>(g) &&
                           (b.template is<SquareOp>(b.operand(g, 0)) || b.template is<SquareOp>(b.operand(g, 1)));
    return of_square ? -1 : b.template apply<RsqrtOp>(g);
  }
  if (op.id != hash_of("Powf") || b[b.operand(f, 1)].axis == x.axis) return -1;
  return b.apply(op, b.operand(f), b.template apply<MinusOp>(b.operand(f, 1)));
}
}  // namespace detail

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
  /// 1/c, Inv(1 / f) = f, the sign pulled out, Inv(f^n) = f^-n, Inv(Sqrt(f)) = Rsqrt(f).
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is_constant(f)) {
      const Rational r = Rational{b[f].p0, b[f].p1}.inverse();
      if (r.ok) return b.constant(r.num, r.den, x.dim);
    }
    if (b.template is<InvOp>(f)) return b.operand(f);
    if (b.template is<MinusOp>(f)) return b.template apply<MinusOp>(b.template apply<InvOp>(b.operand(f)));
    if (!b[f].is_leaf() && b[f].operation->id == detail::hash_of("Pow"))
      return b.apply(*b[f].operation, b.operand(f), -1, -1, -b[f].p0);
    return detail::inverse_power(b, f, x);
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

// SPDX-License-Identifier: MIT
//
// Sums and differences. Both are simplified as c f + d g: equal terms are merged, and so are scalar multiples of one
// vector, s v + t v = (s + t) v, which is what keeps derivatives as small as those derived by hand.
#pragma once

#include <kernfold/operations/mult.hpp>

namespace kernfold {

struct AddOp;
struct SubtractOp;

namespace detail {

// l + r, or l - r if `minus`, simplified; -1 if there is nothing to simplify.
template <class B>
constexpr int simplify_sum(B& b, const Node& x, bool minus) {
  const int l = x.operand[0], r = x.operand[1];
  if (b.is_zero(r)) return widened(b, l, x.dim);
  if (b.is_zero(l)) return widened(b, minus ? b.template apply<MinusOp>(r) : r, x.dim);
  Factors f = MultOp::factors(b, l), g = MultOp::factors(b, r);
  if (minus) g.constant = -g.constant;
  if (!f.constant.ok || !g.constant.ok) return -1;
  if (f.vector == g.vector && f.scalar == g.scalar && f.parameter == g.parameter) {
    const Rational c = f.constant + g.constant;
    if (!c.ok) return -1;
    f.constant = c;
    return MultOp::product(b, f, x.dim);
  }
  if (f.vector >= 0 && f.vector == g.vector) {  // s v + t v = (s + t) v
    const int v = f.vector;
    f.vector = g.vector = -1;
    const int s = b.template apply<AddOp>(MultOp::product(b, f, 1), MultOp::product(b, g, 1));
    return b.template apply<MultOp>(s, v);
  }
  // (u + c v) + d v = u + (c + d) v: a term of one side may meet the other side
  for (int side = 0; side < 2; ++side) {
    const int sum = side == 0 ? l : r, term = side == 0 ? r : l;
    const bool difference = b.template is<SubtractOp>(sum);
    if (!difference && !b.template is<AddOp>(sum)) continue;
    for (int k = 0; k < 2; ++k) {
      const int u = b.operand(sum, 1 - k), v = b.operand(sum, k);
      Factors p = MultOp::factors(b, v);
      const Factors& q = side == 0 ? g : f;
      if (p.vector != q.vector || p.scalar != q.scalar || p.parameter != q.parameter || b.dim(v) != b.dim(term))
        continue;
      if (difference && k == 1) p.constant = -p.constant;
      if (minus && side == 1) p.constant = -p.constant;
      p.constant = p.constant + q.constant;
      if (!p.constant.ok) continue;
      const int merged = MultOp::product(b, p, b.dim(v));
      const bool minus_u = (difference && k == 0) != (minus && side == 1);
      return minus_u ? b.template apply<SubtractOp>(merged, u) : b.template apply<AddOp>(u, merged);
    }
  }
  const bool negative_l = b.template is<MinusOp>(l), negative_r = b.template is<MinusOp>(r);
  if (negative_r && minus) return b.template apply<AddOp>(l, b.operand(r));
  if (negative_r) return b.template apply<SubtractOp>(l, b.operand(r));
  if (negative_l && minus) return b.template apply<MinusOp>(b.template apply<AddOp>(b.operand(l), r));
  if (negative_l) return b.template apply<SubtractOp>(r, b.operand(l));
  return -1;
}

}  // namespace detail

struct AddOp : Elementwise<2> {
  static constexpr const char* name = "Add";
  static constexpr const char* symbol = " + ";
  static constexpr bool fits_complex(const Shape& s, const bool*) { return s.dim[0] == s.dim[1]; }
  static constexpr bool commutative = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    return x + y;
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G g) {
    return adjoints(g, g);
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    return detail::simplify_sum(b, x, false);
  }
};

struct SubtractOp : Elementwise<2> {
  static constexpr const char* name = "Subtract";
  static constexpr const char* symbol = " - ";
  static constexpr bool fits_complex(const Shape& s, const bool*) { return s.dim[0] == s.dim[1]; }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    return x - y;
  }
  /// x - y of -y. Opposite(y) is -y where that is better for a y that stays while x, a number in memory, changes:
  /// AVX-512 adds a number in memory, but cannot subtract from it.
  template <class T>
  requires requires(T y) { opposite(y); }
  KERNFOLD_INLINE static T value_of_opposite(T x, T minus_y) { return x + minus_y; }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G g) {
    return adjoints(g, -g);
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    return detail::simplify_sum(b, x, true);
  }
};

/// f + g, componentwise; an operand of dimension 1 broadcasts. Also written with the operator. Derivatives: 1 in f and
/// in g.
/// Example: `x + y`.
template <class F, class G>
struct Add : Apply<AddOp, F, G> {
  constexpr Add() = default;
  constexpr explicit Add(F, G) {}
};
KERNFOLD_OPERANDS_2(Add);

/// f - g, componentwise; an operand of dimension 1 broadcasts. Also written with the operator. Derivatives: 1 in f, -1
/// in g.
/// Example: `x - y`.
template <class F, class G>
struct Subtract : Apply<SubtractOp, F, G> {
  constexpr Subtract() = default;
  constexpr explicit Subtract(F, G) {}
};
KERNFOLD_OPERANDS_2(Subtract);

template <Formula F, Formula G>
constexpr Add<F, G> operator+(F, G) {
  return {};
}
template <Formula F, Formula G>
constexpr Subtract<F, G> operator-(F, G) {
  return {};
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Rules of simplification that operations with steps and choices share.
#pragma once

#include <kernfold/operations/core.hpp>

namespace kernfold::detail {

// The sign of f - g for constants f and g. `known` is false for others, and where the difference does not fit.
struct ConstantSign {
  bool known;
  int sign;
};
constexpr ConstantSign sign_of_difference(const Builder& b, int f, int g) {
  if (!b.is_constant(f) || !b.is_constant(g)) return {false, 0};
  const Rational d = Rational{b[f].p0, b[f].p1} + -Rational{b[g].p0, b[g].p1};
  return {d.ok, d.num > 0 ? 1 : d.num < 0 ? -1 : 0};
}

// The value of a comparison of constants, told by the sign of their difference; else -1.
template <class Holds>
constexpr int fold_comparison(Builder& b, const Node& x, Holds holds) {
  const ConstantSign s = sign_of_difference(b, x.operand[0], x.operand[1]);
  return s.known ? b.constant(holds(s.sign) ? 1 : 0, 1, x.dim) : -1;
}

// Choice O between operands 1 and 2 by operand 0; `taken` is the one that a known condition takes, else 0.
template <class O, class B>
constexpr int simplify_choice(B& b, const Node& x, int taken) {
  if (taken > 0) return widened(b, x.operand[taken], x.dim);
  if (x.operand[1] == x.operand[2]) return widened(b, x.operand[1], x.dim);
  for (int k = 1; k <= 2; ++k) {
    const int f = x.operand[k];
    if (!b.template is<O>(f) || b.operand(f) != x.operand[0]) continue;
    const int inner = b.operand(f, k);
    return k == 1 ? b.template apply<O>(x.operand[0], inner, x.operand[2])
                  : b.template apply<O>(x.operand[0], x.operand[1], inner);
  }
  return -1;
}

}  // namespace kernfold::detail

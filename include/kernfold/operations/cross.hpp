// SPDX-License-Identifier: MIT
//
// The cross product of R^3.
#pragma once

#include <kernfold/operations/core.hpp>

namespace kernfold {

struct CrossOp : Gather<2> {
  static constexpr const char* name = "Cross";
  static constexpr int cost = 2;
  static constexpr int dim(const Shape& s) { return s.dim[0] == 3 && s.dim[1] == 3 ? 3 : 0; }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(sizeof...(dimensions) == 0,
                  "kernfold: Cross(f, g): operands_do_not_fit<Op, f, g>: f and g must have dimension 3");
  };
  static constexpr int terms(const Shape&) { return 2; }
  // f_(k+1) g_(k+2) - f_(k+2) g_(k+1), indices modulo 3
  static constexpr int index(int operand, int k, int term, const Shape&) { return (k + (operand == term ? 1 : 2)) % 3; }
  static constexpr bool negative(int, int term, const Shape&) { return term == 1; }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(apply<CrossOp>(y, g), apply<CrossOp>(g, x));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0], g = x.operand[1];
    return f == g || b.is_zero(f) || b.is_zero(g) ? b.constant(0, 1, 3) : -1;
  }
};

/// The cross product f x g of vectors of R^3: dimension 3. Adjoints of e: g x e in f, e x f in g.
/// Example: `Cross(x, y)`.
template <class F, class G>
struct Cross : Apply<CrossOp, F, G> {
  constexpr Cross() = default;
  constexpr explicit Cross(F, G) {}
};
KERNFOLD_OPERANDS_2(Cross);

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The exponential.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/exp2.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct ExpOp : Elementwise<1> {
  static constexpr const char* name = "Exp";

  static constexpr int cost = 14;
  using uses = TypeList<Exp2Op, Log2EOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::exp;
    return exp(x);
  }
  template <class Packs>
  requires requires(Packs& x) { exp_tile(x); }
  KERNFOLD_INLINE static void in_place(Packs& x) { exp_tile(x); }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * apply<ExpOp>(x);
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(1, 1, x.dim) : -1;
  }
};

/// exp(f), componentwise. Derivative: exp(f).
/// Example: `Exp(-SqDist(x, y))`.
template <class F>
struct Exp : Apply<ExpOp, F> {
  constexpr Exp() = default;
  constexpr explicit Exp(F) {}
};
KERNFOLD_UNARY(Exp);

}  // namespace kernfold

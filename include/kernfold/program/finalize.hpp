// SPDX-License-Identifier: MIT
//
// The last pass: from the draft of a formula, which is kept in a form that differentiates well, to the program that
// engines run. Exponentials take their parameters' factor together with log2(e); products without another use become
// part of a fused multiply-add.
#pragma once

#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/fma.hpp>
#include <kernfold/program/lower.hpp>

namespace kernfold {

namespace detail {

// Exp(c f) with a coefficient c that is known before the loop: Exp2((log2(e) c) f), one multiplication less, and none
// in the argument reduction. An exact argument, as in Exp(x) or Exp(-x), keeps Exp, which is more accurate.
constexpr int finalize_exp(Builder& b, int f) {
  Factors p = MultOp::factors(b, f);
  const bool sign_only = p.parameter < 0 && p.constant.is(-1);
  const int rest = p.scalar >= 0 ? p.scalar : p.vector;
  if (rest < 0 || !p.constant.ok || (p.parameter < 0 && p.constant.is(1))) return -1;
  if (sign_only && (p.vector < 0 || p.scalar < 0) && b[rest].is_leaf()) return -1;
  const int log2_e = b.apply<Log2EOp>(-1);
  Factors c;
  c.constant = p.constant;
  c.parameter = p.parameter;
  const int coefficient = b.apply_as_is<MultOp>(log2_e, MultOp::product(b, c, 1));
  p.constant = Rational{1, 1, true};
  p.parameter = -1;
  if (p.scalar >= 0 && p.vector >= 0)
    return b.apply<Exp2Op>(b.apply_as_is<MultOp>(b.apply_as_is<MultOp>(coefficient, p.scalar), p.vector));
  return b.apply<Exp2Op>(b.apply_as_is<MultOp>(coefficient, rest));
}

// x + y or x - y as a fused multiply-add, where one side is a product that is computed for it alone; -1 if neither is.
constexpr int finalize_sum(Builder& b, const Node& x, const bool* single) {
  const bool minus = x.operation->id == operation_id<SubtractOp>;
  for (int k = 0; k < 2; ++k) {
    const int f = x.operand[k], rest = x.operand[1 - k];
    if (!single[k] || b[f].axis != x.axis || b.dim(f) != x.dim) continue;
    int l = -1, r = -1;
    if (b.is<MultOp>(f)) {
      l = b.operand(f, 0);
      r = b.operand(f, 1);
    } else if (b.is<SquareOp>(f)) {
      l = r = b.operand(f);
    } else {
      continue;
    }
    if (!minus) return b.apply<FmaOp>(l, r, rest);
    return k == 0 ? b.apply<FmsOp>(l, r, rest) : b.apply<FnmaOp>(l, r, rest);
  }
  return -1;
}

template <class F>
struct EmitFinal {
  constexpr int operator()(Builder& b) const {
    const auto& p = draft<F>;
    short to[draft<F>.size] = {}, uses[draft<F>.size] = {};
    for (int i = 0; i < p.size; ++i)
      if (!p.node[i].is_leaf())
        for (int k = 0; k < p.node[i].operation->arity; ++k) ++uses[p.node[i].operand[k]];
    for (int k = 0; k < p.positions; ++k)
      if (p.argument[k].present) b.variable(p.argument[k].category, k, p.argument[k].dim);
    for (int i = 0; i < p.size; ++i) {
      Node x = p.node[i];
      int r = -1;
      if (!x.is_leaf()) {
        const std::uint64_t id = x.operation->id;
        if (id == operation_id<ExpOp>) r = finalize_exp(b, to[x.operand[0]]);
        if (id == operation_id<AddOp> || id == operation_id<SubtractOp>) {
          const bool single[] = {uses[x.operand[0]] == 1, uses[x.operand[1]] == 1};
          for (int k = 0; k < 2; ++k) x.operand[k] = to[x.operand[k]];
          r = finalize_sum(b, x, single);
          x = p.node[i];
        }
      }
      to[i] = static_cast<short>(r >= 0 ? r : b.copy(x, to));
    }
    return to[p.size - 1];
  }
};

}  // namespace detail

/// The program of formula F as engines run it.
template <class F>
inline constexpr auto program = detail::make_program<detail::EmitFinal<F>>();

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Sums of vectors of the columns, each with a number of the pair as its weight, sum_j w_ij v_j: attention, smoothing,
// their gradients. Like the product of two matrices they can be made of many weights at a time.
#pragma once

#include <kernfold/operations/mult.hpp>
#include <kernfold/program/plan.hpp>

namespace kernfold {

/// The only output is `weight`, a number that pairs compute, times `vector`, which they read; nothing else is computed
/// in the sweep over its components, the last one. -1: it is something else. contracted: the longest sweep before.
struct WeightedColumns {
  int weight = -1, vector = -1;
  int contracted = 0;
};

template <int N, int P>
constexpr WeightedColumns weighted_columns(const Program<N, P>& p, const Plan<N>& plan) {
  const Node& x = p.node[N - 1];
  if (p.outputs() != 1 || x.dim == 1 || plan.node[N - 1].taken != TakenOperands::factors) return {};
  if (x.operation->id != operation_id<MultOp>) return {};
  const PlanStep& last = plan.step[plan.first_step[static_cast<int>(Stage::pair) + 1] - 1];
  if (!last.sweep || last.count != 1) return {};
  int contracted = 0;
  for (const PlanStep* s = plan.step + plan.first_step[static_cast<int>(Stage::pair)]; s != &last; ++s)
    if (s->sweep && s->dim > contracted) contracted = s->dim;
  for (int k = 0; k < 2; ++k) {
    const int w = x.operand[k], v = x.operand[1 - k];
    if (p.node[w].dim == 1 && plan.node[w].stage == Stage::pair && p.node[v].dim == x.dim &&
        plan.node[v].stage == Stage::column)
      return {w, v, contracted};
  }
  return {};
}

}  // namespace kernfold

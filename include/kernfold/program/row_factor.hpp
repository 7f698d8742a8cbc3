// SPDX-License-Identifier: MIT
//
// A factor that all values of a row, or of the call, have in common, sum_j r_i v_ij = r_i sum_j v_ij, as gradients have
// one: where a sum multiplies its partial sums by it instead, the pairs have one product less.
#pragma once

#include <kernfold/operations/mult.hpp>
#include <kernfold/program/plan.hpp>

namespace kernfold {

/// `product` = `factor` * `rest` is a factor of the only output, or the output itself where `rest` is a product of
/// pairs that a sum takes apart; it stands for `rest` where pairs do without `factor`, a scalar of the rows or of the
/// parameters. -1: there is none.
struct RowFactor {
  int product = -1, factor = -1, rest = -1;
};

template <int N, int P>
constexpr RowFactor row_factor(const Program<N, P>& p, const Plan<N>& plan) {
  if (p.outputs() != 1) return {};
  int uses[N] = {};
  for (int i = 0; i < N; ++i)
    if (!p.node[i].is_leaf())
      for (int k = 0; k < p.node[i].operation->arity; ++k) ++uses[p.node[i].operand[k]];
  bool of_output[N] = {};  // a factor of the output, and of nothing else
  of_output[N - 1] = true;
  for (int i = N - 1; i >= 0; --i) {
    if (!of_output[i] || p.node[i].is_leaf() || plan.node[i].stage != Stage::pair) continue;
    if (p.node[i].operation->id != operation_id<MultOp>) continue;
    for (int k = 0; k < 2; ++k) {
      const int factor = p.node[i].operand[k], rest = p.node[i].operand[1 - k];
      of_output[factor] = uses[factor] == 1;
      const bool in_memory = p.node[i].dim == 1 || plan.node[rest].stage == Stage::column;
      const bool common = plan.node[factor].stage == Stage::row || plan.node[factor].stage == Stage::parameter;
      const bool taken_apart = uses[rest] == 1 && p.node[rest].dim == 1 && !p.node[rest].is_leaf() &&
                               p.node[rest].operation->id == operation_id<MultOp> &&
                               plan.node[rest].stage == Stage::pair;
      if ((i < N - 1 || (p.node[i].dim == 1 && taken_apart)) && p.node[factor].dim == 1 && common && in_memory)
        return {i, factor, rest};
    }
  }
  return {};
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// What a program costs, stage by stage: the sum over its nodes of the operation's cost (in additions) times the
// components that are computed.
#pragma once

#include <kernfold/program/plan.hpp>

namespace kernfold {

/// Costs in additions: once per call, per row, per column, and per pair.
struct Cost {
  std::int64_t stage[stages];

  constexpr std::int64_t per(Stage s) const { return stage[static_cast<int>(s)]; }
  constexpr bool operator==(const Cost&) const = default;
};

/// The number of times that node i of a program applies its operation per evaluation: components, or terms of
/// components.
template <int N, int P>
constexpr std::int64_t applications(const Program<N, P>& p, int i) {
  const Node& x = p.node[i];
  if (x.is_leaf()) return 0;
  std::int64_t n = x.dim;
  std::int64_t longest = 1;
  for (int k = 0; k < x.operation->arity; ++k)
    if (p.node[x.operand[k]].dim > longest) longest = p.node[x.operand[k]].dim;
  if (x.operation->kind == Kind::contraction) n = longest;
  if (x.operation->kind == Kind::gather || x.operation->kind == Kind::opaque)
    n *= x.operation->terms(p.dims_of(i).dim, x.p0, x.p1);
  return n;
}

/// The costs of a program with its plan.
template <int N, int P>
constexpr Cost cost(const Program<N, P>& p, const Plan<N>& plan) {
  Cost c{};
  for (int i = 0; i < N; ++i)
    if (!p.node[i].is_leaf())
      c.stage[static_cast<int>(plan.node[i].stage)] +=
          p.node[i].operation->cost * applications(p, i) * plan.node[i].evaluations;
  return c;
}

}  // namespace kernfold

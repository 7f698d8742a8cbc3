// SPDX-License-Identifier: MIT
//
// exp2(c |x - y|^2) with a parameter c, as exp2(-|s x - s y|^2) with s = sqrt(-c): a multiplication less for each pair.
// Where the kernel finds a distance that only an exponential reads, be it Exp2 or ShiftedExp, it scales the vectors
// that the pair loop reads, and lets the loop read -1 for c.
#pragma once

#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/square.hpp>
#include <kernfold/program/plan.hpp>

namespace kernfold::gpu {

/// The nodes of such a distance, or of squares of the components of x - y.
struct ScaledDistance {
  int row = -1, column = -1;  // of x, a variable, and y, vectors of one stage each; -1: there is none
  int factor = -1;            // of c

  constexpr bool found() const { return row >= 0; }
};

// How often does the pair stage, or the result, read node i?
template <int N, int P>
constexpr int pair_uses(const Program<N, P>& p, const Plan<N>& plan, int i) {
  int uses = p.is_output(i) ? 1 : 0;
  for (int n = i + 1; n < N; ++n)
    for (int k = 0; plan.node[n].stage == Stage::pair && !p.node[n].is_leaf() && k < p.node[n].operation->arity; ++k)
      uses += p.node[n].operand[k] == i;
  return uses;
}

// The distance of which node i, an exponential, is one.
template <int N, int P>
constexpr ScaledDistance scaled_distance_of(const Program<N, P>& p, const Plan<N>& plan, int i) {
  const auto computes = [&](int n, std::uint64_t operation) {
    return !p.node[n].is_leaf() && p.node[n].operation->id == operation && plan.node[n].stage == Stage::pair;
  };
  const auto operand = [&](int n, int k) { return static_cast<int>(p.node[n].operand[k]); };
  ScaledDistance d;
  if (!computes(i, operation_id<ShiftedExpOp>) && !computes(i, operation_id<Exp2Op>)) return {};
  const int exponent = operand(i, 0);
  int square = -1;
  for (int k = 0; k < 2 && computes(exponent, operation_id<MultOp>); ++k) {
    const NodePlan& n = plan.node[operand(exponent, k)];
    if (n.stage != Stage::parameter || n.storage != Storage::field || p.node[operand(exponent, k)].dim != 1) continue;
    d.factor = operand(exponent, k);
    square = operand(exponent, 1 - k);
  }
  if (square < 0) return {};
  const bool of_numbers = computes(square, operation_id<SquareOp>);
  if (!of_numbers && (!computes(square, operation_id<ScalprodOp>) || operand(square, 0) != operand(square, 1)))
    return {};
  const int difference = operand(square, 0);
  if (!computes(difference, operation_id<SubtractOp>)) return {};
  for (int k = 0; k < 2; ++k) {
    const int x = operand(difference, k);
    if (plan.node[x].stage == Stage::row && p.node[x].is_variable() && p.node[x].dim <= 512) d.row = x;
    if (plan.node[x].stage == Stage::column) d.column = x;
  }
  const auto is_read_once = [&](int n) { return pair_uses(p, plan, n) == 1; };
  const bool alone = d.row >= 0 && d.column >= 0 && p.node[d.row].dim == p.node[d.column].dim &&
                     is_read_once(exponent) && is_read_once(square) &&
                     pair_uses(p, plan, difference) == (of_numbers ? 1 : 2) && is_read_once(d.row) &&
                     is_read_once(d.column) && is_read_once(d.factor);
  return alone ? d : ScaledDistance{};
}

/// The first such distance of a program with few parameters: the loop has its own copy of them.
template <int N, int P>
constexpr ScaledDistance scaled_distance(const Program<N, P>& p, const Plan<N>& plan) {
  ScaledDistance d;
  for (int i = 0; i < N && !d.found() && plan.fields[static_cast<int>(Stage::parameter)] <= 16; ++i)
    d = scaled_distance_of(p, plan, i);
  return d;
}

}  // namespace kernfold::gpu

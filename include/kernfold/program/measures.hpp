// SPDX-License-Identifier: MIT
//
// Measures of a planned program, by which engines choose their tiles.
#pragma once

#include <kernfold/program/plan.hpp>

namespace kernfold {

/// The number of node evaluations for one pair, components of vectors longer than `longest` counted once: the size of
/// the inner loop's code where such vectors are loops.
template <int N, int P>
constexpr int evaluations(const Program<N, P>& p, const Plan<N>& plan, int longest = 1 << 30) {
  int n = 0;
  for (int i = 0; i < N; ++i)
    if (plan.node[i].stage == Stage::pair)
      n += plan.node[i].evaluations * (p.node[i].dim <= longest ? p.node[i].dim : 1);
  return n;
}

/// The components of the pairs' vectors that a second sweep takes up, vectors longer than `longest` left out.
template <int N, int P>
constexpr int repeated_components(const Program<N, P>& p, const Plan<N>& plan, int longest) {
  int n = 0;
  for (int i = 0; i < N; ++i)
    if (plan.node[i].stage == Stage::pair && plan.node[i].again != 0 && p.node[i].dim <= longest) n += p.node[i].dim;
  return n;
}

/// The cost of the dearest operation of a stage, of one component.
template <int N, int P>
constexpr int dearest(const Program<N, P>& p, const Plan<N>& plan, Stage stage) {
  int most = 0;
  for (int i = 0; i < N; ++i)
    if (!p.node[i].is_leaf() && plan.node[i].stage == stage && p.node[i].operation->cost > most)
      most = p.node[i].operation->cost;
  return most;
}

/// Does a stage compute an operation of that identity?
template <int N, int P>
constexpr bool computes(const Program<N, P>& p, const Plan<N>& plan, Stage stage, std::uint64_t operation) {
  for (int i = 0; i < N; ++i)
    if (!p.node[i].is_leaf() && p.node[i].operation->id == operation && plan.node[i].stage == stage) return true;
  return false;
}

/// Has a stage an opaque operation?
template <int N, int P>
constexpr bool has_opaque(const Program<N, P>& p, const Plan<N>& plan, Stage stage) {
  for (int i = 0; i < N; ++i)
    if (!p.node[i].is_leaf() && p.node[i].operation->kind == Kind::opaque && plan.node[i].stage == stage) return true;
  return false;
}

/// The longest chain of nodes of a pair, each of which waits for the one before; a component of a contraction counts as
/// a node.
template <int N, int P>
constexpr int longest_chain(const Program<N, P>& p, const Plan<N>& plan) {
  int longest = 0, chain[N] = {};
  for (int i = 0; i < N; ++i) {
    const Node& x = p.node[i];
    if (plan.node[i].stage != Stage::pair || x.is_leaf()) continue;
    int before = 0, components = 1;
    for (int k = 0; k < x.operation->arity; ++k) {
      const int o = x.operand[k];
      if (chain[o] > before) before = chain[o];
      if (x.operation->kind == Kind::contraction && p.node[o].dim > components) components = p.node[o].dim;
    }
    chain[i] = before + components;
    if (chain[i] > longest) longest = chain[i];
  }
  return longest;
}

/// The most numbers of a pair, vectors left out, that are alive at a time: computed and still to be read.
template <int N, int P>
constexpr int most_alive(const Program<N, P>& p, const Plan<N>& plan) {
  int last[N] = {}, most = 0;
  const auto counts = [&](int i) {
    return plan.node[i].stage == Stage::pair && !p.node[i].is_leaf() && p.node[i].dim == 1;
  };
  for (int i = 0; i < N; ++i)
    if (!p.node[i].is_leaf())
      for (int k = 0; k < p.node[i].operation->arity; ++k) last[p.node[i].operand[k]] = i;
  for (int i = 0; i < N; ++i) {
    int alive = 0;
    for (int k = 0; k <= i; ++k) alive += counts(k) && (last[k] > i || k == i) ? 1 : 0;
    if (alive > most) most = alive;
  }
  return most;
}

/// Is an output taken in as two products?
template <int N, int P>
constexpr bool has_terms(const Program<N, P>& p, const Plan<N>& plan) {
  for (int n = 0; n < p.outputs(); ++n)
    if (plan.node[p.output(n)].taken == TakenOperands::terms) return true;
  return false;
}

/// Has a stage vectors longer than `longest` that live for one component, other than a value whose operands are taken?
template <int N, int P>
constexpr bool streams_vectors(const Program<N, P>& p, const Plan<N>& plan, Stage stage, int longest) {
  for (int i = 0; i < N; ++i) {
    const NodePlan& n = plan.node[i];
    const bool computed = n.taken == TakenOperands::none || n.taken == TakenOperands::terms;
    if (n.stage == stage && n.storage == Storage::streamed && computed && p.node[i].dim > longest) return true;
  }
  return false;
}

/// Has a stage gathers, as of a tensor product, of more than `longest` components? In a loop over these the places of
/// their operands would be computed at run time.
template <int N, int P>
constexpr bool gathers(const Program<N, P>& p, const Plan<N>& plan, Stage stage, int longest) {
  for (int i = 0; i < N; ++i)
    if (const Node& x = p.node[i];
        !x.is_leaf() && plan.node[i].stage == stage && x.operation->kind == Kind::gather && x.dim > longest)
      return true;
  return false;
}

/// The longest sweep of a stage, in components; 0 if it has none.
template <int N>
constexpr int longest_sweep(const Plan<N>& plan, Stage stage) {
  int longest = 0;
  for (int t = plan.first_step[static_cast<int>(stage)]; t < plan.first_step[static_cast<int>(stage) + 1]; ++t)
    if (plan.step[t].sweep && plan.step[t].dim > longest) longest = plan.step[t].dim;
  return longest;
}

/// The most contractions that a sweep over a stage's components makes at a time: numbers that are alive throughout it.
template <int N, int P>
constexpr int contractions_at_a_time(const Program<N, P>& p, const Plan<N>& plan, Stage stage) {
  int most = 0;
  for (int t = plan.first_step[static_cast<int>(stage)]; t < plan.first_step[static_cast<int>(stage) + 1]; ++t) {
    int n = 0;
    for (int m = 0; m < plan.step[t].count; ++m) {
      const Node& x = p.node[plan.member[plan.step[t].first + m]];
      n += plan.step[t].sweep && x.operation->kind == Kind::contraction ? 1 : 0;
    }
    if (n > most) most = n;
  }
  return most;
}

}  // namespace kernfold

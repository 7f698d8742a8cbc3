// SPDX-License-Identifier: MIT
//
// Formulas whose vectors are too long for the registers of a thread, as Exp(-|x - y|^2) b with b in R^500: the threads
// of a group share their rows, and each has a part of the components of all long vectors, of operands and of the
// result. What contracts long vectors is contracted by parts and added up over the group.
#pragma once

#include <kernfold/engine/cuda/staged_row.hpp>
#include <kernfold/engine/evaluator.hpp>
#include <kernfold/operations/scalprod.hpp>
#include <kernfold/reductions/logsumexp.hpp>

namespace kernfold::gpu {

/// Vectors up to this length are not cut.
inline constexpr int longest_whole = unrolled_components;
/// Threads of a block.
inline constexpr int parts_threads = 128;

/// How many threads share a row, a power of 2, and how many rows each of them has; 0: the program is of another kind.
struct Parts {
  int count = 0, rows = 1;
};

/// Components that a thread has of a vector; the last ones may have fewer.
constexpr int part_of(int dim, int parts) { return dim <= longest_whole ? dim : (dim + parts - 1) / parts; }

/// Is node i of the pairs made of columns alone, to be staged like them: values of SumSoftMaxWeight and a 1?
template <int N, int P>
constexpr bool is_staged_concat(const Program<N, P>& p, const Plan<N>& plan, int i) {
  if (p.node[i].is_leaf() || p.node[i].operation->id != operation_id<detail::ConcatOfPairOp>) return false;
  for (int k = 0; k < 2; ++k) {
    const int o = p.node[i].operand[k];
    if (!p.node[o].is_constant() && !(p.node[o].is_variable() && plan.node[o].stage == Stage::column)) return false;
  }
  return true;
}

// Does node i read long vectors?
template <int N, int P>
constexpr bool reads_long(const Program<N, P>& p, int i) {
  for (int k = 0; !p.node[i].is_leaf() && k < p.node[i].operation->arity; ++k)
    if (p.node[p.node[i].operand[k]].dim > longest_whole) return true;
  return false;
}
/// Is node i added up over a group of threads?
template <int N, int P>
constexpr bool is_shared_sum(const Program<N, P>& p, const Plan<N>& plan, int i) {
  return !p.node[i].is_leaf() && plan.node[i].stage != Stage::parameter &&
         p.node[i].operation->kind == Kind::contraction && reads_long(p, i);
}

/// Can the vectors be cut? All but the parameters must be read component by component.
template <int N, int P>
constexpr bool can_be_cut(const Program<N, P>& p, const Plan<N>& plan) {
  if (plan.held > 0 || p.node[N - 1].is_leaf() || plan.node[N - 1].stage != Stage::pair) return false;
  for (int i = 0; i < N; ++i) {
    const Node& x = p.node[i];
    if (x.is_leaf() || plan.node[i].stage == Stage::parameter) continue;
    if (plan.node[i].stage == Stage::pair && x.operation->kind == Kind::opaque) return false;
    if ((x.dim <= longest_whole && !reads_long(p, i)) || is_staged_concat(p, plan, i)) continue;
    if (x.operation->kind != Kind::elementwise && x.operation->id != operation_id<SumOp> &&
        x.operation->id != operation_id<ScalprodOp>)
      return false;
  }
  return true;
}

/// Is node i in staged columns? And the components of a staged column ahead of those of node `end`, whole parts.
template <int N, int P>
constexpr bool is_staged(const Program<N, P>& p, const Plan<N>& plan, int i) {
  return (plan.node[i].stage == Stage::column && plan.node[i].field >= 0) || is_staged_concat(p, plan, i);
}
template <int N, int P>
constexpr int staged_components(const Program<N, P>& p, const Plan<N>& plan, int parts, int end) {
  int n = 0;
  for (int i = 0; i < end; ++i)
    if (is_staged(p, plan, i)) n += part_of(p.node[i].dim, parts) * (p.node[i].dim > longest_whole ? parts : 1);
  return n;
}

inline namespace KERNFOLD_ISA {

/// Where a thread's parts are. A staged column is one of B in a tile: component c of node I is at (staged_at<I> + c) *
/// B.
template <class C, int parts>
struct PartLayout {
  template <int I>
  static constexpr bool is_long = C::template node<I>.dim > longest_whole;
  template <int I>
  static constexpr int part = part_of(C::template node<I>.dim, parts);
  template <int I>
  static constexpr bool is_concat = is_staged_concat(C::program(), C::plan(), I);
  template <int I>
  static constexpr bool is_staged = gpu::is_staged(C::program(), C::plan(), I);

  // Components of a thread's rows ahead of those of node `end`.
  static constexpr int row_components(int end) {
    int n = 0;
    for (int i = 0; i < end; ++i)
      if (C::plan().node[i].stage == Stage::row && C::plan().node[i].field >= 0)
        n += part_of(C::program().node[i].dim, parts);
    return n;
  }
  template <int I>
  static constexpr int row_at = row_components(I);
  template <int I>
  static constexpr int staged_at = staged_components(C::program(), C::plan(), parts, I);
  static constexpr int rows = row_components(C::size),
                       staged = staged_components(C::program(), C::plan(), parts, C::size);
  static constexpr int longest_parameter = [] {
    int n = 0;
    for (int i = 0; i < C::size; ++i)
      if (C::plan().node[i].stage == Stage::parameter && C::program().node[i].dim > n) n = C::program().node[i].dim;
    return n;
  }();
  // Sums over a group, and the number of node I among them.
  static constexpr int sums_before(int end) {
    int n = 0;
    for (int i = 0; i < end; ++i) n += is_shared_sum(C::program(), C::plan(), i);
    return n;
  }
  template <int I>
  static constexpr bool is_sum = is_shared_sum(C::program(), C::plan(), I);
  template <int I>
  static constexpr int sum_at = sums_before(I);
  static constexpr int sums = sums_before(C::size);

  /// The first step from `from` on that has such sums, or `end`.
  static constexpr int step_with_sums(int from, int end) {
    for (int s = from; s < end; ++s)
      for (int m = 0; m < C::plan().step[s].count; ++m)
        if (is_shared_sum(C::program(), C::plan(), C::plan().member[C::plan().step[s].first + m])) return s;
    return end;
  }
  /// Has the column stage long vectors?
  static constexpr bool computes_long_columns = [] {
    for (int i = 0; i < C::size; ++i)
      if (!C::program().node[i].is_leaf() && C::plan().node[i].stage == Stage::column &&
          (C::program().node[i].dim > longest_whole || reads_long(C::program(), i)))
        return true;
    return false;
  }();
};

/// C with the outputs that one thread has.
template <class C, int parts>
struct PartOfCode : C {
  template <int O>
  static constexpr int output_dim = part_of(C::template output_dim<O>, parts);
};

/// What a thread reads and writes, for an Evaluator of B columns: component c of a long vector is the one of its part.
template <class C, class P, class L, int B, int tile_columns>
struct PartOfVectors : Memory<typename P::value_type> {
  using T = typename P::value_type;
  int part;

  template <class, int I>
  static constexpr int field =
      C::template node_plan<I>.stage == Stage::row ? L::template row_at<I> : C::template node_plan<I>.field;
  template <int I>
  static constexpr bool is_long_parameter =
      C::template node_plan<I>.stage == Stage::parameter&& C::template node<I>.leaf !=
      Leaf::constant&& L::template is_long<I>;
  template <int I>
  static constexpr bool has = L::template is_staged<I> || is_long_parameter<I>;

  template <int I>
  KERNFOLD_HD KERNFOLD_INLINE T* staged_component(int c) const {
    const int first = L::template is_long<I> ? part * L::template part<I> : 0;
    return this->columns + (L::template staged_at<I> + first + c) * tile_columns;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int I>
  KERNFOLD_HD KERNFOLD_INLINE auto tile(int c) const {
    if constexpr (is_long_parameter<I>) {
      Tile<P, 1, 1> r;
      r.v[0][0] = P(this->parameters[C::template node_plan<I>.field + part * L::template part<I> + c]);
      return r;
    } else {
      Tile<P, 1, B> r;
      const StagedRow<T, B> values(staged_component<I>(c));
      KERNFOLD_UNROLL_FULL
      for (int b = 0; b < B; ++b) r.v[0][b] = P(values.value[b]);
      return r;
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int I>
  KERNFOLD_HD KERNFOLD_INLINE void keep(int c, P x) const {
    x.store(staged_component<I>(c));
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

// SPDX-License-Identifier: MIT
//
// Formulas of vectors too long for registers, contracted in one sweep, as in |x - y|^2 in R^500: the block stages
// chunks of components of its rows and of a tile of columns in shared memory, and a thread keeps the contractions of
// its tile.
#pragma once

#include <kernfold/engine/cuda/staged_row.hpp>
#include <kernfold/engine/evaluator.hpp>
#include <kernfold/program/measures.hpp>

namespace kernfold::gpu {

/// Such a program: nodes of the long vectors, one that a row has and one that a column has, and their sweep.
struct Chunks {
  int row = -1, column = -1;  // -1: the program is of another kind
  int sweep = -1;             // its step
  int contractions = 0;       // in that sweep
};

template <int N, int P>
constexpr Chunks chunks_of(const Program<N, P>& p, const Plan<N>& plan, int longest) {
  Chunks c;
  for (int s = plan.first_step[static_cast<int>(Stage::pair)]; s < plan.steps; ++s) {
    const PlanStep& step = plan.step[s];
    if (!step.sweep || step.dim <= longest) continue;
    if (s != plan.first_step[static_cast<int>(Stage::pair)] || !plan.contracts(p, s)) return {};
    c.sweep = s;
    for (int m = 0; m < step.count; ++m) {
      const Node& x = p.node[plan.member[step.first + m]];
      if (x.operation->kind == Kind::gather) return {};  // it reads other components
      c.contractions += x.dim == 1;
    }
  }
  if (c.sweep < 0 || plan.held > 0 || has_opaque(p, plan, Stage::pair) || p.node[N - 1].dim > longest) return {};
  for (int i = 0; i < N; ++i) {
    const Stage stage = plan.node[i].stage;
    if (p.node[i].dim <= longest || (stage != Stage::row && stage != Stage::column)) continue;
    int& which = stage == Stage::row ? c.row : c.column;
    if (which >= 0 || !p.node[i].is_variable() || p.node[i].dim != plan.step[c.sweep].dim) return {};
    which = i;
    for (int n = i + 1; n < N; ++n)
      for (int k = 0; !p.node[n].is_leaf() && k < p.node[n].operation->arity; ++k)
        if (p.node[n].operand[k] == i && !plan.streams(c.sweep, n)) return {};
  }
  return c.row >= 0 && c.column >= 0 ? c : Chunks{};
}

inline namespace KERNFOLD_ISA {

/// What the pair stage of such a program reads, for an Evaluator; F: Fields. U rows of a thread, `row_step` apart in
/// the chunk, and B columns. Components of the chunk are row_stride and column_stride apart.
template <class F, class C, class P, int U, int B, int row, int column, int row_step, int row_stride, int column_stride,
          int staged_stride>
struct ChunkMemory : F::StageMemory {
  using T = typename P::value_type;
  const T *chunk_rows, *chunk_columns;
  int first;  // component of the chunk
  int count;  // columns that there are

  template <int I>
  static constexpr bool has = I == row || C::template node_plan<I>.stage == Stage::column;

  KERNFOLD_NO_EXEC_CHECK
  template <int I>
  KERNFOLD_HD KERNFOLD_INLINE auto tile(int c) const {
    if constexpr (I == row) {
      Tile<P, U, 1> r;
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) r.v[u][0] = P(chunk_rows[(c - first) * row_stride + u * row_step]);
      return r;
    } else {
      Tile<P, 1, B> r;
      if constexpr (I == column) {
        const StagedRow<T, B> values(chunk_columns + (c - first) * column_stride);
        KERNFOLD_UNROLL_FULL
        for (int b = 0; b < B; ++b) r.v[0][b] = P(values.value[b]);
      } else {  // beyond the last column that one again
        KERNFOLD_UNROLL_FULL
        for (int b = 0; b < B; ++b)
          r.v[0][b] = P(this->columns[(b < count ? b : count - 1) * staged_stride + F::template staged_at<I> + c]);
      }
      return r;
    }
  }
};

/// Hands the columns of a tile to a sink one after the other, those that there are.
template <class To>
struct OneByOne {
  To& to;
  int count;
  template <int O>
  static constexpr bool fuses_products = To::template fuses_products<O>;

  KERNFOLD_NO_EXEC_CHECK
  template <class P, int H, int L>
  static KERNFOLD_HD KERNFOLD_INLINE Tile<P, H, 1> column(const Tile<P, H, L>& f, int b) {
    Tile<P, H, 1> r;
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < H; ++u) r.v[u][0] = f.at(u, b);
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int O, int Columns, class P, int H, int L>
  KERNFOLD_HD KERNFOLD_INLINE void value(int k, const Tile<P, H, L>& f) {
    const P local = to.local;
    KERNFOLD_UNROLL_FULL
    for (int b = 0; b < Columns; ++b) {
      if (b < count) to.template value<O, 1>(k, column(f, b));
      to.local = to.local + P(1);
    }
    to.local = local;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int O, int Columns, class P, int H, int L, int H2, int L2>
  KERNFOLD_HD KERNFOLD_INLINE void two(int k, const Tile<P, H, L>& f, const Tile<P, H2, L2>& g) {
    const P local = to.local;
    KERNFOLD_UNROLL_FULL
    for (int b = 0; b < Columns; ++b) {
      if (b < count) to.template two<O, 1>(k, column(f, b), column(g, b));
      to.local = to.local + P(1);
    }
    to.local = local;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int O, int Exponents, class P, int U, int B>
  KERNFOLD_HD KERNFOLD_INLINE Tile<P, U, B> shifted_exp(int k, const Tile<P, U, B>& f) {
    return to.template shifted_exp<O, Exponents>(k, f);
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

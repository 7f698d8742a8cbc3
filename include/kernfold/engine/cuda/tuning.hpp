// SPDX-License-Identifier: MIT
//
// How many threads, rows and columns a block of the GPU takes, chosen by constexpr functions of the program, and how a
// call is split into blocks, which depends on its sizes alone: results do not depend on the GPU or on timing.
#pragma once

#include <cstddef>

#include <kernfold/engine/cuda/chunks.hpp>
#include <kernfold/engine/cuda/lane.hpp>
#include <kernfold/engine/cuda/parts.hpp>
#include <kernfold/engine/sink.hpp>
#include <kernfold/program/measures.hpp>

namespace kernfold::gpu {

struct Tuning {
  int threads;    // of a block
  int rows;       // U: rows of a thread
  int columns;    // staged at a time
  int width;      // B: columns of a tile
  int unroll;     // tiles taken in one turn of the inner loop
  int chunk = 0;  // components of long vectors staged at a time; 0: all
};

/// Components of the row values that pairs read, of each part_of(its dimension, parts). (Those that only other row
/// values are made of do not outlive these.)
template <int N, int P>
constexpr int row_components(const Program<N, P>& p, const Plan<N>& plan, int parts = 1) {
  int components = 0;
  for (int i = 0; i < N; ++i) {
    if (plan.node[i].stage != Stage::row) continue;
    bool read = p.is_output(i);
    for (int n = i + 1; n < N; ++n)
      for (int k = 0; plan.node[n].stage == Stage::pair && !p.node[n].is_leaf() && k < p.node[n].operation->arity; ++k)
        read = read || p.node[n].operand[k] == i;
    if (read) components += part_of(p.node[i].dim, parts);
  }
  return components;
}

/// Registers that a row of a thread takes: the values that pairs read, and a number for each component of its results.
template <class C, class T>
constexpr int registers_of_row = (row_components(C::program(), C::plan()) + C::dim) * static_cast<int>(sizeof(T)) / 4;
/// Those it takes with the partial results of R, a reduction or Reductions of several outputs: of a mean, or an index,
/// more than a number for each component. (States that change in place are in memory.)
template <class C, class R, class T>
constexpr int registers_of_results = []<int... O>(std::integer_sequence<int, O...>) {
  const auto more = [](int dim, bool in_place, std::size_t bytes) {
    return in_place || bytes <= sizeof(T) ? 0 : dim * static_cast<int>(bytes - sizeof(T)) / 4;
  };
  using P = Lane<T, Accuracy::precise>;
  return (registers_of_row<C, T> + ... +
          more(C::template output_dim<O>, Accumulation<reduction_at<R, O>, P>::in_place,
               sizeof(typename Accumulation<reduction_at<R, O>, P>::Partial)));
}
(std::make_integer_sequence<int, C::outputs>{});
/// The most of them that PairKernel takes, where there is another way.
inline constexpr int most_registers = 130;
/// Components up to which a thread's vectors are in registers: as many as all of them fit there.
template <class C, class R, class T>
constexpr int longest_in_registers = registers_of_results<C, R, T> <= 190 ? 128 : unrolled_components;

/// How the program of C is cut, so that what a thread has of rows and results fits its registers, and what it shares
/// with others the memory that every GPU gives a block. `bytes`: the size of a number; `partial`: that of what takes in
/// one component of the result.
template <class C, int bytes, int partial>
constexpr Parts parts_of() {
  constexpr const auto& p = C::program();
  constexpr const auto& plan = C::plan();
  if (!can_be_cut(p, plan) || detail::exponent_dim(p, 0) > 1) return {};
  int sums = 0, sums_of_pairs = 0;
  for (int i = 0; i < C::size; ++i) {
    sums += is_shared_sum(p, plan, i);
    sums_of_pairs += is_shared_sum(p, plan, i) && plan.node[i].stage == Stage::pair;
  }
  const auto fits = [&](int parts, int rows) {
    const int registers = rows * (row_components(p, plan, parts) * bytes + part_of(C::dim, parts) * partial) / 4;
    const int shared = staged_components(p, plan, parts, C::size) * 16 + sums * rows * 16 * parts_threads +
                       2 * plan.fields[static_cast<int>(Stage::parameter)] * bytes;
    return registers <= 136 && shared <= 40 * 1024;
  };
  // More rows save loads of columns; sums over more threads cost.
  for (int rows = 2; rows >= 1; --rows)
    for (int parts = 2; parts <= (rows == 2 && sums_of_pairs > 0 ? 4 : 32); parts *= 2)
      if (fits(parts, rows)) return {parts, rows};
  return {};
}

/// Bytes of shared memory that the states of a block may take.
inline constexpr int most_shared_states = 28 * 1024, most_states_beside_chunks = 20 * 1024;

/// Bytes of shared memory that every GPU gives a block.
inline constexpr int most_shared = 48 * 1024;

/// Components of a staged row, rounded up to whole 16 bytes where that lets it be read in fewer instructions.
constexpr int staged_stride(int staged, int bytes) {
  const int vector = 16 / bytes;
  return staged < vector ? (staged == 3 ? 4 : staged < 1 ? 1 : staged) : (staged + vector - 1) / vector * vector;
}

/// C: CodeOf<F, K>; P: a lane; StateBytes: the size of a state.
template <class C, class P, int StateBytes>
constexpr Tuning tuning(bool in_place) {
  constexpr int bytes = static_cast<int>(sizeof(typename P::value_type)), words = bytes / 4;
  Tuning t{128, 8 / words, 128, 1, 4};
  // What the rows leave of the registers is for temporaries.
  constexpr int row = registers_of_row<C, typename P::value_type>;
  constexpr int work = evaluations(C::program(), C::plan(), unrolled<P>);
  while (t.rows > 1 && (t.rows * row > 72 || t.rows * work > 400)) --t.rows;
  // Long vectors are read from memory, once for a whole tile.
  if (longest_sweep(C::plan(), Stage::pair) > unrolled<P>) {
    constexpr Chunks chunks = chunks_of(C::program(), C::plan(), unrolled<P>);
    const auto states = [&](int rows) { return t.threads * (rows * C::dim * StateBytes + 16); };
    if constexpr (chunks.row >= 0) {
      constexpr int short_vectors = C::staged - C::template node<chunks.column>.dim;
      if (states(1) <= most_states_beside_chunks && short_vectors * bytes <= 192) {
        t.rows = in_place ? 2 : 4;
        while (states(t.rows) > most_states_beside_chunks) t.rows /= 2;
        t.width = (in_place ? 8 : 16) / words;
        while (t.width > 4 && t.width * chunks.contractions > 16 / words) t.width /= 2;
        t.chunk = 8 / words;
        t.columns = t.width;
        return t;
      }
    }
    t.rows = 2;
    t.width = 4;
  }
  if (work > 16) t.unroll = 2;
  if (work > 64) t.unroll = 1;
  if (in_place && t.rows > 2) t.rows = 2;  // states are large
  // Blocks on one multiprocessor share its memory; every GPU gives a block 48 KB.
  constexpr int stride = staged_stride(C::staged, bytes);
  while (t.columns > 8 && t.columns * stride * bytes > 16 * 1024) t.columns /= 2;
  while (t.threads > 32 && t.threads * (t.rows * C::dim * StateBytes + 16) > most_shared_states) t.threads /= 2;
  // Large parameters leave less for columns, and then for states.
  const auto shared = [&](int columns, int threads) {
    const int states = threads * (t.rows * C::dim * StateBytes + 16);
    return (C::template fields<Stage::parameter> + columns * stride + C::staged) * bytes +
           (states <= most_shared_states ? states : 0) + 256;
  };
  while (t.columns > 8 && shared(t.columns, t.threads) > most_shared) t.columns /= 2;
  while (t.threads > 32 && shared(t.columns, t.threads) > most_shared) t.threads /= 2;
  return t;
}

/// How the rows and columns of a call are cut into blocks.
struct Split {
  std::ptrdiff_t row_blocks;
  std::ptrdiff_t chunk;   // columns of a block
  std::ptrdiff_t chunks;  // blocks along the columns
};

constexpr std::ptrdiff_t ceil_divide(std::ptrdiff_t n, std::ptrdiff_t by) { return n / by + (n % by != 0 ? 1 : 0); }

/// Enough blocks for many multiprocessors; the columns are split only if there are too few rows.
constexpr Split split(std::ptrdiff_t rows, std::ptrdiff_t columns, const Tuning& t) {
  constexpr std::ptrdiff_t enough = 2048, smallest_chunk = 32;
  Split s{ceil_divide(rows, std::ptrdiff_t{t.threads} * t.rows), columns, 1};
  if (s.row_blocks == 0 || s.row_blocks >= enough || columns <= smallest_chunk) return s;
  s.chunk = ceil_divide(columns, ceil_divide(enough, s.row_blocks));
  const std::ptrdiff_t unit = s.chunk > t.columns ? t.columns : smallest_chunk;
  s.chunk = ceil_divide(s.chunk, unit) * unit;
  s.chunks = ceil_divide(columns, s.chunk);
  return s;
}

}  // namespace kernfold::gpu

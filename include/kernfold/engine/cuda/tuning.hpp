// SPDX-License-Identifier: MIT
//
// How many threads, rows and columns a block of the GPU takes, chosen by constexpr functions of the program, and how a
// call is split into blocks, which depends on its sizes alone: results do not depend on the GPU or on timing.
#pragma once

#include <cstddef>

#include <kernfold/engine/evaluator.hpp>

namespace kernfold::gpu {

struct Tuning {
  int threads;  // of a block
  int rows;     // U: rows of a thread
  int columns;  // staged at a time
  int unroll;   // columns taken in one turn of the inner loop
};

/// Bytes of shared memory that the states of a block may take.
inline constexpr int most_shared_states = 28 * 1024;

/// Components of a staged row, rounded up to whole 16 bytes where that lets it be read in fewer instructions.
constexpr int staged_stride(int staged, int bytes) {
  const int vector = 16 / bytes;
  return staged < vector ? (staged == 3 ? 4 : staged < 1 ? 1 : staged) : (staged + vector - 1) / vector * vector;
}

/// C: CodeOf<F, K>; P: a lane; StateBytes: the size of a state.
template <class C, class P, int StateBytes>
constexpr Tuning tuning(bool in_place) {
  constexpr int bytes = static_cast<int>(sizeof(typename P::value_type)), words = bytes / 4;
  Tuning t{128, 8 / words, 128, 4};
  // A row costs its fields and its partial results, in registers. What is left is for temporaries.
  constexpr int row = (C::template fields<Stage::row> + C::dim) * words;
  constexpr int work = evaluations(C::program(), C::plan(), unrolled<P>);
  while (t.rows > 1 && (t.rows * row > 72 || t.rows * work > 400)) --t.rows;
  if (work > 16) t.unroll = 2;
  if (work > 64) t.unroll = 1;
  if (in_place) t.rows = 1;  // states are large
  // Blocks on one multiprocessor share its memory; every GPU gives a block 48 KB.
  constexpr int stride = staged_stride(C::staged, bytes);
  while (t.columns > 8 && t.columns * stride * bytes > 16 * 1024) t.columns /= 2;
  while (t.threads > 32 && t.threads * (t.rows * C::dim * StateBytes + 16) > most_shared_states) t.threads /= 2;
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

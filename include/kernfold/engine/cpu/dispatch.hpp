// SPDX-License-Identifier: MIT
//
// From a checked call to its result on the CPU: memory for each thread, tasks over groups of row tiles and chunks of
// columns, partial states merged in the order of the chunks.
#pragma once

#include <cstddef>
#include <memory>

#include <kernfold/engine/cpu/footprint.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

// Uninitialised memory for n values of T, aligned for packs.
template <class T>
class AlignedBuffer {
 public:
  explicit AlignedBuffer(std::ptrdiff_t n)
      : data_(static_cast<T*>(::operator new(static_cast<std::size_t>(n > 0 ? n : 1) * sizeof(T), alignment))) {}
  ~AlignedBuffer() { ::operator delete(data_, alignment); }
  AlignedBuffer(const AlignedBuffer&) = delete;
  AlignedBuffer& operator=(const AlignedBuffer&) = delete;
  T* get() const { return data_; }

 private:
  static constexpr std::align_val_t alignment{64};
  T* data_;
};

/// Reduces the columns [0, columns) for each of the rows [0, rows) and hands the states of row tile t to
/// `finish(t, states)`, once for each tile, from any thread. `arguments` by position.
template <class C, class R, class T, class Finish>
void for_each_row_tile(const View<const T>* arguments, std::ptrdiff_t rows, std::ptrdiff_t columns, int threads,
                       Finish finish) {
  using K = Kernel<C, R, T>;
  using State = typename K::State;
  const Split s = split(rows, columns, K::tuned, K::W);
  if (s.tiles == 0) return;
  threads = useful_threads(s, rows, columns, C::size + C::dim, threads > 0 ? threads : default_threads());

  AlignedBuffer<T> parameters(C::template fields<Stage::parameter>);
  const ThreadMemory per_thread(s.group * K::row_memory, K::column_memory, K::staged_memory);
  AlignedBuffer<T> memory(per_thread.size * threads);
  const bool split_columns = s.chunks > 1;
  AlignedBuffer<State> states(kept_tiles(s, threads) * K::states);
  K::prepare_parameters(arguments, parameters.get());

  parallel_for(s.groups * s.chunks, threads, [&](std::ptrdiff_t task, int thread) {
    const std::ptrdiff_t group = task / s.chunks, chunk = task % s.chunks;
    const std::ptrdiff_t first_tile = group * s.group;
    const std::ptrdiff_t tiles = s.tiles - first_tile < s.group ? s.tiles - first_tile : s.group;
    T* const row_memory = memory.get() + thread * per_thread.size;
    T* const scratch = row_memory + per_thread.columns;
    T* const staged = row_memory + per_thread.staged;
    State* const state = states.get() + (split_columns ? (chunk * s.tiles + first_tile) : thread * s.group) * K::states;
    for (std::ptrdiff_t t = 0; t < tiles; ++t)
      K::prepare_rows(arguments, parameters.get(), (first_tile + t) * K::row_lanes, rows,
                      row_memory + t * K::row_memory);
    for (std::ptrdiff_t i = 0; i < tiles * K::states; ++i) state[i] = R::template identity<typename K::P>();
    const std::ptrdiff_t end = columns < (chunk + 1) * s.chunk ? columns : (chunk + 1) * s.chunk;
    for (std::ptrdiff_t j = chunk * s.chunk; j < end; j += K::tuned.block) {
      const std::ptrdiff_t n = end - j < K::tuned.block ? end - j : K::tuned.block;
      K::stage_columns(arguments, parameters.get(), j, n, scratch, staged);
      for (std::ptrdiff_t t = 0; t < tiles; ++t)
        K::pair_block({parameters.get(), row_memory + t * K::row_memory, staged}, n, state + t * K::states);
    }
    if (!split_columns)
      for (std::ptrdiff_t t = 0; t < tiles; ++t) finish(first_tile + t, state + t * K::states);
  });
  if (split_columns)
    for (std::ptrdiff_t t = 0; t < s.tiles; ++t) {
      State* const total = states.get() + t * K::states;
      for (std::ptrdiff_t c = 1; c < s.chunks; ++c)
        for (int i = 0; i < K::states; ++i) R::merge(total[i], states.get()[(c * s.tiles + t) * K::states + i]);
      finish(t, total);
    }
}

/// One row of the result for each row: out has shape (rows, C::dim).
template <class C, class R, class T>
void reduce_columns(const View<const T>* arguments, std::ptrdiff_t rows, std::ptrdiff_t columns, int threads,
                    View<T> out) {
  using K = Kernel<C, R, T>;
  for_each_row_tile<C, R, T>(arguments, rows, columns, threads,
                             [&](std::ptrdiff_t tile, const typename K::State* state) {
                               for (int u = 0; u < K::U; ++u) {
                                 const std::ptrdiff_t first = (tile * K::U + u) * K::W;
                                 for (int k = 0; k < C::dim; ++k) {
                                   T lanes[K::W];
                                   R::finish(state[k * K::U + u]).store(lanes);
                                   for (int l = 0; l < K::W && first + l < rows; ++l)
                                     out.data[(first + l) * out.row_stride + k * out.col_stride] = lanes[l];
                                 }
                               }
                             });
}

// Merges n states in a fixed binary tree: the error of a sum grows with log n.
template <class R, class State>
State merge_pairwise(const State* s, std::ptrdiff_t n, std::ptrdiff_t stride) {
  if (n == 1) return s[0];
  const std::ptrdiff_t half = n / 2;
  State l = merge_pairwise<R>(s, half, stride);
  R::merge(l, merge_pairwise<R>(s + half * stride, n - half, stride));
  return l;
}

/// Reduces over both axes: out has shape (1, C::dim).
template <class C, class R, class T>
void reduce_all(const View<const T>* arguments, std::ptrdiff_t rows, std::ptrdiff_t columns, int threads, View<T> out) {
  using K = Kernel<C, R, T>;
  using State = typename R::template State<math::Pack<T, 1>>;
  AlignedBuffer<State> states(rows * C::dim);
  for_each_row_tile<C, R, T>(arguments, rows, columns, threads,
                             [&](std::ptrdiff_t tile, const typename K::State* state) {
                               for (int u = 0; u < K::U; ++u)
                                 for (int l = 0; l < K::W; ++l) {
                                   const std::ptrdiff_t row = (tile * K::U + u) * K::W + l;
                                   for (int k = 0; k < C::dim && row < rows; ++k)
                                     states.get()[row * C::dim + k] = R::lane(state[k * K::U + u], l);
                                 }
                             });
  for (int k = 0; k < C::dim; ++k) {
    const State s =
        rows > 0 ? merge_pairwise<R>(states.get() + k, rows, C::dim) : R::template identity<math::Pack<T, 1>>();
    out.data[k * out.col_stride] = R::finish(s)[0];
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

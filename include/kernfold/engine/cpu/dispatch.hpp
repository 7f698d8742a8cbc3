// SPDX-License-Identifier: MIT
//
// From a checked call to its result on the CPU: memory for each thread, tasks over groups of row tiles and chunks of
// columns, partial states merged in the order of the chunks.
#pragma once

#include <cstddef>
#include <new>

#include <kernfold/engine/cpu/few_rows.hpp>
#include <kernfold/engine/cpu/footprint.hpp>
#include <kernfold/tensors/errors.hpp>
#include <kernfold/tensors/options.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

// Memory for rows * cols things of `size` bytes, aligned for packs; none for none. Throws std::bad_alloc.
KERNFOLD_NOINLINE inline void* allocate(std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t size) {
  std::ptrdiff_t n;
  if (__builtin_mul_overflow(rows, cols, &n) || __builtin_mul_overflow(n, size, &n))
    detail::throw_error(std::bad_alloc());
  return n == 0 ? nullptr : ::operator new (static_cast<std::size_t>(n), std::align_val_t{64});
}

// Uninitialised memory for rows * cols values of T, aligned for packs.
template <class T>
class AlignedBuffer {
 public:
  explicit AlignedBuffer(std::ptrdiff_t rows, std::ptrdiff_t cols = 1)
      : data_(static_cast<T*>(allocate(rows, cols, sizeof(T)))) {}
  ~AlignedBuffer() { ::operator delete (data_, std::align_val_t{64}); }
  AlignedBuffer(const AlignedBuffer&) = delete;
  AlignedBuffer& operator=(const AlignedBuffer&) = delete;
  T* get() const { return data_; }

 private:
  T* data_;
};

/// How a call is run: with at most so many threads (0: as many as there are), and who watches it.
struct Execution {
  int threads;
  Monitors monitors;

  /// For what is the part from `first` to `last` of a pass to those who watch.
  Execution part(double first, double last) const {
    Execution how = *this;
    how.monitors.first = first;
    how.monitors.last = last;
    return how;
  }
};

/// The n columns from j on: staged, and the last ones, fewer than a tile takes at a time, spread behind them; or a
/// batch of them.
template <class T>
KERNFOLD_NOINLINE void bring_columns(const KernelTable<T>& k, const View<const T>* arguments, T* parameters,
                                     std::ptrdiff_t j, std::ptrdiff_t n, T* scratch, T* staged) {
  if (k.groups > 0) return load_columns(*k.columns, arguments, k.to_columns, parameters, j, j + n, staged);
  stage_columns(*k.columns, arguments, k.to_columns, parameters, j, n, scratch, staged);
  const std::ptrdiff_t lone = n % k.tuned.columns;
  if (lone > 0) spread_columns(*k.columns, staged + (n - lone) * k.columns->stride, lone, staged + k.staged_memory);
}

/// Reduces the columns [0, columns) for each of the rows [0, rows) and hands the states of row tile t to
/// `finish(t, states)`, once for each tile, from any thread. `arguments` by position.
template <class T>
void for_each_row_tile(const KernelTable<T>& k, const View<const T>* arguments, std::ptrdiff_t rows,
                       std::ptrdiff_t columns, const Execution& how, FunctionRef<std::ptrdiff_t, const void*> finish) {
  how.monitors.begin();
  if (rows == 0) return how.monitors.watch(1);
  Split s = split(rows, columns, k.tuned, k.lanes);
  const int threads =
      useful_threads(s, rows, columns, k.evaluations, how.threads > 0 ? how.threads : default_threads());
  s = regrouped(s, k.tuned, threads);

  AlignedBuffer<T> parameters(k.parameters);
  const ThreadMemory per_thread(s.group * k.row_memory, k.column_memory(), k.staged_memory + k.spread_memory);
  AlignedBuffer<T> memory(per_thread.size, threads);
  const bool alone = threads == 1, shares_rows = s.chunks > 1 && !alone;
  AlignedBuffer<unsigned char> states(kept_tiles(s, threads), k.states);
  copy_parameters(arguments, k.parameter_fields, parameters.get());
  if (k.compute_parameters != nullptr) k.compute_parameters(parameters.get());

  std::ptrdiff_t done = 0;  // blocks of columns for tiles of rows
  const double all = static_cast<double>(s.tiles) * static_cast<double>(parts(columns, k.tuned.block));
  // Before tile t of a group: some tiles take less than a microsecond, which a clock would add to.
  const auto ask = [&](std::ptrdiff_t t) {
    if (t % 16 != 0) return how.monitors.ask();
    how.monitors.watch(static_cast<double>(__atomic_load_n(&done, __ATOMIC_RELAXED) + t) / all);
  };
  parallel_for(alone ? s.groups : s.groups * s.chunks, threads, [&](std::ptrdiff_t task, int thread) {
    const std::ptrdiff_t first_tile = (alone ? task : task / s.chunks) * s.group;
    const std::ptrdiff_t tiles = s.tiles - first_tile < s.group ? s.tiles - first_tile : s.group;
    T* const row_memory = memory.get() + thread * per_thread.size;
    T* const scratch = row_memory + per_thread.columns;
    T* const staged = row_memory + per_thread.staged;
    for (std::ptrdiff_t t = 0; t < tiles; ++t) {
      const std::ptrdiff_t first = (first_tile + t) * k.row_lanes();
      int packs = k.tuned.packs;
      if (!k.whole_tiles && rows - first < k.row_lanes()) packs = static_cast<int>(parts(rows - first, k.lanes));
      T* const tile = row_memory + t * k.row_memory;
      load_fields(arguments, k.row_fields, first, rows, packs * k.lanes, k.tuned.packs * k.lanes, tile, k.to_columns);
      if (k.compute_rows != nullptr) k.compute_rows(parameters.get(), rows - first, packs, tile);
      if (k.groups > 0) spread_rows(k, static_cast<int>(rows), tile, tile + k.row_memory / (k.groups + 1));
    }
    const std::ptrdiff_t first_chunk = alone ? 0 : task % s.chunks;
    unsigned char* const total =
        states.get() + (shares_rows ? first_chunk * s.tiles + first_tile : thread * s.group) * k.states;
    for (std::ptrdiff_t chunk = first_chunk; chunk < (alone ? s.chunks : first_chunk + 1); ++chunk) {
      unsigned char* const state = total + (chunk == first_chunk ? 0 : s.group * k.states);
      for (std::ptrdiff_t t = 0; t < tiles; ++t) start_tile(k, state + t * k.states);
      const std::ptrdiff_t end = columns < (chunk + 1) * s.chunk ? columns : (chunk + 1) * s.chunk;
      for (std::ptrdiff_t j = chunk * s.chunk; j < end; j += k.tuned.block) {
        const std::ptrdiff_t n = end - j < k.tuned.block ? end - j : k.tuned.block;
        if (k.columns != nullptr) bring_columns(k, arguments, parameters.get(), j, n, scratch, staged);
        for (std::ptrdiff_t t = 0; t < tiles; ++t) {
          if (how.monitors.count > 0) [[unlikely]]
            ask(t);
          take_block(k, {parameters.get(), row_memory + t * k.row_memory, staged}, j, n, state + t * k.states);
        }
        if (how.monitors.count > 0) [[unlikely]]
          __atomic_fetch_add(&done, tiles, __ATOMIC_RELAXED);
      }
      if (state != total)
        for (std::ptrdiff_t t = 0; t < tiles; ++t) merge_tiles(k, total + t * k.states, state + t * k.states);
    }
    if (!shares_rows)
      for (std::ptrdiff_t t = 0; t < tiles; ++t) finish(first_tile + t, total + t * k.states);
  });
  if (shares_rows)
    for (std::ptrdiff_t t = 0; t < s.tiles; ++t) {
      unsigned char* const total = states.get() + t * k.states;
      for (std::ptrdiff_t c = 1; c < s.chunks; ++c) merge_tiles(k, total, states.get() + (c * s.tiles + t) * k.states);
      finish(t, total);
    }
  how.monitors.watch(1);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

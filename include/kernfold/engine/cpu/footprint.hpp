// SPDX-License-Identifier: MIT
//
// What a call takes of the machine: its threads and their memory, from its sizes. The engine allocates by it, and
// explain() tells it.
#pragma once

#include <kernfold/engine/cpu/kernel.hpp>
#include <kernfold/engine/cpu/threads.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// The threads that a call starts of those it may: each wants a task, and some ten microseconds of work.
template <class C>
constexpr int useful_threads(const Split& s, std::ptrdiff_t rows, std::ptrdiff_t columns, int threads) {
  const double work = static_cast<double>(rows) * static_cast<double>(columns) * (C::size + C::dim);
  const double enough_for = work / 2e6 + 1;
  if (enough_for < threads) threads = static_cast<int>(enough_for);
  if (threads > max_threads) threads = max_threads;
  return s.groups * s.chunks < threads ? static_cast<int>(s.groups * s.chunks) : threads;
}

/// The memory of one thread, in numbers: the rows of a task's tiles, from `columns` on the column stage's pack of
/// columns, from `staged` on a block of staged columns. Each part begins on a cache line.
struct ThreadMemory {
  std::ptrdiff_t columns, staged, size;
};
template <class K>
constexpr ThreadMemory thread_memory(const Split& s) {
  const auto lines = [](std::ptrdiff_t numbers) { return (numbers + 15) / 16 * 16; };
  ThreadMemory m{};
  m.columns = lines(s.group * K::row_memory);
  m.staged = m.columns + lines(K::column_memory);
  m.size = m.staged + lines(K::staged_memory);
  return m;
}

/// States in memory at a time: of the tiles of one task for each thread or, where tasks share rows, of all tiles and
/// chunks.
template <class K>
constexpr std::ptrdiff_t kept_states(const Split& s, int threads) {
  return (s.chunks > 1 ? s.chunks * s.tiles : threads * s.group) * K::states;
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

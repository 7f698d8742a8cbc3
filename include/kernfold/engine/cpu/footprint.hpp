// SPDX-License-Identifier: MIT
//
// What a call takes of the machine: its threads and their memory, from its sizes. The engine allocates by it, and
// explain() tells it.
#pragma once

#include <kernfold/engine/cpu/kernel.hpp>
#include <kernfold/engine/cpu/threads.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// The threads that a call starts of those it may: each wants a task, and some ten microseconds of work. `evaluations`
/// of nodes for a pair are about C::size + C::dim.
constexpr int useful_threads(const Split& s, std::ptrdiff_t rows, std::ptrdiff_t columns, int evaluations,
                             int threads) {
  const double work = static_cast<double>(rows) * static_cast<double>(columns) * evaluations;
  const double enough_for = work / 2e6 + 1;
  if (enough_for < threads) threads = static_cast<int>(enough_for);
  if (threads > max_threads) threads = max_threads;
  return s.groups * s.chunks < threads ? static_cast<int>(s.groups * s.chunks) : threads;
}

/// The same chunks, but larger groups where few threads share them, as each group stages its columns anew: results do
/// not depend on how rows are grouped.
constexpr Split regrouped(Split s, const Tuning& t, int threads) {
  const std::ptrdiff_t tasks = threads == 1 ? 1 : 8 * threads;
  std::ptrdiff_t group = s.tiles / parts(tasks, s.chunks);
  if (group > t.group) group = t.group;
  if (group <= s.group) return s;
  s.group = group;
  s.groups = parts(s.tiles, group);
  return s;
}

/// The memory of one thread, in numbers: the rows of a task's tiles, from `columns` on the column stage's pack of
/// columns, from `staged` on a block of staged columns. Each part begins on a cache line.
struct ThreadMemory {
  std::ptrdiff_t columns, staged, size;

  constexpr ThreadMemory(std::ptrdiff_t row_memory, std::ptrdiff_t column_memory, std::ptrdiff_t staged_memory)
      : columns(whole_lines(row_memory)),
        staged(columns + whole_lines(column_memory)),
        size(staged + whole_lines(staged_memory)) {}
  static constexpr std::ptrdiff_t whole_lines(std::ptrdiff_t n) { return (n + 15) / 16 * 16; }
};

/// Tiles whose states are in memory at a time: those of one task for each thread or, where tasks share rows, all tiles
/// for each chunk. A thread alone merges chunk by chunk.
constexpr std::ptrdiff_t kept_tiles(const Split& s, int threads) {
  if (s.chunks == 1) return threads * s.group;
  return threads == 1 ? 2 * s.group : s.chunks * s.tiles;
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

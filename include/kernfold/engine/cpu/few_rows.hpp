// SPDX-License-Identifier: MIT
//
// Fewer rows than a tile has: a register holds neighbouring columns, and what it meets is copies of one row. The states
// of the lanes are merged at the end. The pair loop is the one that a kernel has for the last columns of a block.
//
// Such a call has one tile, of groups of U rows for a kernel of U packs; its states are a TileOfGroups, behind which
// stand those of whole packs of columns, and of the columns behind them, for each group.
#pragma once

#include <kernfold/engine/cpu/kernel_table.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

struct alignas(64) TileOfGroups {
  int rest;  // columns behind whole packs: only the last block has some

  /// Those of group g are number 2 g, of whole packs, and 2 g + 1.
  template <class T>
  void* states(const KernelTable<T>& k, int number) {
    return reinterpret_cast<unsigned char*>(this + 1) + number * bytes(k);
  }
  template <class T>
  const void* states(const KernelTable<T>& k, int number) const {
    return const_cast<TileOfGroups*>(this)->states(k, number);
  }
  template <class T>
  static constexpr std::ptrdiff_t bytes(const KernelTable<T>& k) {
    return (k.states - static_cast<std::ptrdiff_t>(sizeof(TileOfGroups))) / (2 * k.groups);
  }
};

/// The kernel for few rows, made in `few`, or k itself if it is better as it is. So many groups take less time than a
/// tile, and their states fit the first cache.
template <class T>
KERNFOLD_NOINLINE const KernelTable<T>& for_few_rows(const KernelTable<T>& k, std::ptrdiff_t rows,
                                                     std::ptrdiff_t columns, KernelTable<T>& few) {
  const std::ptrdiff_t groups = parts(rows, k.tuned.packs);
  if (k.take_packs == nullptr || groups > k.few_groups || columns < 4 * k.lanes || groups * k.states > 32 * 1024)
    return k;
  few = k;
  few.groups = static_cast<int>(groups);
  few.tuned = {k.tuned.packs, 1, k.columns->lanes, 1, k.tuned.chunk < 4096 ? 4096 : k.tuned.chunk};
  few.whole_tiles = false;
  few.row_memory = (groups + 1) * k.row_memory;
  few.staged_memory = k.columns->batch;
  few.spread_memory = 0;
  few.states = static_cast<std::ptrdiff_t>(sizeof(TileOfGroups)) + 2 * groups * k.states;
  return few;
}
/// Behind the rows of the tile those of each group: a pack of copies of each row, the last one again where there are no
/// more.
template <class T>
KERNFOLD_NOINLINE void spread_rows(const KernelTable<T>& k, int rows, const T* from, T* to) {
  using P = math::Pack<T>;
  const int lanes = static_cast<int>(k.row_lanes());
  for (int first = 0; first < rows; first += k.tuned.packs)
    for (int f = 0; f < k.fields_of_row; ++f) {
      KERNFOLD_PLAIN_LOOP
      for (int u = 0; u < k.tuned.packs; ++u, to += P::lanes) {
        KERNFOLD_PLAIN_BODY;
        P(from[f * lanes + (first + u < rows ? first + u : rows - 1)]).store(to);
      }
    }
}

// What a kernel does with a tile, and here with each group of one.

template <class T>
KERNFOLD_NOINLINE void start_tile(const KernelTable<T>& k, void* tile) {
  if (k.groups == 0) return k.start(tile);
  TileOfGroups& t = *static_cast<TileOfGroups*>(tile);
  t.rest = 0;
  for (int s = 0; s < 2 * k.groups; ++s) k.start(t.states(k, s));
}
template <class T>
KERNFOLD_NOINLINE void merge_tiles(const KernelTable<T>& k, void* into, const void* from) {
  if (k.groups == 0) return k.merge(into, from);
  TileOfGroups& t = *static_cast<TileOfGroups*>(into);
  const TileOfGroups& f = *static_cast<const TileOfGroups*>(from);
  for (int s = 0; s < 2 * k.groups; ++s) k.merge(t.states(k, s), f.states(k, s));
  t.rest += f.rest;
}
template <class T>
KERNFOLD_NOINLINE void take_block(const KernelTable<T>& k, const Memory<T>& memory, std::ptrdiff_t first,
                                  std::ptrdiff_t n, void* tile) {
  if (k.groups == 0) return k.pair_block(memory, first, n, tile);
  TileOfGroups& t = *static_cast<TileOfGroups*>(tile);
  const int W = k.lanes;
  const std::ptrdiff_t packs = n / W;
  t.rest = static_cast<int>(n % W);
  Memory<T> m = memory;
  for (int g = 0; g < k.groups; ++g) {
    m.rows += k.row_memory / (k.groups + 1);
    m.columns = memory.columns;
    if (packs > 0) k.take_packs(m, first, 1, W, packs, t.states(k, 2 * g));
    m.columns += packs * W;
    if (t.rest > 0) k.take_packs(m, first + packs * W, 1, W, 1, t.states(k, 2 * g + 1));
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

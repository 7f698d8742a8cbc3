// SPDX-License-Identifier: MIT
//
// A kernel as the driver sees it.
#pragma once

#include <kernfold/engine/cpu/kernel.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// Sizes and functions: the driver is compiled once for all formulas.
template <class T>
struct KernelTable {
  Tuning tuned;
  int lanes;
  bool whole_tiles;                                                     // packs beyond the last row are staged, too
  int evaluations;                                                      // of nodes for a pair
  std::ptrdiff_t parameters, row_memory, staged_memory, spread_memory;  // in numbers
  std::ptrdiff_t states;                                                // of a tile, in bytes
  FieldList parameter_fields, row_fields;                               // to be copied
  int fields_of_row;                                                    // these, and what is computed
  const Transpose<T>* to_columns;
  void (*compute_parameters)(T* parameters);  // null: nothing is computed
  void (*compute_rows)(T* parameters, std::ptrdiff_t rows, int packs, T* memory);
  const Columns<T>* columns;  // null: there are none
  void (*start)(void* states);
  void (*pair_block)(Memory<T> memory, std::ptrdiff_t first, std::ptrdiff_t n, void* states);
  void (*merge)(void* into, const void* from);
  /// See Kernel::take_packs; null: there is none.
  void (*take_packs)(const Memory<T>& memory, std::ptrdiff_t first, int lane_step, int step, std::ptrdiff_t n,
                     void* states);
  int few_groups;  // that it is better for than a tile
  int groups = 0;  // where there are few rows: groups of them, each a tile (few_rows.hpp)

  /// Numbers that the column stage has at a time before they are staged.
  constexpr std::ptrdiff_t column_memory() const {
    return columns != nullptr && groups == 0 && columns->compute != nullptr ? columns->batch : 0;
  }
  /// Rows of a tile.
  constexpr std::ptrdiff_t row_lanes() const { return static_cast<std::ptrdiff_t>(tuned.packs) * lanes; }
};
template <class C, class T, class K>
constexpr KernelTable<T> make_kernel_table() {
  return {K::tuned,
          K::W,
          true,
          C::size + C::dim,
          C::template fields<Stage::parameter>,
          K::row_memory,
          K::staged_memory,
          K::spread_memory,
          static_cast<std::ptrdiff_t>(sizeof(typename K::States)),
          field_copies<C, Stage::parameter, false>.list(),
          field_copies<C, Stage::row, false>.list(),
          C::template fields<Stage::row>,
          transposes_of_variables<C, T>(),
          Stages<C, T, K::U>::parameter_function(),
          Stages<C, T, K::U>::row_function(),
          &columns_of<C, T>,
          &start_states<typename K::States>,
          &K::pair_block,
          &merge_states<typename K::States>,
          K::pack_function(),
          K::few_groups};
}
template <class C, class R, class T, bool Seldom = false>
inline constexpr KernelTable<T> kernel_table = make_kernel_table<C, T, Kernel<C, R, T, Seldom>>();

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

// SPDX-License-Identifier: MIT
//
// From a checked call to its kernels: how many blocks, what memory their states need, what merges them. The machine is
// a GPU (machine.hpp), or in tests the host.
#pragma once

#include <limits>

#include <kernfold/engine/cuda/kernel.hpp>
#include <kernfold/engine/cuda/merge.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

// Merges the states of all rows, line k of component k, into one result each.
template <class R, class T, Accuracy A, class Machine>
void merge_rows(Machine& machine, typename R::template State<Lane<T, A>>* states, std::ptrdiff_t rows,
                const View<T>& out) {
  using Merge = MergeKernel<R, T, A>;
  constexpr std::ptrdiff_t group = 1024;
  typename Merge::Arguments a{states, out.cols, rows, rows, 1, group, 1, 1, nullptr, out};
  while (a.count > group) {
    a.groups = ceil_divide(a.count, group);
    const auto memory = machine.template allocate<typename Merge::State>(a.lines * a.groups);
    a.merged = memory;
    machine.template launch<Merge>(Merge::grid(a), 1, a);
    a = {a.merged, a.lines, a.groups, a.groups, 1, group, 1, 1, nullptr, out};
  }
  machine.template launch<Merge>(Merge::grid(a), 1, a);
}

/// Reduces the columns for each row, out of shape (rows, C::dim), or (Both) for all rows together, out of shape
/// (1, C::dim). C: Code<F, K>. A machine has launch<Kernel>(x, y, arguments), and allocate<State>(n) for memory that
/// lasts until its end.
template <class C, class R, class T, Accuracy A, bool Both, class Machine>
void reduce_pairs(Machine& machine, const Arrays<T, C::positions>& inputs, std::ptrdiff_t rows, std::ptrdiff_t columns,
                  const View<T>& out) {
  using Pairs = PairKernel<C, R, T, A>;
  using Merge = MergeKernel<R, T, A>;
  using State = typename Pairs::State;
  if (rows == 0) {
    if constexpr (Both) merge_rows<R, T, A>(machine, static_cast<State*>(nullptr), 0, out);
    return;
  }
  const Split s = split(rows, columns, Pairs::tuned);
  State* const states = Both || s.chunks > 1 ? machine.template allocate<State>(s.chunks * C::dim * rows) : nullptr;
  machine.template launch<Pairs>(s.row_blocks, s.chunks, {inputs, rows, columns, s.chunk, states, out});
  const std::ptrdiff_t lines = C::dim * rows;
  State* merged = nullptr;
  if (s.chunks > 1) {
    if constexpr (Both) merged = machine.template allocate<State>(lines);
    typename Merge::Arguments a{states, lines, 1, s.chunks, lines, s.chunks, 1, 1, merged, out};
    machine.template launch<Merge>(Merge::grid(a), 1, a);
  }
  if constexpr (Both) merge_rows<R, T, A>(machine, merged != nullptr ? merged : states, rows, out);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

// SPDX-License-Identifier: MIT
//
// From a checked call to its kernels: how many blocks, what memory their states need, what merges them. The machine is
// a GPU (machine.hpp), or in tests the host.
#pragma once

#include <limits>

#include <kernfold/engine/cuda/kernel.hpp>
#include <kernfold/engine/cuda/merge.hpp>
#include <kernfold/engine/cuda/parts_kernel.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

template <bool parts, class Formula, Kept K, class R, class T, Accuracy A>
struct ChosenKernel {
  using type = PairKernel<Formula, K, R, T, A>;
};
template <class Formula, Kept K, class R, class T, Accuracy A>
struct ChosenKernel<true, Formula, K, R, T, A> {
  using type = PartsKernel<Formula, K, R, T, A>;
};
/// The kernel that takes the pairs of a formula.
template <class Formula, Kept K, class R, class T, Accuracy A>
using KernelFor = typename ChosenKernel<
    takes_parts<CodeOf<Formula, K>, R, Lane<T, A, longest_whole>, PairKernel<Formula, K, R, T, A>::chunked>, Formula, K,
    R, T, A>::type;

/// Reduces the columns for each row of axis K or (Both) for all rows together. A machine has
/// launch<Kernel>(x, y, arguments), and allocate<State>(n) for memory that lasts until its end.
template <class Formula, Kept K, class R, class T, Accuracy A, bool Both, class Machine>
class Dispatch {
  using C = CodeOf<Formula, K>;
  using Pairs = KernelFor<Formula, K, R, T, A>;
  using Merge = MergeKernel<R, typename Pairs::P, C::dim>;
  using Finish = FinishKernel<R, typename Pairs::P, C::dim>;
  static constexpr bool needs_all = Pairs::Store::needs_all;

 public:
  using State = typename Pairs::State;

  /// `out` has one row for each row, or (Both) one.
  static void run(Machine& machine, const Arrays<T, C::positions>& inputs, std::ptrdiff_t rows, std::ptrdiff_t columns,
                  const Destination<T>& out) {
    if (rows == 0) {
      if constexpr (Both) merge_rows(machine, nullptr, 0, out);
      return;
    }
    const Split s = split(rows, columns, Pairs::tuned);
    const bool merges = s.chunks > 1 || Pairs::leaves_states;
    State* const states = Both || merges ? machine.template allocate<State>(s.chunks * C::dim * rows) : nullptr;
    machine.template launch<Pairs>(s.row_blocks, s.chunks,
                                   {inputs, rows, columns, s.chunk, states, out, Both ? columns : 0});
    const State* merged = states;
    if (merges) {
      const std::ptrdiff_t lines = C::dim * rows;
      merged = merge(machine, {states, lines, 1, s.chunks, lines, s.chunks, 1, 1, nullptr, out, rows}, Both);
    }
    if constexpr (Both) merge_rows(machine, merged, rows, out);
  }

  /// The states themselves, of component k and row i in [k * rows + i], in memory of the machine.
  static const State* states(Machine& machine, const Arrays<T, C::positions>& inputs, std::ptrdiff_t rows,
                             std::ptrdiff_t columns) {
    if (rows == 0) return nullptr;
    const Split s = split(rows, columns, Pairs::tuned);
    const std::ptrdiff_t lines = C::dim * rows;
    State* const states = machine.template allocate<State>(s.chunks * lines);
    const auto none = values_in(View<T>{nullptr, 0, 0, 0, 0});
    machine.template launch<Pairs>(s.row_blocks, s.chunks, {inputs, rows, columns, s.chunk, states, none, 0});
    if (s.chunks == 1) return states;
    return merge(machine, {states, lines, 1, s.chunks, lines, s.chunks, 1, 1, nullptr, none, rows}, true);
  }

 private:
  // The states that are left, if they are to be kept; else the results are made of them.
  static const State* merge(Machine& machine, typename Merge::Arguments a, bool keep) {
    if (keep || needs_all) a.merged = machine.template allocate<State>(a.lines * a.groups);
    machine.template launch<Merge>(Merge::grid(a), 1, a);
    if constexpr (needs_all)
      if (!keep) machine.template launch<Finish>(ceil_divide(a.rows, Finish::threads), 1, {a.merged, a.rows, a.out});
    return a.merged;
  }
  // Line k has the states of component k of all rows.
  static void merge_rows(Machine& machine, const State* states, std::ptrdiff_t rows, const Destination<T>& out) {
    constexpr std::ptrdiff_t group = 1024;
    while (rows > group) {
      const std::ptrdiff_t groups = ceil_divide(rows, group);
      states = merge(machine, {states, C::dim, rows, rows, 1, group, groups, 1, nullptr, out, 1}, true);
      rows = groups;
    }
    merge(machine, {states, C::dim, rows, rows, 1, group, 1, 1, nullptr, out, 1}, false);
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

// SPDX-License-Identifier: MIT
//
// From a checked call to its kernels: how many blocks, what memory their states need, what merges them. The machine is
// a GPU (machine.hpp), or in tests the host.
#pragma once

#include <kernfold/engine/cuda/kernel.hpp>
#include <kernfold/engine/cuda/merge.hpp>
#include <kernfold/engine/cuda/parts_kernel.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

template <bool parts, class Formula, Kept K, class R, class T, Accuracy A, Stored S>
struct ChosenKernel {
  using type = PairKernel<Formula, K, R, T, A, S>;
};
template <class Formula, Kept K, class R, class T, Accuracy A, Stored S>
struct ChosenKernel<true, Formula, K, R, T, A, S> {
  using type = PartsKernel<Formula, K, R, T, A, S>;
};
/// The kernel that takes the pairs of a formula; S: see PairKernel.
template <class Formula, Kept K, class R, class T, Accuracy A, Stored S = Stored{}>
using KernelFor = typename ChosenKernel<
    takes_parts<CodeOf<Formula, K>, R, Lane<T, A, longest_whole>, PairKernel<Formula, K, R, T, A, S>::chunked>, Formula,
    K, R, T, A, S>::type;

/// Reduces the columns for each row of axis K, output o of a formula by its reduction in R; or, where bit o of Overall
/// is set, for all rows together; S: see PairKernel. A machine has launch<Kernel>(x, y, arguments), and
/// allocate<State>(n) for memory that lasts until its end.
template <class Formula, Kept K, class R, class T, Accuracy A, unsigned Overall, class Machine, Stored S = Stored{}>
class Dispatch {
  using C = CodeOf<Formula, K>;
  using Pairs = KernelFor<Formula, K, R, T, A, S>;
  template <int O>
  using Merge = MergeKernel<reduction_at<R, O>, typename Pairs::P, C::template output_dim<O>>;
  template <int O>
  using Finish = FinishKernel<reduction_at<R, O>, typename Pairs::P, C::template output_dim<O>>;
  template <int O>
  using StateOf = typename Pairs::template StateOf<O>;
  template <int O>
  static constexpr bool overall = (Overall >> O & 1) != 0;
  template <int O>
  static constexpr bool needs_all =
      ResultStore<reduction_at<R, O>, typename Pairs::P, C::template output_dim<O>>::needs_all;

 public:
  using State = StateOf<0>;

  /// out[o] has one row for each row, or one.
  static void run(Machine& machine, const Arrays<T, C::positions>& inputs, std::ptrdiff_t rows, std::ptrdiff_t columns,
                  const Destination<T>* out) {
    run(machine, inputs, rows, columns, out, std::make_integer_sequence<int, C::outputs>{});
  }

  /// The states themselves, of component k and row i in [k * rows + i], in memory of the machine.
  static const State* states(Machine& machine, const Arrays<T, C::positions>& inputs, std::ptrdiff_t rows,
                             std::ptrdiff_t columns) {
    if (rows == 0) return nullptr;
    const Split s = split(rows, columns, Pairs::tuned);
    const std::ptrdiff_t lines = C::dim * rows;
    State* const states = machine.template allocate<State>(s.chunks * lines);
    const auto none = values_in(View<T>{nullptr, 0, 0, 0, 0});
    machine.template launch<Pairs>(s.row_blocks, s.chunks, {inputs, rows, columns, s.chunk, {{states, none, 0}}});
    if (s.chunks == 1) return states;
    return merge<0>(machine, {states, lines, 1, s.chunks, lines, s.chunks, 1, 1, nullptr, none, rows}, true);
  }

 private:
  template <int... O>
  static void run(Machine& machine, const Arrays<T, C::positions>& inputs, std::ptrdiff_t rows, std::ptrdiff_t columns,
                  const Destination<T>* out, std::integer_sequence<int, O...>) {
    if (rows == 0) {
      (merge_none<O>(machine, out[O]), ...);
      return;
    }
    const Split s = split(rows, columns, Pairs::tuned);
    const bool merges = s.chunks > 1 || Pairs::leaves_states;
    typename Pairs::Arguments a{inputs, rows, columns, s.chunk, {}};
    ((a.output[O] = {overall<O> || merges
                         ? machine.template allocate<StateOf<O>>(s.chunks * C::template output_dim<O> * rows)
                         : nullptr,
                     out[O], overall<O> ? columns : 0}),
     ...);
    machine.template launch<Pairs>(s.row_blocks, s.chunks, a);
    (end<O>(machine, static_cast<const StateOf<O>*>(a.output[O].states), rows, s.chunks, merges, out[O]), ...);
  }
  // Of the states of all chunks the results.
  template <int O>
  static void end(Machine& machine, const StateOf<O>* states, std::ptrdiff_t rows, std::ptrdiff_t chunks, bool merges,
                  const Destination<T>& out) {
    const std::ptrdiff_t lines = C::template output_dim<O> * rows;
    if (merges)
      states = merge<O>(machine, {states, lines, 1, chunks, lines, chunks, 1, 1, nullptr, out, rows}, overall<O>);
    if constexpr (overall<O>) merge_rows<O>(machine, states, rows, out);
  }
  template <int O>
  static void merge_none(Machine& machine, const Destination<T>& out) {
    if constexpr (overall<O>) merge_rows<O>(machine, nullptr, 0, out);
  }

  // The states that are left, if they are to be kept; else the results are made of them.
  template <int O>
  static const StateOf<O>* merge(Machine& machine, typename Merge<O>::Arguments a, bool keep) {
    if (keep || needs_all<O>) a.merged = machine.template allocate<StateOf<O>>(a.lines * a.groups);
    machine.template launch<Merge<O>>(Merge<O>::grid(a), 1, a);
    if constexpr (needs_all<O>)
      if (!keep)
        machine.template launch<Finish<O>>(ceil_divide(a.rows, Finish<O>::threads), 1, {a.merged, a.rows, a.out});
    return a.merged;
  }
  // Line k has the states of component k of all rows.
  template <int O>
  static void merge_rows(Machine& machine, const StateOf<O>* states, std::ptrdiff_t rows, const Destination<T>& out) {
    constexpr std::ptrdiff_t group = 1024, dim = C::template output_dim<O>;
    while (rows > group) {
      const std::ptrdiff_t groups = ceil_divide(rows, group);
      states = merge<O>(machine, {states, dim, rows, rows, 1, group, groups, 1, nullptr, out, 1}, true);
      rows = groups;
    }
    merge<O>(machine, {states, dim, rows, rows, 1, group, 1, 1, nullptr, out, 1}, false);
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

// SPDX-License-Identifier: MIT
//
// Merges states that blocks have left in memory, in a fixed order: those of the chunks of columns, and for a reduction
// over both axes those of the rows.
#pragma once

#include <kernfold/engine/cuda/lane_math.hpp>
#include <kernfold/engine/cuda/tuning.hpp>
#include <kernfold/engine/destination.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// R: a reduction of Count components; P: a lane. There are lines of `count` states, and each is merged in groups of
/// `group` (the last one shorter) into `groups` results. Not a formula's: compiled once for each reduction.
template <class R, class P, int Count>
struct MergeKernel {
  using T = typename P::value_type;
  using State = typename Accumulation<R, P>::State;
  using Store = ResultStore<R, P, Count>;
  // As many as have room for a state each.
  static constexpr int threads = [] {
    int n = 256;
    while (n > 1 && n * static_cast<int>(sizeof(State)) > most_shared) n /= 2;
    return n;
  }();

  struct Arguments {
    const State* states;  // number q of line l: states[l * line_stride + q * stride]
    std::ptrdiff_t lines, line_stride, count, stride;
    std::ptrdiff_t group, groups;
    int parts;           // threads that share a group, a power of 2
    State* merged;       // group g of line l: merged[l * groups + g]; or null:
    Destination<T> out;  // the results, line k * rows + i for component k of row i
    std::ptrdiff_t rows;
  };
  struct Shared {
    State state[threads];
  };
  struct Thread {};

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE State merge_part(const Arguments& a, std::ptrdiff_t result, int part) {
    State s = R::template identity<P>();
    const std::ptrdiff_t line = result / a.groups, first = (result % a.groups) * a.group;
    if (line >= a.lines) return s;
    const std::ptrdiff_t n = a.count - first < a.group ? a.count - first : a.group;
    const std::ptrdiff_t end = n * (part + 1) / a.parts;
    for (std::ptrdiff_t q = n * part / a.parts; q < end; ++q)
      R::merge(s, a.states[line * a.line_stride + (first + q) * a.stride]);
    return s;
  }
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void write(const Arguments& a, std::ptrdiff_t result, const State& s) {
    if (result >= a.lines * a.groups) return;
    if (a.merged != nullptr)
      a.merged[result] = s;
    else
      Store::store_component(&s, 1, static_cast<int>(result / a.rows), result % a.rows, a.rows, a.out);
  }

  KERNFOLD_NO_EXEC_CHECK
  template <class Block>
  static KERNFOLD_HD KERNFOLD_INLINE void run(Block& block, const Arguments& a) {
    Shared& shared = block.shared();
    const int results = threads / a.parts;
    const std::ptrdiff_t first = block.x * results;
    block.phase([&](int t, Thread&)
                    KERNFOLD_INLINE_LAMBDA { shared.state[t] = merge_part(a, first + t % results, t / results); });
    for (int width = 1; width < a.parts; width *= 2)
      block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA {
        if (t / results % (2 * width) == 0) R::merge(shared.state[t], shared.state[t + width * results]);
      });
    block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA {
      if (t < results) write(a, first + t, shared.state[t]);
    });
  }

  /// The number of blocks for these arguments; sets a.parts.
  static std::ptrdiff_t grid(Arguments& a) {
    a.parts = 1;
    while (a.parts < threads && a.group >= std::ptrdiff_t{16} * a.parts) a.parts *= 2;
    return ceil_divide(a.lines * a.groups, threads / a.parts);
  }
};

/// Makes the results of states that stand component by component: for results that need all components.
template <class R, class P, int Count>
struct FinishKernel {
  using T = typename P::value_type;
  using Store = ResultStore<R, P, Count>;
  static constexpr int threads = 128;

  struct Arguments {
    const typename Store::State* states;  // of component k and row i: states[k * rows + i]
    std::ptrdiff_t rows;
    Destination<T> out;
  };
  struct Shared {};
  struct Thread {};

  KERNFOLD_NO_EXEC_CHECK
  template <class Block>
  static KERNFOLD_HD KERNFOLD_INLINE void run(Block& block, const Arguments& a) {
    block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA {
      const std::ptrdiff_t i = block.x * threads + t;
      if (i >= a.rows) return;
      typename Store::State row[Count];
      for (int k = 0; k < Count; ++k) row[k] = a.states[k * a.rows + i];
      Store::store(row, 1, i, a.rows, a.out);
    });
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

// SPDX-License-Identifier: MIT
//
// Merges states that blocks have left in memory, in a fixed order: those of the chunks of columns, and for a reduction
// over both axes those of the rows.
#pragma once

#include <kernfold/engine/cuda/lane_math.hpp>
#include <kernfold/engine/cuda/tuning.hpp>
#include <kernfold/tensors/view.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// R: a reduction. There are lines of `count` states, and each is merged in groups of `group` (the last one shorter)
/// into `groups` results. Not a formula's: compiled once for each reduction.
template <class R, class T, Accuracy A>
struct MergeKernel {
  using P = Lane<T, A>;
  using State = typename R::template State<P>;
  static constexpr int threads = 256;

  struct Arguments {
    const State* states;  // number q of line l: states[l * line_stride + q * stride]
    std::ptrdiff_t lines, line_stride, count, stride;
    std::ptrdiff_t group, groups;
    int parts;      // threads that share a group, a power of 2
    State* merged;  // group g of line l: merged[l * groups + g]; or null:
    View<T> out;    // the results, line k * out.rows + i at (i, k)
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
      a.out.data[result % a.out.rows * a.out.row_stride + result / a.out.rows * a.out.col_stride] = R::finish(s)[0];
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

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

// SPDX-License-Identifier: MIT
//
// Where the states of an output end: as rows of the result, merged over all rows, or kept as they are.
#pragma once

#include <kernfold/engine/cpu/dispatch.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// The numbers of reduction R for output O of kernel K.
template <class K, int O>
struct ResultOf {
  using R = typename K::template ReductionAt<O>;
  using T = typename K::P::value_type;
  using State = typename Accumulation<R, typename K::P>::State;
  using LaneState = typename Accumulation<R, math::Pack<T, 1>>::State;
  /// States of a row, and components of its result.
  static constexpr int count = K::template output_dim<O>;
  static constexpr int dim = detail::result_dim<R>(count);
  static constexpr int values = detail::number_of_values<R>(), indices = detail::number_of_indices<R>();
  /// Is the result of a state one value, for all lanes at a time?
  static constexpr bool plain = values == 1 && indices == 0;
};

/// Memory for the results of one output: value s of component k stands in column s * dim + k, and so do indices.
template <class T, class Index = std::int64_t>
struct ResultViews {
  View<T> values;
  View<Index> indices;
};
template <class T>
ResultViews<T> values_in(const View<T>& v) {
  return {v, {nullptr, 0, 0, 0, 0}};
}

// Component k of the rows first, ..., first + count - 1, as far as there are rows.
template <class T>
KERNFOLD_NOINLINE void store_rows(const T* lanes, std::ptrdiff_t first, int count, int k, std::ptrdiff_t rows,
                                  const View<T>& out) {
  for (int l = 0; l < count && first + l < rows; ++l)
    out.data[(first + l) * out.row_stride + k * out.col_stride] = lanes[l];
}

// Value number k of a row, whose states stand `stride` apart.
template <class R, class State>
KERNFOLD_INLINE auto finish_component(const State* states, [[maybe_unused]] int stride, int k, [[maybe_unused]] int n) {
  if constexpr (requires { R::finish(states, stride, k, n); })
    return R::finish(states, stride, k, n);
  else
    return R::finish(states[k * stride]);
}

// The values and indices of one lane of a state, in row i.
template <class Result, class State, class Views>
void store_lane(const State& state, int lane, std::ptrdiff_t i, int k, const Views& to) {
  using T = typename Result::T;
  T values[Result::values > 0 ? Result::values : 1];
  std::int64_t indices[Result::indices > 0 ? Result::indices : 1];
  Result::R::finish(state, lane, values, indices);
  for (int s = 0; s < Result::values; ++s) to.values(i, s * Result::dim + k) = values[s];
  for (int s = 0; s < Result::indices; ++s) {
    auto& index = to.indices(i, s * Result::dim + k);
    index = static_cast<std::remove_reference_t<decltype(index)>>(indices[s]);
  }
}

/// One row of the result for each row.
template <class K, int O, class Views>
struct RowResults : ResultOf<K, O> {
  using Result = ResultOf<K, O>;
  Views to;
  std::ptrdiff_t rows = 0;

  explicit RowResults(const Views& views) : to(views) {}
  void begin(std::ptrdiff_t n, std::ptrdiff_t) { rows = n; }
  void take(std::ptrdiff_t tile, const typename K::States& states_of_tile) const {
    const auto* const state = states_of_tile.template of<O>();
    for (int k = 0; k < Result::dim; ++k)
      for (int u = 0; u < K::U; ++u) {
        const std::ptrdiff_t first = (tile * K::U + u) * K::W;
        if constexpr (Result::plain) {
          typename Result::T lanes[K::W];
          finish_component<typename Result::R>(state + u, K::U, k, Result::count).store(lanes);
          store_rows(lanes, first, K::W, k, rows, to.values);
        } else {
          for (int l = 0; l < K::W && first + l < rows; ++l)
            store_lane<Result>(state[k * K::U + u], l, first + l, k, to);
        }
      }
  }
  void end() const {}
};

// Merges n states in a fixed binary tree: the error of a sum grows with log n.
template <class R, class State>
State merge_pairwise(const State* s, std::ptrdiff_t n, std::ptrdiff_t stride) {
  if (n == 1) return s[0];
  const std::ptrdiff_t half = n / 2;
  State l = merge_pairwise<R>(s, half, stride);
  R::merge(l, merge_pairwise<R>(s + half * stride, n - half, stride));
  return l;
}

/// One row of the result for all rows together. Keeps one state for each row tile, not for each row. Indices count the
/// pairs of the kept and the reduced axis, row after row.
template <class K, int O, class Views>
struct OverallResult : ResultOf<K, O> {
  using Result = ResultOf<K, O>;
  using R = typename Result::R;
  using State = typename Result::LaneState;
  Views to;
  std::ptrdiff_t rows = 0, columns = 0;
  AlignedBuffer<State> states;

  OverallResult(const Views& views, std::ptrdiff_t row_count) : to(views), states(tiles_of(row_count), Result::count) {}
  static std::ptrdiff_t tiles_of(std::ptrdiff_t n) { return n / K::row_lanes + (n % K::row_lanes != 0 ? 1 : 0); }

  void begin(std::ptrdiff_t n, std::ptrdiff_t m) {
    rows = n;
    columns = m;
  }
  void take(std::ptrdiff_t tile, const typename K::States& states_of_tile) const {
    const auto* const state = states_of_tile.template of<O>();
    const std::ptrdiff_t first = tile * K::row_lanes, left = rows - first;
    const int n = left < K::row_lanes ? static_cast<int>(left) : K::row_lanes;
    for (int k = 0; k < Result::count; ++k) {
      State lanes[K::row_lanes];
      for (int l = 0; l < n; ++l) {
        lanes[l] = detail::lane_of<R, math::Pack, typename Result::T, K::W>(state[k * K::U + l / K::W], l % K::W);
        if constexpr (requires { R::move(lanes[l], columns); }) R::move(lanes[l], (first + l) * columns);
      }
      states.get()[tile * Result::count + k] = merge_pairwise<R>(lanes, n, 1);
    }
  }
  void end() const {
    State all[Result::count];
    for (int k = 0; k < Result::count; ++k)
      all[k] = rows > 0 ? merge_pairwise<R>(states.get() + k, tiles_of(rows), Result::count)
                        : R::template identity<math::Pack<typename Result::T, 1>>();
    for (int k = 0; k < Result::dim; ++k) {
      if constexpr (Result::plain)
        to.values(0, k) = finish_component<R>(all, 1, k, Result::count)[0];
      else
        store_lane<Result>(all[k], 0, 0, k, to);
    }
  }
};

/// Reduces C, which has one output, by R: one row of the result for each row or, Both, for all.
template <class C, class R, class T, bool Both, class Views>
void reduce_to(const View<const T>* arguments, std::ptrdiff_t rows, std::ptrdiff_t columns, int threads,
               const Views& to) {
  using K = Kernel<C, R, T>;
  if constexpr (Both)
    run<C, R, T>(arguments, rows, columns, threads, OverallResult<K, 0, Views>(to, rows));
  else
    run<C, R, T>(arguments, rows, columns, threads, RowResults<K, 0, Views>(to));
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

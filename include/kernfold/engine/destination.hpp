// SPDX-License-Identifier: MIT
//
// Where results of reductions go, and how they are made of states.
#pragma once

#include <kernfold/reductions/reduction.hpp>
#include <kernfold/tensors/view.hpp>

namespace kernfold {
inline namespace KERNFOLD_ISA {

/// Memory for the result of one output: value s of component k stands in column s * dim + k, and so do indices. Or for
/// the states themselves, row after row.
template <class T>
struct Destination {
  View<T> values;
  View<std::int64_t> indices;
  void* states = nullptr;
};
template <class T>
Destination<T> values_in(const View<T>& v) {
  return {v, {nullptr, 0, 0, 0, 0}, nullptr};
}

// Component k of the rows first, ..., first + count - 1, as far as there are rows.
template <class T>
KERNFOLD_NOINLINE void store_rows(const T* lanes, std::ptrdiff_t first, int count, int k, std::ptrdiff_t rows,
                                  const View<T>& out) {
  KERNFOLD_PLAIN_LOOP
  for (int l = 0; l < count && first + l < rows; ++l) {
    KERNFOLD_PLAIN_BODY;
    out.data[(first + l) * out.row_stride + k * out.col_stride] = lanes[l];
  }
}

// The same of a pack of rows.
template <class T, int W>
KERNFOLD_INLINE void store_lanes(const T (&lanes)[W], std::ptrdiff_t first, int k, std::ptrdiff_t rows,
                                 const View<T>& out) {
  if (out.row_stride == 1 && rows - first >= W)
    __builtin_memcpy(&out(first, k), lanes, sizeof lanes);
  else
    store_rows(lanes, first, W, k, rows, out);
}

/// Stores results of reduction R of a formula with `Count` components. P: the type that its states are made of.
template <class R, class P, int Count>
struct ResultStore {
  using T = typename P::value_type;
  using State = typename Accumulation<R, P>::State;
  static constexpr int dim = detail::result_dim<R>(Count);
  static constexpr int values = detail::number_of_values<R>(), indices = detail::number_of_indices<R>();
  /// Does a component of the result need the states of all?
  static constexpr bool needs_all = requires(const State* s) { R::finish(s, 1, 0, Count); };

  /// Is a component of the result one number, made of states by `finish`?
  static constexpr bool finishes = !requires { R::values; }
  &&indices == 0;

  /// That component k; `state` is that of component k or, if the result needs all, the first of all, `stride` apart.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE P finished(const State* state, [[maybe_unused]] int stride,
                                                [[maybe_unused]] int k) {
    if constexpr (needs_all)
      return R::finish(state, stride, k, Count);
    else
      return R::finish(*state);
  }
  /// Component k of the result of the row `first` and the following ones; `state` as above.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void store_component(const State* state, [[maybe_unused]] int stride, int k,
                                                          std::ptrdiff_t first, std::ptrdiff_t rows,
                                                          const Destination<T>& to) {
    if constexpr (finishes) {
      const P result = finished(state, stride, k);
      if constexpr (P::lanes == 1) {
        if (first < rows) to.values(first, k) = result[0];
      } else {
        T lanes[P::lanes];
        result.store(lanes);
        store_lanes(lanes, first, k, rows, to.values);
      }
    } else if constexpr (P::lanes == 1) {
      if (first >= rows) return;
      if constexpr (values > 0)
        for (int s = 0; s < values; ++s) to.values(first, s * dim + k) = R::value(*state, 0, s);
      if constexpr (indices > 0)
        for (int s = 0; s < indices; ++s) to.indices(first, s * dim + k) = R::index(*state, 0, s);
    } else {
      if constexpr (values > 0)
        for (int s = 0; s < values; ++s) {
          T lanes[P::lanes];
          for (int l = 0; l < P::lanes; ++l) lanes[l] = R::value(*state, l, s);
          store_lanes(lanes, first, s * dim + k, rows, to.values);
        }
      if constexpr (indices > 0)
        for (int s = 0; s < indices; ++s) {
          std::int64_t lanes[P::lanes];
          for (int l = 0; l < P::lanes; ++l) lanes[l] = R::index(*state, l, s);
          store_lanes(lanes, first, s * dim + k, rows, to.indices);
        }
    }
  }
  /// The result of the row `first` and the following ones, whose states stand `stride` apart.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void store(const State* state, int stride, std::ptrdiff_t first,
                                                std::ptrdiff_t rows, const Destination<T>& to) {
    for (int k = 0; k < dim; ++k) store_component(needs_all ? state : state + k * stride, stride, k, first, rows, to);
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold

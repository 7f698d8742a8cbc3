// SPDX-License-Identifier: MIT
//
// Where the states of a program's outputs end: as rows of the result, or merged over all rows.
#pragma once

#include <kernfold/engine/cpu/dispatch.hpp>
#include <kernfold/engine/destination.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

// Merges n states in a fixed tree: the error of a sum grows with log n.
template <class R, class State>
KERNFOLD_NOINLINE State merge_pairwise(const State* s, std::ptrdiff_t n, std::ptrdiff_t stride) {
  const std::ptrdiff_t half = n / 2;
  State all = s[0];
  if (n > 4) all = merge_pairwise<R>(s, half, stride);
  KERNFOLD_PLAIN_LOOP
  for (std::ptrdiff_t k = 1; n <= 4 && k < n; ++k) {
    KERNFOLD_PLAIN_BODY;
    R::merge(all, s[k * stride]);
  }
  if (n > 4) R::merge(all, merge_pairwise<R>(s + half * stride, n - half, stride));
  return all;
}

/// The states of all lanes of s and of the first `more` ones of t, merged.
template <class R, class T, int W>
KERNFOLD_NOINLINE auto merge_lanes(const typename Accumulation<R, math::Pack<T, W>>::State& s,
                                   const typename Accumulation<R, math::Pack<T, W>>::State& t, int more) {
  auto all = detail::lane_of<R, math::Pack, T, W>(s, 0);
  KERNFOLD_PLAIN_LOOP
  for (int l = 1; l < W + more; ++l) {
    KERNFOLD_PLAIN_BODY;
    R::merge(all, detail::lane_of<R, math::Pack, T, W>(l < W ? s : t, l % W));
  }
  return all;
}

// n columns of `lanes` numbers, one behind the other: columns k, ... of the rows `first`, ..., as far as there are
// rows. to_rows: copies all columns of a result, or null.
template <class T>
KERNFOLD_NOINLINE void store_columns(const T* from, int lanes, int n, std::ptrdiff_t first, int k, std::ptrdiff_t rows,
                                     const View<T>& out, Transpose<T> to_rows) {
  const std::ptrdiff_t valid = rows - first < lanes ? rows - first : lanes;
  T* const to = &out(first, k);
  const bool dense = to_rows != nullptr && out.col_stride == 1 && out.row_stride == n;
  const std::ptrdiff_t done = dense ? to_rows(valid, from, to, lanes) : 0;
  if (done < valid)
    copy_matrix<T>(valid - done, n, from + done, 1, lanes, to + done * out.row_stride, out.row_stride, out.col_stride);
}

/// The results of reduction R of `Count` components, whose states stand in packs of type P.
template <class R, class P, int Count>
struct Results : ResultStore<R, P, Count> {
  using T = typename P::value_type;
  using State = typename Accumulation<R, P>::State;
  using Lane = math::Pack<T, 1>;
  using LaneState = typename Accumulation<R, Lane>::State;

  /// The results of the tile's rows `first`, ..., as far as there are rows.
  template <int Packs>
  static void store_tile(const State* state, std::ptrdiff_t first, std::ptrdiff_t rows, const Destination<T>& to) {
    using Store = ResultStore<R, P, Count>;
    constexpr int W = P::lanes, dim = Store::dim, some = dim < 16 ? dim : 16;
    for (int u = 0; u < Packs; ++u, ++state, first += W)
      if constexpr (Store::finishes && dim > 1) {
        if (first >= rows) return;
        T columns[some * W];
        for (int k = 0; k < dim; k += some) {
          const int n = dim - k < some ? dim - k : some;
          for (int c = 0; c < n; ++c)
            Store::finished(Store::needs_all ? state : state + (k + c) * Packs, Packs, k + c).store(columns + c * W);
          store_columns<T>(columns, W, n, first, k, rows, to.values, transpose_for<T, dim, false>);
        }
      } else {
        Store::store(state, Packs, first, rows, to);
      }
  }

  static LaneState lane(const State& s, int l) { return detail::lane_of<R, math::Pack, T, P::lanes>(s, l); }

  /// The states of the tile's rows `first`, ..., as far as there are rows.
  template <int Packs>
  static void keep(const State* state, std::ptrdiff_t first, std::ptrdiff_t rows, LaneState* to) {
    for (int l = 0; l < Packs * P::lanes && first + l < rows; ++l)
      for (int k = 0; k < Count; ++k) to[(first + l) * Count + k] = lane(state[k * Packs + l / P::lanes], l % P::lanes);
  }

  /// The states of the tile's rows `first`, ..., as far as there are rows, merged. Indices count the pairs of the kept
  /// and the reduced axis, row after row.
  template <int Packs>
  static void merge_rows(const State* state, std::ptrdiff_t first, std::ptrdiff_t rows,
                         [[maybe_unused]] std::ptrdiff_t columns, LaneState* to) {
    LaneState lanes[Packs * P::lanes]{};
    const std::ptrdiff_t left = rows - first;
    const int n = left < Packs * P::lanes ? static_cast<int>(left) : Packs * P::lanes;
    for (int k = 0; k < Count; ++k) {
      for (int l = 0; l < n; ++l) {
        lanes[l] = lane(state[k * Packs + l / P::lanes], l % P::lanes);
        if constexpr (requires { R::move(lanes[l], columns); }) R::move(lanes[l], (first + l) * columns);
      }
      to[k] = merge_pairwise<R>(lanes, n, 1);
    }
  }
};

/// Reduces formulas whose outputs have the dimensions Dims by the kernel k, whose tiles have U packs of rows.
template <class Dims, class R, class T, int U, unsigned Overall, bool States>
struct ReduceDims {
  using P = math::Pack<T>;
  using Numbers = std::make_integer_sequence<int, Dims::outputs>;
  using TileOf = TileStates<Dims, R, P, U, Numbers>;
  static constexpr int row_lanes = U * P::lanes;
  template <int O>
  using Of = Results<reduction_at<R, O>, P, Dims::template output_dim<O>>;

  static KERNFOLD_NOINLINE void run(const KernelTable<T>& k, const View<const T>* arguments, std::ptrdiff_t rows,
                                    std::ptrdiff_t columns, const Execution& how, const Destination<T>* to) {
    const std::ptrdiff_t tiles = parts(rows, row_lanes);
    AlignedBuffer<unsigned char> merged(tiles, kept_bytes<Dims::outputs>());
    KernelTable<T> few;
    const KernelTable<T>& table = has_few_rows ? for_few_rows(k, rows, columns, few) : k;
    for_each_row_tile<T>(table, arguments, rows, columns, how, [&](std::ptrdiff_t tile, const void* states) {
      if constexpr (has_few_rows)
        if (table.groups > 0)
          return take_rows<0>(table, *static_cast<const TileOfGroups*>(states), rows, columns, to, merged.get());
      take<0>(*static_cast<const TileOf*>(states), tile * row_lanes, rows, columns, to, merged.get(), tiles);
    });
    end<0>(to, merged.get(), tiles);
  }

 private:
  // May the states of lanes that hold neighbouring columns be merged?
  template <int... O>
  static constexpr bool in_any_order(std::integer_sequence<int, O...>) {
    return (Accumulation<reduction_at<R, O>, P>::any_order && ...);
  }
  static constexpr bool has_few_rows = in_any_order(Numbers{}) && P::lanes > 1 && !States;
  template <int O>
  static constexpr bool overall = (Overall >> O & 1) != 0;
  // Bytes that the merged states of the outputs before O take for each tile: a multiple of what the states of O, if
  // there are any, are aligned to.
  template <int O>
  static constexpr std::ptrdiff_t kept_bytes() {
    std::ptrdiff_t bytes = 0;
    if constexpr (O > 0) {
      bytes = kept_bytes<O - 1>();
      if constexpr (overall<O - 1>)
        bytes += Dims::template output_dim<O - 1> * static_cast<std::ptrdiff_t>(sizeof(typename Of<O - 1>::LaneState));
    }
    if constexpr (O < Dims::outputs) {
      constexpr std::ptrdiff_t alignment = alignof(typename Of<O>::LaneState);
      bytes = (bytes + alignment - 1) / alignment * alignment;
    }
    return bytes;
  }

  template <int O>
  static auto* kept(unsigned char* merged, std::ptrdiff_t tiles) {
    return reinterpret_cast<typename Of<O>::LaneState*>(merged + kept_bytes<O>() * tiles);
  }
  template <int O>
  static void take(const TileOf& states, std::ptrdiff_t first, std::ptrdiff_t rows, std::ptrdiff_t columns,
                   const Destination<T>* to, unsigned char* merged, std::ptrdiff_t tiles) {
    const auto* const state = states.template of<O>();
    if constexpr (States)
      Of<O>::template keep<U>(state, first, rows, static_cast<typename Of<O>::LaneState*>(to[O].states));
    else if constexpr (overall<O>)
      Of<O>::template merge_rows<U>(state, first, rows, columns,
                                    kept<O>(merged, tiles) + first / row_lanes * Dims::template output_dim<O>);
    else
      Of<O>::template store_tile<U>(state, first, rows, to[O]);
    if constexpr (O + 1 < Dims::outputs) take<O + 1>(states, first, rows, columns, to, merged, tiles);
  }
  // The same of few rows.
  template <int O>
  static void take_rows(const KernelTable<T>& few, const TileOfGroups& tile, std::ptrdiff_t rows,
                        [[maybe_unused]] std::ptrdiff_t columns, const Destination<T>* to,
                        [[maybe_unused]] unsigned char* merged) {
    using Reduction = reduction_at<R, O>;
    constexpr int count = Dims::template output_dim<O>;
    for (int row = 0; row < rows; ++row) {
      const auto states = [&](int which) {
        return static_cast<const TileOf*>(tile.states(few, row / U * 2 + which))->template of<O>() + row % U;
      };
      typename Of<O>::LaneState all[count];
      for (int k = 0; k < count; ++k) {
        all[k] = merge_lanes<Reduction, T, P::lanes>(states(0)[k * U], states(1)[k * U], tile.rest);
        if constexpr (overall<O>) {
          if constexpr (requires { Reduction::move(all[k], columns); }) Reduction::move(all[k], row * columns);
          auto& total = kept<O>(merged, 1)[k];
          if (row == 0)
            total = all[k];
          else
            Reduction::merge(total, all[k]);
        }
      }
      if constexpr (!overall<O>) Results<Reduction, math::Pack<T, 1>, count>::store(all, 1, row, rows, to[O]);
    }
    if constexpr (O + 1 < Dims::outputs) take_rows<O + 1>(few, tile, rows, columns, to, merged);
  }
  template <int O>
  static void end(const Destination<T>* to, unsigned char* merged, std::ptrdiff_t tiles) {
    if constexpr (overall<O>) {
      constexpr int count = Dims::template output_dim<O>;
      using One = Results<reduction_at<R, O>, math::Pack<T, 1>, count>;
      typename One::State all[count];
      for (int k = 0; k < count; ++k)
        all[k] = tiles > 0 ? merge_pairwise<reduction_at<R, O>>(kept<O>(merged, tiles) + k, tiles, count)
                           : reduction_at<R, O>::template identity<math::Pack<T, 1>>();
      One::store(all, 1, 0, 1, to[O]);
    }
    if constexpr (O + 1 < Dims::outputs) end<O + 1>(to, merged, tiles);
  }
};

/// Reduces `columns` columns for each of `rows` rows: output o of C, by its reduction in R, to destination o. One row
/// of the result for each row or, where bit o of Overall is set, one for all: then one state is kept for each tile of
/// rows. States: no results but states. Seldom: that of the kernel.
template <class C, class R, class T, unsigned Overall = 0, bool States = false, bool Seldom = false>
struct Reduce {
  using K = Kernel<C, R, T, Seldom>;
  static KERNFOLD_INLINE void run(const View<const T>* arguments, std::ptrdiff_t rows, std::ptrdiff_t columns,
                                  const Execution& how, const Destination<T>* to) {
    using Dims = typename detail::OutputDimsOf<C, typename K::Numbers>::type;
    ReduceDims<Dims, R, T, K::U, Overall, States>::run(kernel_table<C, R, T, Seldom>, arguments, rows, columns, how,
                                                       to);
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

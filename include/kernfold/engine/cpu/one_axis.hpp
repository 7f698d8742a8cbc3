// SPDX-License-Identifier: MIT
//
// Formulas of one axis, the parts of a sum that separates: the values of rows are stored, or added up. There are no
// pairs to loop over: tiles are long, and all but the row stage is compiled once for all formulas.
#pragma once

#include <kernfold/engine/cpu/results.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// Where the values of a tile stand: component c of row l at at[c * component + l * row].
template <class T>
struct TileValues {
  const T* at;
  std::ptrdiff_t component, row;
};

// What a kernel without pairs has nothing to do for.
template <class T>
struct NoPairs {
  static void stage_columns(const View<const T>*, T*, std::ptrdiff_t, std::ptrdiff_t, T*, T*) {}
  static void start(void*) {}
  static void merge(void*, const void*) {}
};

/// The values of C, which depends on rows alone or on nothing, for each row.
template <class C, class T>
struct RowValues {
  static constexpr int W = math::Pack<T>::lanes;
  static constexpr int row_fields = C::template fields<Stage::row>;
  static constexpr NodePlan root = C::template node_plan<C::root>;
  // Packs of a tile, as the first cache holds them. Odd, lest components meet in few places of it.
  static constexpr int packs = [] {
    int n = 63;
    while (n > 1 && n * W * static_cast<int>(sizeof(T)) * row_fields > 24 * 1024) n = n / 4 * 2 + 1;
    return n;
  }();
  static constexpr int row_lanes = packs * W;
  struct State {
    TileValues<T> values;
    T same[C::dim];  // of all rows
  };

  static void prepare_rows(const View<const T>* arguments, T* parameters, std::ptrdiff_t first, std::ptrdiff_t rows,
                           T* memory) {
    const std::ptrdiff_t left = (rows - first + W - 1) / W;
    Stages<C, T, packs>::stage_rows(arguments, parameters, first, rows, left < packs ? static_cast<int>(left) : packs,
                                    memory);
  }

  struct Same {
    T* to;
    template <int>
    static constexpr bool fuses_products = false;
    template <int, int Columns, int H, int L>
    KERNFOLD_INLINE void value(int k, const Tile<math::Pack<T, 1>, H, L>& f) {
      to[k] = f.at(0, 0)[0];
    }
  };
  static void find(Memory<T> memory, std::ptrdiff_t, std::ptrdiff_t, void* state) {
    State& s = *static_cast<State*>(state);
    if constexpr (root.stage == Stage::row) {
      s.values = {memory.rows + root.field * row_lanes, row_lanes, 1};
    } else {
      Evaluator<C, Stage::pair, math::Pack<T, 1>, 1, 1, 1> e;
      e.memory = memory;
      Same sink{s.same};
      e.run(sink);
      s.values = {s.same, 1, 0};
    }
  }

  static constexpr KernelTable<T> table{{packs, 1, 512, 1, 1024},
                                        W,
                                        C::size + C::dim,
                                        C::template fields<Stage::parameter>,
                                        static_cast<std::ptrdiff_t>(row_fields) * row_lanes,
                                        0,
                                        0,
                                        static_cast<std::ptrdiff_t>(sizeof(State)),
                                        &Stages<C, T, packs>::prepare_parameters,
                                        &prepare_rows,
                                        &NoPairs<T>::stage_columns,
                                        &NoPairs<T>::start,
                                        &find,
                                        &NoPairs<T>::merge};
};

/// finish(first, n, values) for the values of the rows first, ..., first + n - 1, from any thread.
template <class T, class Finish>
void for_values_of_rows(const KernelTable<T>& k, const View<const T>* arguments, std::ptrdiff_t rows,
                        const Execution& how, const Finish& finish) {
  const std::ptrdiff_t tile = static_cast<std::ptrdiff_t>(k.tuned.packs) * k.lanes;
  for_each_row_tile<T>(k, arguments, rows, 1, how, [&](std::ptrdiff_t t, const void* state) {
    const std::ptrdiff_t first = t * tile;
    finish(first, rows - first < tile ? rows - first : tile, *static_cast<const TileValues<T>*>(state));
  });
}

template <class T>
KERNFOLD_NOINLINE void store_row_values(const KernelTable<T>& k, int dim, const View<const T>* arguments,
                                        std::ptrdiff_t rows, const Execution& how, const View<T>& out) {
  for_values_of_rows(k, arguments, rows, how, [&](std::ptrdiff_t first, std::ptrdiff_t n, const TileValues<T>& v) {
    copy_matrix<T>(n, dim, v.at, v.row, v.component, out.data + first * out.row_stride, out.row_stride, out.col_stride);
  });
}

/// The state of the sum R of the n values at `index`, ... of the axis. They may all be one (step 0).
template <class R, class T>
KERNFOLD_NOINLINE typename Accumulation<R, math::Pack<T, 1>>::State sum_of(const T* x, std::ptrdiff_t step,
                                                                           std::ptrdiff_t index, std::ptrdiff_t n) {
  using P = math::Pack<T>;
  using Lane = math::Pack<T, 1>;
  constexpr int W = P::lanes;
  using A = Accumulation<R, P>;
  using ALane = Accumulation<R, Lane>;
  const P same(*x);
  typename A::State sums = R::template identity<P>();
  auto partial = A::start(sums);
  std::ptrdiff_t j = 0;
  for (; j + W <= n; j += W) A::take(partial, step == 0 ? same : P::load(x + j), {index, P(static_cast<T>(j))});
  A::merge(sums, partial, {index, j});

  typename ALane::State all[W + 1];  // those of the lanes, and of the rest
  KERNFOLD_PLAIN_LOOP
  for (int l = 0; l < W; ++l) {
    KERNFOLD_PLAIN_BODY;
    all[l] = Results<R, P, 1>::lane(sums, l);
  }
  all[W] = R::template identity<Lane>();
  auto rest = ALane::start(all[W]);
  const Run run{index + j, n - j};
  KERNFOLD_PLAIN_LOOP
  for (; j < n; ++j) {
    KERNFOLD_PLAIN_BODY;
    ALane::take(rest, Lane(x[j * step]), {index, Lane(static_cast<T>(j))});
  }
  ALane::merge(all[W], rest, run);
  return merge_pairwise<R>(all, W + 1, 1);
}

/// The sums R of the components over all rows, `step` apart.
template <class R, class T>
KERNFOLD_NOINLINE void add_row_values(const KernelTable<T>& k, int dim, const View<const T>* arguments,
                                      std::ptrdiff_t rows, const Execution& how, T* sums, std::ptrdiff_t step) {
  using State = typename Accumulation<R, math::Pack<T, 1>>::State;
  const std::ptrdiff_t tile = static_cast<std::ptrdiff_t>(k.tuned.packs) * k.lanes, tiles = (rows + tile - 1) / tile;
  AlignedBuffer<State> of_tiles(tiles, dim);
  for_values_of_rows(k, arguments, rows, how, [&](std::ptrdiff_t first, std::ptrdiff_t n, const TileValues<T>& v) {
    State* const to = of_tiles.get() + first / tile * dim;
    for (int c = 0; c < dim; ++c) to[c] = sum_of<R>(v.at + c * v.component, v.row, first, n);
  });
  for (int c = 0; c < dim; ++c) sums[c * step] = R::finish(merge_pairwise<R>(of_tiles.get() + c, tiles, dim))[0];
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

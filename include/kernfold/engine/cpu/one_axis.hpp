// SPDX-License-Identifier: MIT
//
// Formulas of one axis, the parts of a sum that separates: the values of rows are stored, or added up. There are no
// pairs to loop over: tiles are long, and all but the row stage is compiled once for all formulas.
#pragma once

#include <limits>

#include <kernfold/engine/cpu/results.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// Where the values of a tile stand: component c of row l at at[c * component + l * row].
template <class T>
struct TileValues {
  const T* at;
  std::ptrdiff_t component, row;
};

/// A kernel without pairs, whose states begin with a pointer: the values of a tile stand `offset` numbers behind it.
template <class T>
struct RowTable {
  const KernelTable<T>* kernel;
  int dim;
  std::ptrdiff_t offset, component, row;
};

// What a kernel without pairs has nothing to do for.
template <class T>
struct NoPairs {
  static void start(void*) {}
  static void merge(void*, const void*) {}
  // The state is where the rows are.
  static void find(Memory<T> memory, std::ptrdiff_t, std::ptrdiff_t, void* state) {
    *static_cast<const T**>(state) = memory.rows;
  }
};

/// Tiles of C, which depends on rows alone or on nothing: as many packs as the first cache holds, but enough that what
/// is done once for a tile and component costs little.
template <class C, class T>
struct LongTiles {
  static constexpr int W = math::Pack<T>::lanes;
  static constexpr int row_fields = C::template fields<Stage::row>;
  static constexpr int packs = [] {
    const std::ptrdiff_t bytes = static_cast<std::ptrdiff_t>(W * sizeof(T)) * row_fields;
    int n = 255;  // odd, lest components meet in few places of the cache
    while (n > 15 ? n * bytes > 24 * 1024 : n > 1 && n * bytes > 1024 * 1024) n = n / 2;
    return n;
  }();
  static constexpr int row_lanes = packs * W;
  static constexpr Tuning tuned{packs, 1, 512, 1, 1024};

  using ComputeRows = void(T*, std::ptrdiff_t, int, T*);
  // `beyond` numbers behind those of the rows.
  static constexpr KernelTable<T> table(int beyond, std::size_t state, ComputeRows* compute_rows,
                                        void (*take)(Memory<T>, std::ptrdiff_t, std::ptrdiff_t, void*)) {
    return {tuned,
            W,
            false,
            C::size + C::dim,
            C::template fields<Stage::parameter>,
            static_cast<std::ptrdiff_t>(row_fields) * row_lanes + beyond,
            0,
            0,
            static_cast<std::ptrdiff_t>(state),
            field_copies<C, Stage::parameter, false>.list(),
            field_copies<C, Stage::row, false>.list(),
            row_fields,
            transposes_of_variables<C, T>(),
            Stages<C, T, packs>::parameter_function(),
            compute_rows,
            nullptr,
            &NoPairs<T>::start,
            take,
            &NoPairs<T>::merge,
            nullptr,
            0};
  }
};

/// The values of C for each row.
template <class C, class T>
struct RowValues {
  using Tiles = LongTiles<C, T>;
  static constexpr NodePlan root = C::template node_plan<C::root>;
  struct Same {  // the state where all rows have the same values
    const T* at;
    T values[C::dim];
  };

  struct Values {
    T* to;
    template <int>
    static constexpr bool fuses_products = false;
    template <int, int Columns, int H, int L>
    KERNFOLD_INLINE void value(int k, const Tile<math::Pack<T, 1>, H, L>& f) {
      to[k] = f.at(0, 0)[0];
    }
  };
  static void evaluate(Memory<T> memory, std::ptrdiff_t, std::ptrdiff_t, void* state) {
    Same& s = *static_cast<Same*>(state);
    Evaluator<C, Stage::pair, math::Pack<T, 1>, 1, 1, 1> e;
    e.memory = memory;
    Values sink{s.values};
    e.run(sink);
    s.at = s.values;
  }

  static constexpr KernelTable<T> table = [] {
    constexpr auto compute_rows = Stages<C, T, Tiles::packs>::row_function();
    if constexpr (root.stage == Stage::row)
      return Tiles::table(0, sizeof(const T*), compute_rows, &NoPairs<T>::find);
    else
      return Tiles::table(0, sizeof(Same), compute_rows, &evaluate);
  }();
  static constexpr RowTable<T> rows =
      root.stage == Stage::row ? RowTable<T>{&table, C::dim, root.field* Tiles::row_lanes, Tiles::row_lanes, 1}
                               : RowTable<T>{&table, C::dim, 0, 1, 0};
};

/// finish(first, n, values) for the values of the rows first, ..., first + n - 1, from any thread.
template <class T, class Finish>
void for_values_of_rows(const RowTable<T>& k, const View<const T>* arguments, std::ptrdiff_t rows, const Execution& how,
                        const Finish& finish) {
  const std::ptrdiff_t tile = k.kernel->row_lanes();
  for_each_row_tile<T>(*k.kernel, arguments, rows, 1, how, [&](std::ptrdiff_t t, const void* state) {
    const std::ptrdiff_t first = t * tile;
    finish(first, rows - first < tile ? rows - first : tile,
           TileValues<T>{*static_cast<const T* const*>(state) + k.offset, k.component, k.row});
  });
}

/// Reduction R of the values of C over all rows. Neighbouring rows are lanes of a state, so that R takes them in any
/// order.
template <class C, class R, class T>
struct RowReduction {
  using P = math::Pack<T>;
  static constexpr int W = P::lanes;
  using Numbers = std::make_integer_sequence<int, 1>;
  using States = TileStates<C, R, P, 1, Numbers>;
  using Partials = TilePartials<C, R, P, 1, Numbers>;
  using Rows = LongTiles<C, T>;
  // Those of whole packs of a tile, and of the rows behind them.
  struct Tile {
    States packs, rest;
    int rows;
  };

  // Behind the rows stands their number.
  static void compute_rows(T* parameters, std::ptrdiff_t rows, int packs, T* memory) {
    if constexpr (C::template computes<Stage::row>)
      Stages<C, T, Rows::packs>::compute_rows(parameters, rows, packs, memory);
    memory[Rows::row_fields * Rows::row_lanes] = static_cast<T>(rows < Rows::row_lanes ? rows : Rows::row_lanes);
  }
  static void take(Memory<T> memory, std::ptrdiff_t, std::ptrdiff_t, void* tile) {
    Tile& t = *static_cast<Tile*>(tile);
    t.rows = static_cast<int>(memory.rows[Rows::row_fields * Rows::row_lanes]);
    t.packs.start();
    t.rest.start();
    constexpr int run = 63;  // packs of a partial result: rounding errors grow with their number
    for (int first = 0; first < t.rows / W; first += run)
      take_packs(memory, first, t.rows / W - first < run ? t.rows / W - first : run, t.packs);
    if (t.rows % W != 0) take_packs(memory, t.rows / W, 1, t.rest);
  }
  static KERNFOLD_NOINLINE KERNFOLD_ALIGN_STACK void take_packs(Memory<T> memory, int first, int count,
                                                                States& states) {
    Sink<C, R, P, Partials, 1, 1, Numbers> sink(states, 0, 0);
    sink.partial.start(states);
    T lane[W];
    for (int l = 0; l < W; ++l) lane[l] = static_cast<T>(first * W + l);
    sink.local = P::load(lane);
    for (int u = 0; u < count; ++u) {
      Evaluator<C, Stage::pair, P, 1, 1, Rows::row_lanes> e;
      e.memory = {memory.parameters, memory.rows + (Rows::row_fields > 0 ? (first + u) * W : 0), nullptr};
      e.run(sink);
      sink.template advance<W>();
    }
    sink.partial.merge_into(states, {0, count});
  }

  static constexpr KernelTable<T> table = Rows::table(1, sizeof(Tile), &compute_rows, &take);

  using Of = Results<R, P, C::dim>;
  using State = typename Of::LaneState;

  /// Writes the result into each of the `copies` rows of `to`.
  static void run(const View<const T>* arguments, std::ptrdiff_t rows, const Execution& how, const Destination<T>& to,
                  std::ptrdiff_t copies) {
    const std::ptrdiff_t tiles = parts(rows, Rows::row_lanes);
    AlignedBuffer<State> of_tiles(tiles, C::dim);
    for_each_row_tile<T>(table, arguments, rows, 1, how, [&](std::ptrdiff_t t, const void* tile) {
      merge_tile(*static_cast<const Tile*>(tile), t * Rows::row_lanes, of_tiles.get() + t * C::dim);
    });
    State all[C::dim];
    for (int k = 0; k < C::dim; ++k)
      all[k] =
          tiles > 0 ? merge_pairwise<R>(of_tiles.get() + k, tiles, C::dim) : R::template identity<math::Pack<T, 1>>();
    for (std::ptrdiff_t i = 0; i < copies; ++i) Results<R, math::Pack<T, 1>, C::dim>::store(all, 1, i, copies, to);
  }

 private:
  // Indices of the tile count from `first` on.
  static KERNFOLD_NOINLINE void merge_tile(const Tile& t, [[maybe_unused]] std::ptrdiff_t first, State* to) {
    for (int k = 0; k < C::dim; ++k) {
      to[k] = merge_lanes<R, T, W>(t.packs.template of<0>()[k], t.rest.template of<0>()[k], t.rows % W);
      if constexpr (requires { R::move(to[k], first); }) R::move(to[k], first);
    }
  }
};

/// Does nothing in C depend on the kept axis, so that R over the other one can be a RowReduction?
template <class C, class R, class T>
constexpr bool reduces_one_axis() {
  using A = Accumulation<R, math::Pack<T>>;
  for (int n = 0; n < C::size; ++n)
    if (C::program().node[n].is_leaf() && (C::program().node[n].axis & (C::kept == Kept::i ? axis_i : axis_j)) != 0)
      return false;
  return C::outputs == 1 && A::any_order && !A::in_place;
}
/// C, with its other axis kept.
template <class C>
using Turned = CodeOf<typename C::formula, C::kept == Kept::i ? Kept::j : Kept::i>;

// Are n numbers from `least` to `most` in magnitude?
template <class T>
KERNFOLD_NOINLINE bool in_range(const T* x, std::ptrdiff_t n, T least, T most) {
  using math::abs;
  using P = math::Pack<T>;
  const P low(least), high(most);
  auto good = low <= high;
  std::ptrdiff_t j = 0;
  for (; j + P::lanes <= n; j += P::lanes) {
    const P size = abs(P::load(x + j));
    good = good & (size >= low) & (size <= high);
  }
  bool rest = true;
  KERNFOLD_PLAIN_LOOP
  for (; j < n; ++j) {
    KERNFOLD_PLAIN_BODY;
    const T size = x[j] < 0 ? -x[j] : x[j];
    rest = rest && size >= least && size <= most;
  }
  return all(good) && rest;
}

/// Stores the values of all rows, by `to_rows` if it is given. Are all finite and at least `least` in magnitude?
template <class T>
KERNFOLD_NOINLINE bool store_row_values(const RowTable<T>& k, const View<const T>* arguments, std::ptrdiff_t rows,
                                        const Execution& how, const View<T>& out, T least, Transpose<T> to_rows) {
  const int dim = k.dim;
  bool good = true;
  if (out.col_stride != 1 || out.row_stride != dim) to_rows = nullptr;
  for_values_of_rows(k, arguments, rows, how, [&](std::ptrdiff_t first, std::ptrdiff_t n, const TileValues<T>& v) {
    T* const to = out.data + first * out.row_stride;
    const std::ptrdiff_t done = to_rows != nullptr && v.row == 1 ? to_rows(n, v.at, to, v.component) : 0;
    copy_matrix<T>(n - done, dim, v.at + done * v.row, v.row, v.component, to + done * out.row_stride, out.row_stride,
                   out.col_stride);
    for (int c = 0; c < dim; ++c)
      if (!in_range(v.at + c * v.component, v.row == 0 ? 1 : n, least, std::numeric_limits<T>::max()))
        __atomic_store_n(&good, false, __ATOMIC_RELAXED);
  });
  return good;
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
  std::ptrdiff_t j = 0;
  while (j + W <= n) {  // runs that are short, as the values may be sums themselves
    const std::ptrdiff_t first = j, end = n - j < 8 * W ? n : j + 8 * W;
    auto partial = A::start(sums);
    for (; j + W <= end; j += W) A::take(partial, step == 0 ? same : P::load(x + j), {index, P(static_cast<T>(j))});
    A::merge(sums, partial, {index + first, j - first});
  }

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

/// The sums R of the components over all rows, `step` apart; to `rests`, if R is a sum that has them, what rounding has
/// taken from these.
template <class R, class T>
KERNFOLD_NOINLINE void add_row_values(const RowTable<T>& k, const View<const T>* arguments, std::ptrdiff_t rows,
                                      const Execution& how, T* sums, std::ptrdiff_t step,
                                      [[maybe_unused]] T* rests = nullptr) {
  using State = typename Accumulation<R, math::Pack<T, 1>>::State;
  const int dim = k.dim;
  const std::ptrdiff_t tile = k.kernel->row_lanes(), tiles = parts(rows, tile);
  AlignedBuffer<State> of_tiles(tiles, dim);
  for_values_of_rows(k, arguments, rows, how, [&](std::ptrdiff_t first, std::ptrdiff_t n, const TileValues<T>& v) {
    State* const to = of_tiles.get() + first / tile * dim;
    for (int c = 0; c < dim; ++c) to[c] = sum_of<R>(v.at + c * v.component, v.row, first, n);
  });
  for (int c = 0; c < dim; ++c) {
    const State s = merge_pairwise<R>(of_tiles.get() + c, tiles, dim);
    sums[c * step] = R::finish(s)[0];
    if constexpr (requires { R::rest(s); })
      if (rests != nullptr) rests[c * step] = R::rest(s)[0];
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

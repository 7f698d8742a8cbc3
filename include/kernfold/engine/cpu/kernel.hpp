// SPDX-License-Identifier: MIT
//
// The loops of the CPU engine: rows of a tile are transposed once, so that a register holds neighbouring rows; columns
// are staged block by block; the pair loop runs over a tile of U packs x B columns at a time and adds up a partial
// result for each block.
#pragma once

#include <kernfold/engine/cpu/pack_math.hpp>
#include <kernfold/engine/cpu/stages.hpp>
#include <kernfold/engine/shifted_group.hpp>
#include <kernfold/program/row_factor.hpp>
#include <kernfold/program/weighted_columns.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

// The states of a tile, as the driver sees them.
template <class States>
void start_states(void* tile) {
  static_cast<States*>(tile)->start();
}
template <class States>
void merge_states(void* into, const void* from) {
  static_cast<States*>(into)->merge(*static_cast<const States*>(from));
}

/// C: CodeOf<F, K>; R: a reduction, or Reductions<R...>, one for each output of C; T: float or double. Seldom: compiled
/// for sums that most often separate.
template <class C, class R, class T, bool Seldom = false>
struct Kernel {
  using P = math::Pack<T>;
  static constexpr int W = P::lanes;
  using Numbers = std::make_integer_sequence<int, C::outputs>;
  template <int... O>
  static constexpr bool tests(std::integer_sequence<int, O...>) {
    return (Accumulation<reduction_at<R, O>, P>::tests || ...);
  }
  static constexpr bool probes = C::outputs == 1 && Accumulation<reduction_at<R, 0>, P>::tests;
  static constexpr bool forecasts = C::outputs == 1 && C::dim == 1 && requires { typename R::template Forecast<P>; };
  /// Are exponentials added up as if the shift were large enough?
  static constexpr bool guesses = C::outputs == 1 && Accumulation<reduction_at<R, 0>, P>::shifts && C::dim <= 8 &&
                                  longest_sweep(C::plan(), Stage::pair) <= unrolled_components;
  using FirstAccumulation = Accumulation<reduction_at<R, 0>, P>;
  static constexpr WeightedColumns weighted =
      FirstAccumulation::fuses_products ? weighs_first<C, T> : WeightedColumns{};
  static constexpr bool weighs = weighted.weight >= 0;
  static constexpr Tuning tuned = [] {
    Tuning t = tuning<C, T, tests(Numbers{}), Seldom, weighs>();
    if constexpr (requires { R::smallest_chunk; }) t.chunk = R::smallest_chunk;
    constexpr std::size_t most = 1024 * 1024;  // bytes: partials are on the stack
    if (!FirstAccumulation::in_place)
      while (C::dim * sizeof(typename FirstAccumulation::Partial) * static_cast<std::size_t>(t.packs) > most &&
             t.packs > 1)
        t.packs /= 2;
    if (forecasts && static_cast<std::ptrdiff_t>(2048 * sizeof(T)) * C::staged <= 256 * 1024)
      t.block = 2048 / t.columns * t.columns;
    return t;
  }();
  static constexpr int U = tuned.packs, B = tuned.columns;
  static constexpr int row_lanes = U * W;
  template <int... O>
  static constexpr bool in_any_order(std::integer_sequence<int, O...>) {
    return (Accumulation<reduction_at<R, O>, P>::any_order && ...);
  }
  template <int... O>
  static constexpr bool in_place(std::integer_sequence<int, O...>) {
    return (Accumulation<reduction_at<R, O>, P>::in_place || ...);
  }
  /// Groups of U rows, as many as take less time spread than as a tile (few_rows.hpp). Measured: rows of long sweeps
  /// are loaded once for several columns in a tile, and K values that each lane keeps enter more lanes.
  static constexpr int few_groups = W == 1 || !in_any_order(Numbers{})                          ? 0
                                    : in_place(Numbers{})                                       ? 1
                                    : longest_sweep(C::plan(), Stage::pair) > unrolled_in<C, P> ? W / 4
                                                                                                : W * 3 / 4;
  /// States of a tile, of all outputs.
  static constexpr int states = C::dim * U;
  using States = TileStates<C, R, P, U, Numbers>;
  using Partials = TilePartials<C, R, P, U, Numbers>;
  using TileSink = Sink<C, R, P, Partials, U, U, Numbers>;
  static constexpr RowFactor factored =
      FirstAccumulation::takes_factors && !weighs ? row_factor(C::program(), C::plan()) : RowFactor{};
  static constexpr int stride = column_stride<C, T>;
  template <int Packs, int Columns>
  using Pairs =
      Evaluator<C, Stage::pair, P, Packs, Columns, row_lanes, stride, Memory<T>, factored.product, factored.rest>;
  static constexpr std::ptrdiff_t row_memory = static_cast<std::ptrdiff_t>(C::template fields<Stage::row>) * row_lanes;
  /// Of a block of staged columns; behind it spread ones: the last of a block, and one batch that a tile needs for
  /// itself.
  static constexpr std::ptrdiff_t staged_memory = static_cast<std::ptrdiff_t>(stride) * tuned.block;
  static constexpr std::ptrdiff_t lone_memory = parts(B - 1, column_lanes<C, T> / W) * batch_memory<C, T>;
  static constexpr std::ptrdiff_t spread_memory = lone_memory + (factored.product >= 0 ? batch_memory<C, T> : 0);

  /// What pack u of rows and column j see; there is nothing to point into where no row is loaded.
  static KERNFOLD_INLINE Memory<T> at(Memory<T> m, int u, std::ptrdiff_t j) {
    return {m.parameters, row_memory > 0 ? m.rows + u * W : m.rows, m.columns + j * stride};
  }

  // The factor that pairs do without, for pack u of rows; the tile multiplies what it has taken in by it.
  static KERNFOLD_INLINE P factor(const Memory<T>& memory, [[maybe_unused]] int u) {
    constexpr int field = C::template node_plan<factored.factor>.field;
    if constexpr (C::template node<factored.factor>.leaf == Leaf::constant)
      return P(C::template constant<factored.factor, T>);
    else if constexpr (C::template node_plan<factored.factor>.stage == Stage::parameter)
      return P(memory.parameters[field]);
    else
      return P::load(memory.rows + field * row_lanes + u * W);
  }
  // Is that the same as products for each pair?
  static KERNFOLD_INLINE bool scale([[maybe_unused]] const Memory<T>& memory, [[maybe_unused]] Partials& partial) {
    if constexpr (factored.product >= 0) {
      auto& sums = static_cast<typename Partials::template Of<0>&>(partial).at;
      P factors[U];
      for (int u = 0; u < U; ++u) factors[u] = factor(memory, u);
      if constexpr (requires { reduction_at<R, 0>::template scale_all<C::dim, U>(sums, factors); }) {
        return reduction_at<R, 0>::template scale_all<C::dim, U>(sums, factors);
      } else {
        KERNFOLD_UNROLL_FULL
        for (int k = 0; k < states; ++k) FirstAccumulation::scale(sums[k], factors[k % U]);
        return true;
      }
    } else {
      return true;
    }
  }

  // Products that a partial sum takes in for each column.
  static constexpr bool adds_terms = FirstAccumulation::adds_terms;
  static constexpr int terms = has_terms(C::program(), C::plan()) && adds_terms && W > 1 ? 2 : 1;

  /// One tile of rows against n staged columns, the first of them at index `first` of its axis; the result is merged
  /// into the states of the tile. A partial sum takes in `run` columns: rounding errors grow with their number.
  static KERNFOLD_NOINLINE KERNFOLD_ALIGN_STACK void pair_block(Memory<T> memory, std::ptrdiff_t first,
                                                                std::ptrdiff_t n, void* tile) {
    States& total = *static_cast<States*>(tile);
    [[maybe_unused]] T* const spread = memory.columns + staged_memory;
    std::ptrdiff_t seldom = 0;  // columns at the end, where states seldom change
    if constexpr (probes) {
      constexpr std::ptrdiff_t often = 128 / B * B;  // columns, of the first ones: probing would compute most twice
      seldom = n;
      if (!Accumulation<R, P>::in_place && R::empty(*total.template of<0>())) seldom = n < often ? 0 : n - often;
      n -= seldom;
    }
    // many states: merging them costs, too
    constexpr std::ptrdiff_t run = (C::dim <= 2 ? 64 : C::dim <= 8 ? 128 : 256) / terms / B * B;
    static_assert(run % B == 0);
    [[maybe_unused]] bool guess = guesses;  // until a guess was wrong: then exponents rise here
    if constexpr (weighs) {
      weighted_block(memory, first, n, total);
    } else {
      while (n >= B) {
        std::ptrdiff_t left = n < run ? n : run;
        if constexpr (guesses)
          if (guess && has_shifts(total)) {
            const int columns = static_cast<int>(left) / B * B;
            guess = take_group<run>(memory, columns, total);
            if (guess) {
              memory.columns += columns * stride;
              first += columns;
              n -= columns;
              continue;
            }
          }
        TileSink sink(total, 0, first);
        sink.partial.start(total);
        for (; left >= B; left -= B, n -= B, first += B, memory.columns += B * stride) {
          Pairs<U, B> e;
          e.memory = memory;
          e.run(sink);
          sink.template advance<B>();
        }
        if constexpr (factored.product >= 0)
          if (!scale(memory, sink.partial)) [[unlikely]] {
            take_spread_later(memory, sink.first, first - sink.first, spread + lone_memory, tile);
            continue;
          }
        sink.partial.merge_into(total, {sink.first, first - sink.first});
      }
    }
    if constexpr (probes) {
      n += seldom;
      probe_block(memory, first, n, total);
    }
    if constexpr (B > 1)
      if (n > 0) {
        memory.columns = spread;
        take_packs(memory, first, 0, 1, n, tile);
      }
  }

  /// The same, as far as tiles go, of weighted columns: the weights of some columns first, then the sums of a few
  /// components over all of these, which registers hold. What is done is taken from the block.
  static KERNFOLD_INLINE void weighted_block(Memory<T>& memory, std::ptrdiff_t& first, std::ptrdiff_t& n,
                                             States& total) {
    constexpr int at_a_time = weighted_components(C::dim);
    alignas(P) T weights[kept_weights * row_lanes];
    while (n >= B) {
      const int columns = static_cast<int>(n < kept_weights ? n : kept_weights) / B * B;
      for (int j = 0; j < columns; j += B) {
        Pairs<U, B> e;
        e.memory = at(memory, 0, j);
        NoSink none;
        e.run_before_last(none);
        const auto& w = e.template read<weighted.weight, -1, B>(0, 0, nullptr);
        KERNFOLD_UNROLL_FULL
        for (int b = 0; b < B; ++b) KERNFOLD_UNROLL_FULL
        for (int u = 0; u < U; ++u) w.at(u, b).store(weights + (j + b) * row_lanes + u * W);
      }
      auto* const state = total.template of<0>();
      int k = 0;
      for (; k + at_a_time <= C::dim; k += at_a_time)
        add_weighted<at_a_time>(memory, k, weights, columns, state + k * U, {first, columns});
      if constexpr (C::dim % at_a_time > 0)
        add_weighted<C::dim % at_a_time>(memory, k, weights, columns, state + k * U, {first, columns});
      memory.columns += columns * stride;
      first += columns;
      n -= columns;
    }
  }
  /// Takes in the components from k on of n columns.
  template <int Components>
  static KERNFOLD_INLINE void add_weighted(const Memory<T>& memory, int k, const T* weights, int n,
                                           typename FirstAccumulation::State* state, const Run& run) {
    using A = FirstAccumulation;
    const T* column = memory.columns + Memory<T>::template staged<C, weighted.vector> + k;
    typename A::Partial sum[Components * U];
    for (int s = 0; s < Components * U; ++s) sum[s] = A::start(state[s]);
    for (std::size_t b = 0; b < Components * U * sizeof(*state); b += 64)
      __builtin_prefetch(reinterpret_cast<const char*>(state) + b);
    for (; n > 0; --n, column += stride, weights += row_lanes) {
      __builtin_prefetch(column + 128 / sizeof(T));  // of the next components, which are two cache lines on
      P w[U];
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) w[u] = P::load(weights + u * W);
      KERNFOLD_UNROLL_FULL
      for (int c = 0; c < Components; ++c) {
        const P v(column[c]);
        KERNFOLD_UNROLL_FULL
        for (int u = 0; u < U; ++u) A::take(sum[c * U + u], w[u], v, {});
      }
    }
    KERNFOLD_UNROLL_FULL
    for (int s = 0; s < Components * U; ++s) A::merge(state[s], sum[s], run);
  }

  /// Do all rows know some exponent?
  static KERNFOLD_INLINE bool has_shifts(const States& total) {
    for (int u = 0; u < U; ++u)
      if (any(total.template of<0>()[u].shift == R::template identity<P>().shift)) return false;
    return true;
  }
  /// Takes in n columns by the shifts of the states, if these are large enough.
  template <int Most>
  static KERNFOLD_INLINE bool take_group(const Memory<T>& memory, int n, States& total) {
    Partials partial;
    partial.start(total);
    ShiftedGroup<C, R, P, U> sums(partial);
    for (int j = 0; j < n; j += B) {
      Pairs<U, B> e;
      e.memory = at(memory, 0, j);
      e.run(sums);
    }
    if (!sums.template fits<Most>() || !sums.adds_safely(total.template of<0>())) return false;
    sums.add_to(partial);
    partial.merge_into(total, {});
    return true;
  }

  /// The same, as far as tiles go, where states seldom change; what is done is taken from the block. The values that
  /// change states are found without branches, and then computed again.
  static KERNFOLD_INLINE void probe_block(Memory<T>& memory, std::ptrdiff_t& first, std::ptrdiff_t& n, States& total) {
    auto* const state = total.template of<0>();
    constexpr int longest = 512;
    int run = longest;  // short at first, when states change often
    if (R::empty(*state)) {
      run = 64;
      if constexpr (forecasts) forecast(memory, n, total);
    }
    int found[longest / B * U];
    for (; n >= B; run = longest) {
      const int columns = static_cast<int>(n < run ? n : run) / B * B;
      int count = 0;
      for (int j = 0; j < columns; j += B) {
        ProbeSink<R, P, U> probe{state};
        Evaluator<C, Stage::pair, P, U, B, row_lanes, stride> e;
        e.memory = at(memory, 0, j);
        e.run(probe);
        for (int u = 0; u < U; ++u) {
          found[count] = j * U + u;
          count += probe.changes[u];
        }
      }
      Partials partial;
      partial.start(total);
      for (int k = 0; k < count; ++k) {
        const int j = found[k] / U, u = found[k] % U;
        Sink<C, R, P, Partials&, 1, U, Numbers> sink(partial, total, u, first);
        sink.local = P(j);
        Evaluator<C, Stage::pair, P, 1, B, row_lanes, stride> e;
        e.memory = at(memory, u, j);
        e.run(sink);
      }
      partial.merge_into(total, {first, columns});
      memory.columns += columns * stride;
      first += columns;
      n -= columns;
    }
  }

  /// What empty states can expect of n columns, all computed once more: groups of them, four for each value that is
  /// kept, have one candidate each.
  static KERNFOLD_NOINLINE KERNFOLD_ALIGN_STACK void forecast(Memory<T> memory, std::ptrdiff_t n, States& total) {
    ForecastSink<R, P, U> sink;
    const std::ptrdiff_t group = n / (4 * R::kept) / B * B;
    if (group == 0) return;
    for (; n >= group; n -= group) {
      for (std::ptrdiff_t j = 0; j < group; j += B, memory.columns += B * stride) {
        Evaluator<C, Stage::pair, P, U, B, row_lanes, stride> e;
        e.memory = memory;
        e.run(sink);
      }
      sink.end_group();
    }
    for (int u = 0; u < U; ++u) R::expect(total.template of<0>()[u], sink.at[u]);
  }

  /// The pairs of each pack of rows and each of n packs of columns, batch after batch: of one column each, or, where
  /// the rows are spread (few_rows.hpp), of neighbouring columns. The first one is at index `first` of its axis, lane l
  /// is `lane_step` * l behind it, and the next pack `step`.
  static KERNFOLD_NOINLINE KERNFOLD_ALIGN_STACK void take_packs(const Memory<T>& memory, std::ptrdiff_t first,
                                                                int lane_step, int step, std::ptrdiff_t n, void* tile) {
    constexpr std::ptrdiff_t packs = column_lanes<C, T> / W;  // of a batch
    States& total = *static_cast<States*>(tile);
    TileSink sink(total, 0, first);
    sink.partial.start(total);
    T lane[W];
    for (int l = 0; l < W; ++l) lane[l] = static_cast<T>(l * lane_step);
    sink.local = P::load(lane);
    for (std::ptrdiff_t j = 0; j < n; ++j) {
      Evaluator<C, Stage::pair, P, U, 1, row_lanes, stride, PackOfColumns<C, T>> e;
      e.memory = {{memory.parameters, memory.rows, memory.columns + j / packs * batch_memory<C, T> + j % packs * W}};
      e.run(sink);
      sink.local = sink.local + P(static_cast<T>(step));
    }
    sink.partial.merge_into(total, {first, n});
  }
  /// The same as a pointer, null where the last columns are as all others.
  static constexpr auto pack_function() {
    void (*f)(const Memory<T>&, std::ptrdiff_t, int, int, std::ptrdiff_t, void*) = nullptr;
    if constexpr (B > 1) f = &take_packs;
    return f;
  }
  /// The same of n columns before those that the memory shows, which are spread now.
  static KERNFOLD_NOINLINE void take_spread_later(Memory<T> memory, std::ptrdiff_t first, std::ptrdiff_t n, T* spread,
                                                  void* tile) {
    constexpr std::ptrdiff_t packs = column_lanes<C, T> / W;
    const T* staged = memory.columns - n * stride;
    memory.columns = spread;
    for (; n > 0; n -= packs, first += packs, staged += packs * stride) {
      const std::ptrdiff_t some = n < packs ? n : packs;
      spread_columns(columns_of<C, T>, staged, some, spread);
      take_packs(memory, first, 0, 1, some, tile);
    }
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

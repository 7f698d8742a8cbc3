// SPDX-License-Identifier: MIT
//
// The kernel of the CUDA engine: a thread owns U rows in registers, the columns are staged in shared memory, what
// depends on a column alone is computed once for it, and the pair loop adds up a partial result for each block of
// columns. It is written as phases between barriers over a Block, so that the same body runs on the host.
//
// A Block has the members x and y (its place in the grid), shared() (memory of its threads, uninitialized) and
// phase(f), which calls f(t, thread) for each thread t and ends with a barrier; `thread` is memory of its own, which
// lasts from phase to phase.
#pragma once

#include <kernfold/engine/cuda/fields.hpp>
#include <kernfold/engine/cuda/probe.hpp>
#include <kernfold/engine/cuda/scaled_distance.hpp>
#include <kernfold/engine/cuda/shifted_group.hpp>
#include <kernfold/engine/cuda/tuning.hpp>
#include <kernfold/engine/destination.hpp>
#include <kernfold/engine/sink.hpp>

// Before the pair loop: `unroll` turns at a time. On the host its compiler decides.
#if defined(__CUDA_ARCH__)
#define KERNFOLD_UNROLL_PAIRS _Pragma("unroll unroll")
#else
#define KERNFOLD_UNROLL_PAIRS
#endif

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

// A staged row in registers, read by whole vectors. ptxas combines single loads less reliably.
template <class T, int N>
struct StagedRow {
  static constexpr int width = N % (16 / static_cast<int>(sizeof(T))) == 0 ? 16 / static_cast<int>(sizeof(T)) : N;
  struct alignas(width* static_cast<int>(sizeof(T))) Vector {
    T v[width];
  };
  T value[N];

  KERNFOLD_HD KERNFOLD_INLINE explicit StagedRow(const T* from) {
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < N; k += width) {
      const Vector vector = *reinterpret_cast<const Vector*>(from + k);
      KERNFOLD_UNROLL_FULL
      for (int l = 0; l < width; ++l) value[k + l] = vector.v[l];
    }
  }
};
// Longer rows are read where they are needed: they would take too many registers.
inline constexpr int longest_copied_row = 16;

/// Formula, of one output, and K: those of a Code. (Not the Code itself, whose name tells nothing before its formula
/// has been met: nvcc names kernels, with their arguments, ahead of all else.) R: a reduction; T: float or double.
/// Block (x, y) of the grid takes row block x and chunk y of the columns.
template <class Formula, Kept K, class R, class T, Accuracy A>
struct PairKernel {
  using C = CodeOf<Formula, K>;
  static_assert(C::outputs == 1);
  using P = Lane<T, A, longest_in_registers<C, T>>;
  using State = typename Accumulation<R, P>::State;
  using Store = ResultStore<R, P, C::dim>;
  static constexpr Tuning tuned = tuning<C, P, static_cast<int>(sizeof(State))>(Accumulation<R, P>::in_place);
  static constexpr int threads = tuned.threads, U = tuned.rows;
  static constexpr int stride = staged_stride(C::staged, static_cast<int>(sizeof(T)));
  using Outputs = std::make_integer_sequence<int, 1>;
  using States = TileStates<C, R, P, U, Outputs>;
  using Partials = TilePartials<C, R, P, U, Outputs>;
  using F = Fields<C, P>;
  using Inputs = typename F::Inputs;
  static constexpr typename F::AllNodes all_nodes{};
  static constexpr ScaledDistance distance =
      P::approximate ? scaled_distance(C::program(), C::plan()) : ScaledDistance{};
  static constexpr bool scales = distance.row >= 0, log2_domain = scales && distance.shifted;

  struct Arguments {
    Inputs inputs;
    std::ptrdiff_t rows, columns, chunk;
    State* states;           // of component k and row i in chunk y: states[(y * dim + k) * rows + i]; or null:
    Destination<T> out;      // the result
    std::ptrdiff_t per_row;  // what is added to indices for each row
  };
  template <int N>
  static constexpr int at_least_one = N > 0 ? N : 1;
  // An odd number of words lies between the states of neighbouring threads, so that they meet in no bank.
  struct PaddedStates {
    States states;
    unsigned char padding[sizeof(States) / alignof(States) % 2 == 0 ? alignof(States) : 2 * alignof(States)];
  };
  // Where they are too many for shared memory, they are in a thread's own.
  static constexpr bool shares_states = threads * static_cast<int>(sizeof(PaddedStates)) <= most_shared_states;
  struct NoStates {};
  // How the vectors of the distance are moved and scaled.
  struct Placement {
    static constexpr int dim = scales ? C::template node < scales ? distance.row : 0 >.dim : 1;
    T scale, centre[dim], sample[3][dim];

    template <int I>
    KERNFOLD_HD KERNFOLD_INLINE T value(T v, [[maybe_unused]] int c) const {
      if constexpr (scales && (I == distance.row || I == distance.column))
        return (v - centre[c]) * scale;
      else
        return v;
    }
  };
  struct Shared {
    alignas(16) T columns[tuned.columns * stride];
    alignas(16) T parameters[at_least_one<C::template fields<Stage::parameter>>];
    std::conditional_t<shares_states, PaddedStates, NoStates> state[shares_states ? threads : 1];
    Placement placement;
  };
  struct Thread {
    T rows[at_least_one<C::template fields<Stage::row>> * U];
    std::conditional_t<shares_states, NoStates, States> state;
  };

  struct NoSink {
    template <int>
    static constexpr bool fuses_products = false;
  };

  static KERNFOLD_HD KERNFOLD_INLINE States& states_of([[maybe_unused]] Shared& shared, [[maybe_unused]] Thread& thread,
                                                       [[maybe_unused]] int t) {
    if constexpr (shares_states)
      return shared.state[t].states;
    else
      return thread.state;
  }
  // Row u of thread t; neighbours have neighbouring rows.
  static KERNFOLD_HD KERNFOLD_INLINE std::ptrdiff_t row(std::ptrdiff_t block, int t, int u) {
    return block * (threads * U) + (u * threads + t);
  }

  KERNFOLD_NO_EXEC_CHECK
  template <Stage G, int Stride>
  static KERNFOLD_HD KERNFOLD_INLINE void compute(T* parameters, T* rows, T* columns) {
    Evaluator<C, G, P, 1, 1, Stride> e;
    e.memory = {parameters, rows, columns};
    NoSink none;
    e.run(none);
  }

  // Rows beyond the end are the last one again.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void prepare_rows(const Arguments& a, Shared& shared, Thread& thread,
                                                       std::ptrdiff_t block, int t) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) {
      const std::ptrdiff_t i = row(block, t, u);
      F::template load<Stage::row, U>(a.inputs, i < a.rows ? i : a.rows - 1, thread.rows + u, all_nodes);
      if constexpr (C::template computes<Stage::row>)
        compute<Stage::row, U>(shared.parameters, thread.rows + u, nullptr);
    }
    states_of(shared, thread, t).start();
  }

  // Three rows of the block.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void sample_rows(const Arguments& a, Shared& shared, std::ptrdiff_t block, int t) {
    if (t >= 3) return;
    const std::ptrdiff_t first = row(block, 0, 0), rest = a.rows - first;
    const std::ptrdiff_t last = (rest < threads * U ? rest : threads * U) - 1;
    T sample[at_least_one<C::template fields<Stage::row>>];
    F::template load<Stage::row, 1>(a.inputs, first + last * t / 2, sample, all_nodes);
    if constexpr (C::template computes<Stage::row>) compute<Stage::row, 1>(shared.parameters, sample, nullptr);
    constexpr int field = C::template node_plan<distance.row>.field;
    for_components<P, Placement::dim>(
        [&](int k) KERNFOLD_INLINE_LAMBDA { shared.placement.sample[t][k] = sample[field + k]; });
  }
  // Scaled are the distances from the middle one of three rows, so that data far from 0 lose nothing.
  static KERNFOLD_HD KERNFOLD_INLINE void place(Shared& shared, int t) {
    Placement& to = shared.placement;
    for (int k = t; k < Placement::dim; k += threads) {
      const T a = to.sample[0][k], b = to.sample[1][k], c = to.sample[2][k];
      const T middle = std::fmax(std::fmin(a, b), std::fmin(std::fmax(a, b), c));
      to.centre[k] = middle - middle == T(0) ? middle : T(0);  // not where it is infinite or NaN
    }
    if (t != 0) return;
    T square = T(log2_domain ? log2_e : 1);
    if constexpr (distance.factor >= 0)
      square *= std::fabs(shared.parameters[C::template node_plan<distance.factor>.field]);
    to.scale = std::sqrt(square);
  }
  static KERNFOLD_HD KERNFOLD_INLINE void place_rows(const Placement& placement, Thread& thread) {
    constexpr int field = C::template node_plan<distance.row>.field;
    for_components<P, Placement::dim>([&](int k) KERNFOLD_INLINE_LAMBDA {
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) {
        T& v = thread.rows[(field + k) * U + u];
        v = placement.template value<distance.row>(v, k);
      }
    });
  }

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void stage_columns(const Arguments& a, Shared& shared, std::ptrdiff_t first, int n,
                                                        int t) {
    F::template stage<stride>(a.inputs, first, n, shared.columns, t, threads, shared.placement, all_nodes);
    if constexpr (C::template computes<Stage::column>)
      for (int j = t; j < n; j += threads) {
        T column[at_least_one<C::template fields<Stage::column>>];
        F::template load<Stage::column, 1>(a.inputs, first + j, column, all_nodes);
        compute<Stage::column, 1>(shared.parameters, nullptr, column);
        F::keep(column, shared.columns + j * stride, shared.placement, all_nodes);
      }
  }

  // Hands the values of columns j, ..., j + B - 1 to a sink. `unit`: the factor of the scaled distance.
  KERNFOLD_NO_EXEC_CHECK
  template <int B, class To>
  static KERNFOLD_HD KERNFOLD_INLINE void evaluate(Shared& shared, Thread& thread, int j, [[maybe_unused]] T unit,
                                                   To& to) {
    Evaluator<C, Stage::pair, P, U, B, U, stride> e;
    e.memory = {shared.parameters, thread.rows, shared.columns + j * stride};
    [[maybe_unused]] T parameters[at_least_one<C::template fields<Stage::parameter>>];
    if constexpr (distance.factor >= 0) {
      KERNFOLD_UNROLL_FULL
      for (int k = 0; k < C::template fields<Stage::parameter>; ++k) parameters[k] = shared.parameters[k];
      parameters[C::template node_plan<distance.factor>.field] = unit;
      e.memory.parameters = parameters;
    }
    if constexpr (B == 1 && stride <= longest_copied_row) {
      StagedRow<T, stride> column(e.memory.columns);
      e.memory.columns = column.value;
      e.run(to);
    } else {
      e.run(to);
    }
  }

  // The staged columns from j to n, into the states, `unroll` tiles in a turn.
  KERNFOLD_NO_EXEC_CHECK
  template <int unroll>
  static KERNFOLD_HD KERNFOLD_INLINE void take_columns(Shared& shared, Thread& thread, std::ptrdiff_t first, int j,
                                                       int n, T unit, States& total) {
    PairSink<C, R, P, Partials, U, log2_domain> sink(total, 0, first + j);
    sink.partial.start(total);
    const Run run{first + j, n - j};
    if constexpr (tuned.width > 1) {  // without these braces nvcc 13 drops the loop that follows
      for (; j + tuned.width <= n; j += tuned.width) {
        evaluate<tuned.width>(shared, thread, j, unit, sink);
        sink.template advance<tuned.width>();
      }
    }
    KERNFOLD_UNROLL_PAIRS
    for (; j < n; ++j) {
      evaluate<1>(shared, thread, j, unit, sink);
      sink.template advance<1>();
    }
    sink.partial.merge_into(total, run);
  }

  static constexpr int group = 8;
  // Of states that seldom change, groups of columns that change none are only compared with them.
  static constexpr bool probes = Accumulation<R, P>::tests && C::dim * U <= 16;
  // Groups of exponentials are added up as if the shift were large enough.
  static constexpr bool guesses = Accumulation<R, P>::shifts && C::dim * U <= 16 && tuned.width == 1;

  // Whole groups of columns from j on; returns the first column after them.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE int take_groups(Shared& shared, Thread& thread, std::ptrdiff_t first, int n,
                                                     T unit, States& total) {
    int j = 0;
    if constexpr (probes) {
      for (; j + group <= n; j += group) {
        GroupProbe<R, P, C::dim, U> probe(total.template of<0>());
        KERNFOLD_UNROLL_FULL
        for (int k = 0; k < group; ++k) evaluate<1>(shared, thread, j + k, unit, probe);
        if (!probe.stays_out()) take_columns<1>(shared, thread, first, j, j + group, unit, total);
      }
    } else if constexpr (guesses) {
      Partials partial;
      partial.start(total);
      for (; j + group <= n; j += group) {
        ShiftedGroup<C, R, P, U, log2_domain> sums(partial);
        KERNFOLD_UNROLL_FULL
        for (int k = 0; k < group; ++k) evaluate<1>(shared, thread, j + k, unit, sums);
        if (sums.fits()) {
          sums.add_to(partial);
        } else {
          partial.merge_into(total, {});
          take_columns<1>(shared, thread, first, j, j + group, unit, total);
          partial.start(total);
        }
      }
      partial.merge_into(total, {});
    }
    return j;
  }

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void take_pairs(Shared& shared, Thread& thread, std::ptrdiff_t first, int n,
                                                     int t) {
    States& total = states_of(shared, thread, t);
    if constexpr (distance.factor >= 0) {
      // Exponentials that grow with the distance are rare: they have a plain loop.
      if (!(shared.parameters[C::template node_plan<distance.factor>.field] <= T(0))) {
        take_columns<1>(shared, thread, first, 0, n, T(1), total);
        return;
      }
    }
    const int j = take_groups(shared, thread, first, n, T(-1), total);
    if (j < n) take_columns<probes || guesses ? 1 : tuned.unroll>(shared, thread, first, j, n, T(-1), total);
  }

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void write(const Arguments& a, Shared& shared, Thread& thread,
                                                std::ptrdiff_t block, std::ptrdiff_t chunk, int t) {
    State* const state = states_of(shared, thread, t).template of<0>();
    for (int u = 0; u < U; ++u) {
      const std::ptrdiff_t i = row(block, t, u);
      if (i >= a.rows) break;
      if (a.states == nullptr) {
        Store::store(state + u, U, i, a.rows, a.out);
      } else {
        for (int k = 0; k < C::dim; ++k) {
          State& s = state[k * U + u];
          if constexpr (requires { R::move(s, a.per_row); }) R::move(s, i * a.per_row);
          a.states[(chunk * C::dim + k) * a.rows + i] = s;
        }
      }
    }
  }

  KERNFOLD_NO_EXEC_CHECK
  template <class Block>
  static KERNFOLD_HD KERNFOLD_INLINE void run(Block& block, const Arguments& a) {
    Shared& shared = block.shared();
    block.phase([&](int t, Thread&)
                    KERNFOLD_INLINE_LAMBDA { F::copy_parameters(a.inputs, shared.parameters, t, threads, all_nodes); });
    if constexpr (C::template computes<Stage::parameter>)
      block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA {
        if (t == 0) compute<Stage::parameter, 1>(shared.parameters, nullptr, nullptr);
      });
    block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA {
      prepare_rows(a, shared, thread, block.x, t);
      if constexpr (scales) sample_rows(a, shared, block.x, t);
    });
    if constexpr (scales) {
      block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA { place(shared, t); });
      block.phase([&](int, Thread& thread) KERNFOLD_INLINE_LAMBDA { place_rows(shared.placement, thread); });
    }
    std::ptrdiff_t j = block.y * a.chunk;
    const std::ptrdiff_t end = a.columns - j < a.chunk ? a.columns : j + a.chunk;
    for (; j < end; j += tuned.columns) {
      const int n = end - j < tuned.columns ? static_cast<int>(end - j) : tuned.columns;
      block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA { stage_columns(a, shared, j, n, t); });
      block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA { take_pairs(shared, thread, j, n, t); });
    }
    block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA { write(a, shared, thread, block.x, block.y, t); });
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

#undef KERNFOLD_UNROLL_PAIRS

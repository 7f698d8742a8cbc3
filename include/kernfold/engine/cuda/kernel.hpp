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

#include <kernfold/engine/cuda/chunks.hpp>
#include <kernfold/engine/cuda/fields.hpp>
#include <kernfold/engine/cuda/first_value.hpp>
#include <kernfold/engine/cuda/placement.hpp>
#include <kernfold/engine/cuda/probe.hpp>
#include <kernfold/engine/cuda/tuning.hpp>
#include <kernfold/engine/destination.hpp>
#include <kernfold/engine/shifted_group.hpp>
#include <kernfold/engine/sink.hpp>
#include <kernfold/program/row_factor.hpp>

// Before the pair loop: `unroll` turns at a time. On the host its compiler decides.
#if defined(__CUDA_ARCH__)
#define KERNFOLD_UNROLL_PAIRS _Pragma("unroll unroll")
#else
#define KERNFOLD_UNROLL_PAIRS
#endif

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

// Longer rows are read where they are needed: they would take too many registers.
inline constexpr int longest_copied_row = 16;

/// Where a kernel leaves the states of an output of dimension dim, or the results.
template <class T>
struct OutputArguments {
  void* states;            // of component k and row i in chunk y: states[(y * dim + k) * rows + i]; or null:
  Destination<T> out;      // the result
  std::ptrdiff_t per_row;  // what is added to indices for each row
};

/// Formula and K: those of a Code. (Not the Code itself, whose name tells nothing before its formula has been met: nvcc
/// names kernels, with their arguments, ahead of all else.) Asked: a reduction, or Reductions of several outputs; T:
/// float or double; S: which arguments are stored otherwise. Block (x, y) of the grid takes row block x and chunk y of
/// the columns.
template <class Formula, Kept K, class Asked, class T, Accuracy A, Stored S = Stored{}>
struct PairKernel {
  using C = CodeOf<Formula, K>;
  using P = Lane<T, A, longest_in_registers<C, Asked, T>>;
  using Outputs = std::make_integer_sequence<int, C::outputs>;
  template <int O>
  using AskedOf = Accumulation<reduction_at<Asked, O>, P>;
  template <int O>
  using StateOf = typename AskedOf<O>::State;
  template <int... O>
  static constexpr bool in_place(std::integer_sequence<int, O...>) {
    return (AskedOf<O>::in_place || ...);
  }
  template <int... O>
  static constexpr int largest_state(std::integer_sequence<int, O...>) {
    int bytes = 0;
    ((bytes = static_cast<int>(sizeof(StateOf<O>)) > bytes ? static_cast<int>(sizeof(StateOf<O>)) : bytes), ...);
    return bytes;
  }
  static constexpr Tuning tuned = tuning<C, P, largest_state(Outputs{})>(in_place(Outputs{}));
  static constexpr int threads = tuned.threads, U = tuned.rows;
  static constexpr bool leaves_states = false;  // in memory, also where no others are to be merged with them
  // Vectors too long for registers, of which a few components at a time are in shared memory.
  static constexpr Chunks chunks = tuned.chunk > 0 ? chunks_of(C::program(), C::plan(), unrolled<P>) : Chunks{};
  static constexpr bool chunked = tuned.chunk > 0;
  using R = typename UnweightedOf<Asked, !chunked && C::outputs == 1 && !detail::has_weights<C>>::type;
  template <int O>
  using AccumulationOf = Accumulation<reduction_at<R, O>, P>;
  static constexpr bool centers = !std::is_same_v<R, Asked> && requires(StateOf<0> & s, P x) { R::center(s, x); };
  using F = Fields<C, P, S, chunks.row, chunks.column>;
  static constexpr int stride = staged_stride(F::staged_components, static_cast<int>(sizeof(T)));
  using States = TileStates<C, R, P, U, Outputs>;
  using Partials = TilePartials<C, R, P, U, Outputs>;
  using Inputs = typename F::Inputs;
  static constexpr typename F::AllNodes all_nodes{};
  using Placement = DistancePlacement<C, P, F>;
  static constexpr ScaledDistance distance = Placement::distance;
  static constexpr bool scales = Placement::moves;
  static constexpr RowFactor factored =
      AccumulationOf<0>::takes_factors && !chunked ? row_factor(C::program(), C::plan()) : RowFactor{};

  struct Arguments {
    Inputs inputs;
    std::ptrdiff_t rows, columns, chunk;
    OutputArguments<T> output[C::outputs];
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
  // Components of a chunk of rows and of columns stand apart by so much that neighbours meet in no bank.
  static constexpr int chunk_dim = chunked ? tuned.chunk : 1;
  static constexpr int chunk_rows = threads * U + 32 / chunk_dim,
                       chunk_columns = tuned.width + 16 / static_cast<int>(sizeof(T));
  struct Chunk {
    T rows[chunked ? chunk_dim * chunk_rows : 1];
    alignas(16) T columns[chunked ? chunk_dim * chunk_columns : 1];
  };
  using PairsOfChunks = Evaluator<
      C, Stage::pair, P, U, tuned.width, U, stride,
      ChunkMemory<F, C, P, U, tuned.width, chunks.row, chunks.column, threads, chunk_rows, chunk_columns, stride>>;
  struct Shared {
    alignas(16) T columns[tuned.columns * stride];
    alignas(16) T parameters[at_least_one<C::template fields<Stage::parameter>>];
    std::conditional_t<shares_states, PaddedStates, NoStates> state[shares_states ? threads : 1];
    Placement placement;
    Chunk chunk;
  };
  struct Thread {
    T rows[at_least_one<F::row_fields> * U];
    std::conditional_t<shares_states, NoStates, States> state;
    T contracted[chunked ? chunks.contractions : 1][U * tuned.width];
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
    Evaluator<C, G, P, 1, 1, Stride, C::staged, typename F::StageMemory> e;
    e.memory = {{parameters, rows, columns}};
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

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void stage_columns(const Arguments& a, Shared& shared, std::ptrdiff_t first, int n,
                                                        int t) {
    F::template stage<stride>(a.inputs, first, n, shared.columns, t, threads, shared.placement, all_nodes);
    if constexpr (C::template computes<Stage::column>)
      for (int j = t; j < n; j += threads) {
        T column[at_least_one<F::column_fields>];
        F::template load<Stage::column, 1>(a.inputs, first + j, column, all_nodes);
        compute<Stage::column, 1>(shared.parameters, nullptr, column);
        F::keep(column, shared.columns + j * stride, shared.placement, all_nodes);
      }
  }

  // Hands the values of columns j, ..., j + B - 1 to a sink. `unit`: the factor of the scaled distance.
  KERNFOLD_NO_EXEC_CHECK
  template <int B, class To>
  static KERNFOLD_HD KERNFOLD_INLINE void evaluate(Shared& shared, Thread& thread, int j, T unit, To& to) {
    Evaluator<C, Stage::pair, P, U, B, U, stride, Memory<T>, factored.product, factored.rest> e;
    T parameters[Placement::parameters];
    e.memory = {Placement::parameters_of_pairs(shared.parameters, parameters, unit), thread.rows,
                shared.columns + j * stride};
    if constexpr (B == 1 && stride <= longest_copied_row) {
      StagedRow<T, stride> column(e.memory.columns);
      e.memory.columns = column.value;
      e.run(to);
    } else {
      e.run(to);
    }
  }

  // What pairs do without, for row u.
  static KERNFOLD_HD KERNFOLD_INLINE P factor([[maybe_unused]] const Shared& shared,
                                              [[maybe_unused]] const Thread& thread, [[maybe_unused]] int u) {
    if constexpr (C::template node<factored.factor>.leaf == Leaf::constant) {
      constexpr T constant = C::template constant<factored.factor, T>;
      return P(constant);
    } else if constexpr (C::template node_plan<factored.factor>.stage == Stage::parameter) {
      return P(shared.parameters[C::template node_plan<factored.factor>.field]);
    } else {
      return P(thread.rows[F::template field_at<factored.factor> * U + u]);
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void scale([[maybe_unused]] const Shared& shared,
                                                [[maybe_unused]] const Thread& thread,
                                                [[maybe_unused]] Partials& partial) {
    if constexpr (factored.product >= 0) {
      auto& sums = static_cast<typename Partials::template Of<0>&>(partial).at;
      KERNFOLD_UNROLL_ON_DEVICE
      for (int k = 0; k < C::dim * U; ++k) AccumulationOf<0>::scale(sums[k], factor(shared, thread, k % U));
    }
  }

  // The staged columns from j to n, into the states, `unroll` tiles in a turn.
  KERNFOLD_NO_EXEC_CHECK
  template <int unroll>
  static KERNFOLD_HD KERNFOLD_INLINE void take_columns(Shared& shared, Thread& thread, std::ptrdiff_t first, int j,
                                                       int n, T unit, States& total) {
    Sink<C, R, P, Partials, U, U, Outputs> sink(total, 0, first + j);
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
    scale(shared, thread, sink.partial);
    sink.partial.merge_into(total, run);
  }

  // Of states that seldom change, groups of columns that change none are only compared with them.
  static constexpr bool probes = C::outputs == 1 && AccumulationOf<0>::tests && C::dim * U <= 16;
  // Groups of exponentials are added up as if the shift were large enough.
  static constexpr bool guesses = C::outputs == 1 && AccumulationOf<0>::shifts && C::dim * U <= 32 && tuned.width == 1;
  static constexpr int group = guesses ? 4 : 8;

  // Whole groups of columns from j on; returns the first column after them.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE int take_groups(Shared& shared, Thread& thread, std::ptrdiff_t first, int n,
                                                     T unit, States& total) {
    int j = 0;
    if constexpr (probes) {
      if constexpr (!AccumulationOf<0>::in_place) {  // that there are values, though none be better than none
        Partials none;
        none.start(total);
        none.merge_into(total, {first, n});
      }
      for (; j + group <= n; j += group) {
        GroupProbe<R, P, C::dim, U> probe(total.template of<0>());
        KERNFOLD_UNROLL_FULL
        for (int k = 0; k < group; ++k) evaluate<1>(shared, thread, j + k, unit, probe);
        if (!probe.stays_out()) take_columns<1>(shared, thread, first, j, j + group, unit, total);
      }
    } else if constexpr (guesses) {
      using Group = ShiftedGroup<C, R, P, U>;
      Partials partial;
      Group::start(partial, total);
      for (; j + group <= n; j += group) {
        Group sums(partial);
        KERNFOLD_UNROLL_FULL
        for (int k = 0; k < group; ++k) evaluate<1>(shared, thread, j + k, unit, sums);
        if (sums.template fits<group>()) {
          sums.add_to(partial);
        } else {
          partial.merge_into(total, {});
          take_columns<1>(shared, thread, first, j, j + group, unit, total);
          Group::start(partial, total);
        }
      }
      partial.merge_into(total, {});
    }
    return j;
  }

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void take_pairs(Shared& shared, Thread& thread, std::ptrdiff_t first, int n, int t,
                                                     [[maybe_unused]] bool starts) {
    States& total = states_of(shared, thread, t);
    if constexpr (centers)
      if (starts) {
        FirstValue<R, P, U> to{total.template of<0>()};
        evaluate<1>(shared, thread, 0, Placement::factor_left(shared.parameters), to);
      }
    if constexpr (scales) {
      if (const T left = Placement::factor_left(shared.parameters); left != T(-1)) {
        take_columns<1>(shared, thread, first, 0, n, left, total);
        return;
      }
    }
    const int j = take_groups(shared, thread, first, n, T(-1), total);
    if (j < n) take_columns<probes || guesses ? 1 : tuned.unroll>(shared, thread, first, j, n, T(-1), total);
  }

  // A chunk of components from k on, of the block's rows and of n columns from j on.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void stage_chunk(const Arguments& a, Shared& shared, std::ptrdiff_t block,
                                                      std::ptrdiff_t j, int n, int k, int t) {
    constexpr int dim = C::template node<chunks.row>.dim;
    const std::ptrdiff_t first = row(block, 0, 0);
    const int rows = a.rows - first < threads * U ? static_cast<int>(a.rows - first) : threads * U;
    const int q = t % chunk_dim, c = k + q < dim ? k + q : dim - 1;
    constexpr bool placed = scales && distance.row == chunks.row;
    const T centre = placed ? shared.placement.centre[c] : T(0), scale = placed ? shared.placement.scale : T(1);
    const auto place = [=](T v) KERNFOLD_INLINE_LAMBDA { return placed ? (v - centre) * scale : v; };
    F::template stage_component<chunks.row, threads / chunk_dim, threads * U>(
        a.inputs, first, rows, t / chunk_dim, c, shared.chunk.rows + q * chunk_rows, place);
    F::template stage_component<chunks.column, threads / chunk_dim, tuned.width>(
        a.inputs, j, n, t / chunk_dim, c, shared.chunk.columns + q * chunk_columns, place);
  }
  // The contractions so far, from a thread's memory to an evaluator or back. (No loops, and not all together: either
  // would keep them out of registers.)
  template <bool to_evaluator, int... E>
  static KERNFOLD_HD KERNFOLD_INLINE void copy_tile(P (&v)[U][tuned.width], T* kept, std::integer_sequence<int, E...>) {
    if constexpr (to_evaluator)
      ((v[E / tuned.width][E % tuned.width].v = kept[E]), ...);
    else
      ((kept[E] = v[E / tuned.width][E % tuned.width].v), ...);
  }
  template <bool to_evaluator, int... I>
  static KERNFOLD_HD KERNFOLD_INLINE void copy_contracted(PairsOfChunks& e, Thread& thread,
                                                          std::integer_sequence<int, I...>) {
    constexpr std::make_integer_sequence<int, U * tuned.width> elements;
    int n = 0;
    const auto copy_member = [&](auto number) KERNFOLD_INLINE_LAMBDA {
      constexpr int i = decltype(number)::value;
      if constexpr (C::template node<i>.dim == 1)
        copy_tile<to_evaluator>(e.scalar.template at<C::template node_plan<i>.slot>().v, thread.contracted[n++],
                                elements);
    };
    (copy_member(std::integral_constant<int, I>{}), ...);
  }
  // The same chunk for the n staged columns. After the last one their pairs are taken in.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void take_chunk(Shared& shared, Thread& thread, std::ptrdiff_t first, int n, int k,
                                                     int t) {
    constexpr int dim = C::template node<chunks.row>.dim;
    States& total = states_of(shared, thread, t);
    PairsOfChunks e;
    copy_contracted<true>(e, thread, Members<C, chunks.sweep>{});
    T parameters[Placement::parameters];
    e.memory.parameters =
        Placement::parameters_of_pairs(shared.parameters, parameters, Placement::factor_left(shared.parameters));
    e.memory.rows = thread.rows;
    e.memory.columns = shared.columns;
    e.memory.chunk_rows = shared.chunk.rows + t;
    e.memory.chunk_columns = shared.chunk.columns;
    e.memory.first = k;
    e.memory.count = n;
    NoSink none;
    e.template run_part<chunks.sweep>(k, k + chunk_dim < dim ? k + chunk_dim : dim, none);
    if (k + chunk_dim < dim) {
      copy_contracted<false>(e, thread, Members<C, chunks.sweep>{});
      return;
    }
    Sink<C, R, P, Partials, U, U, Outputs> sink(total, 0, first);
    sink.partial.start(total);
    OneByOne<decltype(sink)> columns{sink, n};
    e.template run<chunks.sweep + 1>(columns);
    sink.partial.merge_into(total, {first, n});
  }

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void write(const Arguments& a, Shared& shared, Thread& thread,
                                                std::ptrdiff_t block, std::ptrdiff_t chunk, int t) {
    write_outputs(a, states_of(shared, thread, t), block, chunk, t, Outputs{});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int... O>
  static KERNFOLD_HD KERNFOLD_INLINE void write_outputs(const Arguments& a, States& states, std::ptrdiff_t block,
                                                        std::ptrdiff_t chunk, int t, std::integer_sequence<int, O...>) {
    KERNFOLD_IN_ORDER((write_output<O>(a, states.template of<O>(), block, chunk, t)));
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int O>
  static KERNFOLD_HD KERNFOLD_INLINE void write_output(const Arguments& a, StateOf<O>* state, std::ptrdiff_t block,
                                                       std::ptrdiff_t chunk, int t) {
    constexpr int dim = C::template output_dim<O>;
    const OutputArguments<T>& to = a.output[O];
    for (int u = 0; u < U; ++u) {
      const std::ptrdiff_t i = row(block, t, u);
      if (i >= a.rows) break;
      if (to.states == nullptr) {
        ResultStore<reduction_at<R, O>, P, dim>::store(state + u, U, i, a.rows, to.out);
      } else {
        for (int k = 0; k < dim; ++k) {
          StateOf<O>& s = state[k * U + u];
          if constexpr (requires { reduction_at<R, O>::move(s, to.per_row); })
            reduction_at<R, O>::move(s, i * to.per_row);
          static_cast<StateOf<O>*>(to.states)[(chunk * dim + k) * a.rows + i] = s;
        }
      }
    }
  }

  KERNFOLD_NO_EXEC_CHECK
  template <class Block>
  static KERNFOLD_HD KERNFOLD_INLINE void run(Block& block, const Arguments& a) {
    static_assert(
        sizeof(Shared) <= most_shared,
        "kernfold: reduce(f, ...) on a GPU: the parameters of the formula take more of a block's shared memory "
        "than its 48 KB leave for them, some 40 KB; multiply each row by a large matrix before the call, or "
        "compute on the CPU");
    Shared& shared = block.shared();
    block.phase([&](int t, Thread&)
                    KERNFOLD_INLINE_LAMBDA { F::copy_parameters(a.inputs, shared.parameters, t, threads, all_nodes); });
    if constexpr (C::template computes<Stage::parameter>)
      block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA {
        if (t == 0) compute<Stage::parameter, 1>(shared.parameters, nullptr, nullptr);
      });
    block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA {
      if constexpr (scales) {
        const std::ptrdiff_t begin = row(block.x, 0, 0), end = begin + threads * U;
        shared.placement.set(a.inputs, begin, end < a.rows ? end : a.rows, shared.parameters, t, threads);
      }
      prepare_rows(a, shared, thread, block.x, t);
    });
    if constexpr (scales && distance.row != chunks.row)
      block.phase([&](int, Thread& thread)
                      KERNFOLD_INLINE_LAMBDA { shared.placement.template place_rows<U>(thread.rows); });
    const std::ptrdiff_t begin = block.y * a.chunk;
    std::ptrdiff_t j = begin;
    const std::ptrdiff_t end = a.columns - j < a.chunk ? a.columns : j + a.chunk;
    for (; j < end; j += tuned.columns) {
      const int n = end - j < tuned.columns ? static_cast<int>(end - j) : tuned.columns;
      block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA { stage_columns(a, shared, j, n, t); });
      if constexpr (chunked) {
        for (int k = 0; k < C::template node<chunks.row>.dim; k += chunk_dim) {
          block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA { stage_chunk(a, shared, block.x, j, n, k, t); });
          block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA { take_chunk(shared, thread, j, n, k, t); });
        }
      } else {
        block.phase([&](int t, Thread& thread)
                        KERNFOLD_INLINE_LAMBDA { take_pairs(shared, thread, j, n, t, j == begin); });
      }
    }
    block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA { write(a, shared, thread, block.x, block.y, t); });
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

#undef KERNFOLD_UNROLL_PAIRS

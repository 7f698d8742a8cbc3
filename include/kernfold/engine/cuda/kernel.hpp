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
#include <kernfold/engine/cuda/tuning.hpp>

// Before the pair loop: `unroll` turns at a time. On the host its compiler decides.
#if defined(__CUDA_ARCH__)
#define KERNFOLD_UNROLL_PAIRS _Pragma("unroll unroll_pairs")
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

/// C: Code<F, K>; R: a reduction; T: float or double. Block (x, y) of the grid takes row block x and chunk y of the
/// columns.
template <class C, class R, class T, Accuracy A>
struct PairKernel {
  using P = Lane<T, A>;
  using State = typename R::template State<P>;
  using Partial = typename R::template Partial<P>;
  static constexpr Tuning tuned = tuning<C, P, static_cast<int>(sizeof(State))>();
  static constexpr int threads = tuned.threads, U = tuned.rows, unroll_pairs = tuned.unroll;
  static constexpr int states = C::dim * U;
  static constexpr int stride = staged_stride(C::staged, static_cast<int>(sizeof(T)));
  // Long results have too many states for shared memory.
  static constexpr bool shares_states = threads * states * static_cast<int>(sizeof(State)) <= 24 * 1024;
  static constexpr int state_stride = shares_states ? threads : 1;
  using F = Fields<C, P>;
  using Inputs = typename F::Inputs;
  static constexpr typename F::AllNodes all_nodes{};

  struct Arguments {
    Inputs inputs;
    std::ptrdiff_t rows, columns, chunk;
    State* states;  // of component k and row i in chunk y: states[(y * dim + k) * rows + i]; or null:
    View<T> out;    // the result
  };
  template <int N>
  static constexpr int at_least_one = N > 0 ? N : 1;
  struct Shared {
    alignas(16) T columns[tuned.columns * stride];
    alignas(16) T parameters[at_least_one<C::template fields<Stage::parameter>>];
    State state[shares_states ? states * threads : 1];
  };
  struct Thread {
    T rows[at_least_one<C::template fields<Stage::row>> * U];
    State state[shares_states ? 1 : states];
  };

  struct NoSink {
    static constexpr bool fuses_products = false;
  };
  // Takes the values of a tile into the partial results of a thread's rows.
  struct Sink {
    static constexpr bool fuses_products = R::fuses_products;
    Partial state[states];

    KERNFOLD_NO_EXEC_CHECK
    template <int Columns, int V, int H>
    KERNFOLD_HD KERNFOLD_INLINE void value(int k, const Tile<P, V, H>& f) {
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
      for (int b = 0; b < Columns; ++b) R::accumulate(state[k * U + u], f.at(u, b));
    }
    KERNFOLD_NO_EXEC_CHECK
    template <int Columns, int V, int H, int V2, int H2>
    KERNFOLD_HD KERNFOLD_INLINE void product(int k, const Tile<P, V, H>& f, const Tile<P, V2, H2>& g) {
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
      for (int b = 0; b < Columns; ++b) R::accumulate_product(state[k * U + u], f.at(u, b), g.at(u, b));
    }
  };

  static KERNFOLD_HD KERNFOLD_INLINE State* states_of(Shared& shared, Thread& thread, int t) {
    return shares_states ? shared.state + t : thread.state;
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
    State* const state = states_of(shared, thread, t);
    for (int s = 0; s < states; ++s) state[s * state_stride] = R::template identity<P>();
  }

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void stage_columns(const Arguments& a, Shared& shared, std::ptrdiff_t first, int n,
                                                        int t) {
    F::template stage<stride>(a.inputs, first, n, shared.columns, t, threads, all_nodes);
    if constexpr (C::template computes<Stage::column>)
      for (int j = t; j < n; j += threads) {
        T column[at_least_one<C::template fields<Stage::column>>];
        F::template load<Stage::column, 1>(a.inputs, first + j, column, all_nodes);
        compute<Stage::column, 1>(shared.parameters, nullptr, column);
        F::keep(column, shared.columns + j * stride, all_nodes);
      }
  }

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void take_pairs(Shared& shared, Thread& thread, int n, int t) {
    Sink sink;
    for_components<P, states>([&](int s) KERNFOLD_INLINE_LAMBDA { sink.state[s] = R::template start<P>(); });
    KERNFOLD_UNROLL_PAIRS
    for (int j = 0; j < n; ++j) {
      Evaluator<C, Stage::pair, P, U, 1, U, stride> e;
      e.memory = {shared.parameters, thread.rows, shared.columns + j * stride};
      if constexpr (stride <= longest_copied_row) {
        StagedRow<T, stride> column(e.memory.columns);
        e.memory.columns = column.value;
        e.run(sink);
      } else {
        e.run(sink);
      }
    }
    State* const state = states_of(shared, thread, t);
    for_components<P, states>([&](int s) KERNFOLD_INLINE_LAMBDA { R::merge(state[s * state_stride], sink.state[s]); });
  }

  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void write(const Arguments& a, Shared& shared, Thread& thread,
                                                std::ptrdiff_t block, std::ptrdiff_t chunk, int t) {
    const State* const state = states_of(shared, thread, t);
    for (int u = 0; u < U; ++u) {
      const std::ptrdiff_t i = row(block, t, u);
      if (i >= a.rows) break;
      for (int k = 0; k < C::dim; ++k) {
        const State& s = state[(k * U + u) * state_stride];
        if (a.states != nullptr)
          a.states[(chunk * C::dim + k) * a.rows + i] = s;
        else
          a.out.data[i * a.out.row_stride + k * a.out.col_stride] = R::finish(s)[0];
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
    block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA { prepare_rows(a, shared, thread, block.x, t); });
    std::ptrdiff_t j = block.y * a.chunk;
    const std::ptrdiff_t end = a.columns - j < a.chunk ? a.columns : j + a.chunk;
    for (; j < end; j += tuned.columns) {
      const int n = end - j < tuned.columns ? static_cast<int>(end - j) : tuned.columns;
      block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA { stage_columns(a, shared, j, n, t); });
      block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA { take_pairs(shared, thread, n, t); });
    }
    block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA { write(a, shared, thread, block.x, block.y, t); });
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

#undef KERNFOLD_UNROLL_PAIRS

// SPDX-License-Identifier: MIT
//
// The kernel of formulas with vectors too long for a thread: groups of threads share their rows (parts.hpp). As many
// columns as fit are staged in shared memory, a tile of them is taken in at a time, and what a run of columns adds up
// to is merged into states in memory. It is written as phases over a Block, see kernel.hpp.
#pragma once

#include <kernfold/engine/cuda/kernel.hpp>
#include <kernfold/engine/cuda/parts.hpp>

// Before a loop over tiles, whose code is long enough.
#if defined(__CUDA_ARCH__)
#define KERNFOLD_NO_UNROLL _Pragma("unroll 1")
#else
#define KERNFOLD_NO_UNROLL
#endif

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// Parameters and members are those of PairKernel. Thread t has part t / row_threads of the vectors of rows
/// t % row_threads, t % row_threads + row_threads, ... of its block.
template <class Formula, Kept K, class R, class T, Accuracy A, Stored S = Stored{}>
struct PartsKernel {
  using C = CodeOf<Formula, K>;
  static_assert(C::outputs == 1);
  using P = Lane<T, A, longest_whole>;
  using Reduced = Accumulation<R, P>;
  using State = typename Reduced::State;
  template <int>
  using StateOf = State;
  static constexpr int bytes = static_cast<int>(sizeof(T));
  static constexpr Parts cut = parts_of<C, bytes, static_cast<int>(sizeof(typename Reduced::Partial))>();
  static constexpr int parts = cut.count, U = cut.rows, threads = parts_threads, row_threads = threads / parts;
  static constexpr int blocks_at_once = 2;  // on a multiprocessor: as many registers as a thread can have
  static constexpr bool leaves_states = true;
  using L = PartLayout<C, parts>;
  using F = Fields<C, P, S>;
  using Inputs = typename F::Inputs;
  static constexpr typename F::AllNodes all_nodes{};

  static constexpr int B = 16 / bytes;  // columns of a tile: one vector of 16 bytes for each component
  static constexpr int tiles = [] {
    int n = 8;
    while (n > 1 && n * L::staged * B * bytes > 20 * 1024) n /= 2;
    return n;
  }();
  static constexpr Tuning tuned{row_threads, U, tiles* B, B, 1};
  static constexpr int run_columns = 128;  // whose values are added up in registers

  using PartC = PartOfCode<C, parts>;
  using Outputs = std::make_integer_sequence<int, 1>;
  using Partials = TilePartials<PartC, R, P, U, Outputs>;
  using PartSink = Sink<PartC, R, P, Partials&, U, U, Outputs>;
  static constexpr int outputs = PartC::template output_dim<0>;
  // Of stage G, and of Columns columns of a tile.
  template <Stage G, int Columns>
  using PartEvaluator =
      Evaluator<C, G, P, G == Stage::pair ? U : 1, Columns, U, C::staged, PartOfVectors<C, P, L, Columns, B>>;

  struct Arguments {
    Inputs inputs;
    std::ptrdiff_t rows, columns, chunk;
    OutputArguments<T> output[1];
  };
  template <int N>
  static constexpr int at_least_one = N > 0 ? N : 1;
  struct Shared {
    alignas(16) T columns[at_least_one<L::staged> * tiles * B];
    T parameters[at_least_one<C::template fields<Stage::parameter>> + part_of(L::longest_parameter, parts)];
    T sums[at_least_one<L::sums>][U * B][threads];  // of each thread
  };
  // Scalars, until the sums of the group are there.
  template <Stage G, int Columns>
  struct Kept {
    decltype(PartEvaluator<G, Columns>::scalar) scalar;
  };
  struct Thread : Kept<Stage::row, 1>, Kept<Stage::column, 1>, Kept<Stage::pair, 1>, Kept<Stage::pair, B> {
    T rows[at_least_one<L::rows> * U];
    Partials partial;
  };

  static KERNFOLD_HD KERNFOLD_INLINE std::ptrdiff_t row(std::ptrdiff_t block, int t, int u) {
    return block * (row_threads * U) + (u * row_threads + t % row_threads);
  }

  // Beyond the end the last row, and the last component, is there again.
  template <int I>
  static KERNFOLD_HD KERNFOLD_INLINE void load_row(const Inputs& inputs, std::ptrdiff_t i, int part, T* to) {
    if constexpr (F::template copied<Stage::row, I>) {
      constexpr int dim = C::template node<I>.dim, mine = L::template part<I>;
      KERNFOLD_UNROLL_ON_DEVICE
      for (int c = 0; c < mine; ++c) {
        const int k = L::template is_long<I> ? part * mine + c : c;
        to[(L::template row_at<I> + c) * U] = F::template input<I>(inputs, i, k < dim ? k : dim - 1);
      }
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int... I>
  static KERNFOLD_HD KERNFOLD_INLINE void load_rows(const Arguments& a, Thread& thread, std::ptrdiff_t block, int t,
                                                    std::integer_sequence<int, I...>) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) {
      const std::ptrdiff_t i = row(block, t, u);
      KERNFOLD_IN_ORDER((load_row<I>(a.inputs, i < a.rows ? i : a.rows - 1, t / row_threads, thread.rows + u)));
    }
  }

  // Component c of node I, a variable, a constant, or both one after the other.
  template <int I>
  static KERNFOLD_HD KERNFOLD_INLINE T column_value(const Inputs& inputs, std::ptrdiff_t j, int c) {
    constexpr Instruction x = C::template node<I>;
    if constexpr (x.leaf == Leaf::constant) {
      constexpr T value = C::template constant<I, T>;
      return value;
    } else if constexpr (L::template is_concat<I>) {
      constexpr int length = C::template node<x.operand[0]>.dim;
      return c < length ? column_value<x.operand[0]>(inputs, j, c) : column_value<x.operand[1]>(inputs, j, c - length);
    } else {
      return F::template input<I>(inputs, j, c);
    }
  }
  template <int I>
  static KERNFOLD_HD KERNFOLD_INLINE void stage_node(const Inputs& inputs, std::ptrdiff_t first, int n, T* staged,
                                                     int t) {
    if constexpr (L::template is_staged<I> && (F::template copied<Stage::column, I> || L::template is_concat<I>)) {
      struct alignas(16) Vector {
        T v[B];
      };
      constexpr int dim = C::template node<I>.dim, all = L::template is_long<I> ? L::template part<I> * parts : dim;
      for (int e = t; e < tiles * all; e += threads) {
        const int j = e / all * B, k = e % all, c = k < dim ? k : dim - 1;
        if (j >= n) break;
        Vector v;
        KERNFOLD_UNROLL_FULL
        for (int b = 0; b < B; ++b) v.v[b] = column_value<I>(inputs, first + (j + b < n ? j + b : n - 1), c);
        *reinterpret_cast<Vector*>(staged + j * L::staged + (L::template staged_at<I> + k) * B) = v;
      }
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int... I>
  static KERNFOLD_HD KERNFOLD_INLINE void stage_columns(const Arguments& a, Shared& shared, std::ptrdiff_t first, int n,
                                                        int t, std::integer_sequence<int, I...>) {
    KERNFOLD_IN_ORDER((stage_node<I>(a.inputs, first, n, shared.columns, t)));
  }

  // Components of a sweep that a thread has.
  template <int Step>
  static constexpr int part_of_step = part_of(C::template step<Step>.dim, parts);
  KERNFOLD_NO_EXEC_CHECK
  template <int Step, class E, class To>
  static KERNFOLD_HD KERNFOLD_INLINE void sweep(E& e, To& to) {
    constexpr int dim = C::template step<Step>.dim, mine = part_of_step<Step>,
                  begin = C::template contracts<Step> ? 1 : 0;
    if constexpr (begin == 1) e.template run_component<Step, true>(0, to, Members<C, Step>{});
    KERNFOLD_UNROLL_ON_DEVICE
    for (int k = begin; k < mine; ++k)
      if (begin == 0 || (parts - 1) * mine + k < dim || e.memory.part * mine + k < dim)
        e.template run_component<Step, false>(k, to, Members<C, Step>{});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int Step, class E, class To>
  static KERNFOLD_HD KERNFOLD_INLINE void run_step(E& e, To& to) {
    if constexpr (C::template step<Step>.sweep && C::template step<Step>.dim > longest_whole)
      sweep<Step>(e, to);
    else
      e.template run_step<Step>(to, Members<C, Step>{});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int First, class E, class To, int... Step>
  static KERNFOLD_HD KERNFOLD_INLINE void run_steps([[maybe_unused]] E& e, [[maybe_unused]] To& to,
                                                    std::integer_sequence<int, Step...>) {
    KERNFOLD_IN_ORDER((run_step<First + Step>(e, to)));
  }

  // Parts of the operands of node I that have components.
  template <int I>
  static constexpr int nonempty_parts = [] {
    const Shape s = C::template shape<I>;
    const int dim = s.dim[0] > s.dim[1] ? s.dim[0] : s.dim[1], one = part_of(dim, parts);
    return (dim + one - 1) / one;
  }();

  // The sums of a step: those of each thread are kept, or those of its group added up, always in the same order.
  template <bool keep, int I, class E>
  static KERNFOLD_HD KERNFOLD_INLINE void exchange_sum(Shared& shared, E& e, int t) {
    if constexpr (L::template is_sum<I>) {
      auto& v = e.scalar.template at<C::template node_plan<I>.slot>().v;
      constexpr int columns = static_cast<int>(sizeof(v[0]) / sizeof(P)),
                    rows = static_cast<int>(sizeof(v) / sizeof(v[0]));
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < rows; ++u) KERNFOLD_UNROLL_FULL
      for (int b = 0; b < columns; ++b) {
        T* const of_thread = shared.sums[L::template sum_at<I>][u * columns + b];
        if constexpr (keep) {
          of_thread[t] = v[u][b].v;
        } else {
          T sum = of_thread[t % row_threads];
          KERNFOLD_UNROLL_ON_DEVICE
          for (int g = 1; g < nonempty_parts<I>; ++g) sum += of_thread[t % row_threads + g * row_threads];
          v[u][b].v = sum;
        }
      }
      if constexpr (!keep) e.template store_contraction<I>();
    }
  }
  template <bool keep, class E, int... I>
  static KERNFOLD_HD KERNFOLD_INLINE void exchange(Shared& shared, E& e, int t, std::integer_sequence<int, I...>) {
    KERNFOLD_IN_ORDER((exchange_sum<keep, I>(shared, e, t)));
  }

  /// What a stage is run for: the row u of each thread; the staged columns j, ... of n, one of each thread of a group;
  /// or the pairs of columns j, ..., which follow `before` others of the run that begins with column `first`.
  struct Place {
    int u, j, n;
    std::ptrdiff_t first;
    int before;
  };
  // Stage G from step First on.
  KERNFOLD_NO_EXEC_CHECK
  template <Stage G, int Columns, int First = C::template first_step<G>, class Block>
  static KERNFOLD_HD KERNFOLD_INLINE void run_stage(Block& block, Shared& shared, const Place& at) {
    constexpr int end = C::template end_step<G>, next = L::step_with_sums(First, end);
    block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA {
      const int part = t / row_threads, j = G == Stage::column ? at.j + t % row_threads : at.j;
      if (G == Stage::column && (j >= at.n || (part > 0 && !L::computes_long_columns))) return;
      Kept<G, Columns>& kept = thread;
      PartEvaluator<G, Columns> e;
      e.memory.parameters = shared.parameters;
      e.memory.rows = thread.rows + at.u;
      e.memory.columns = shared.columns + j / B * B * L::staged + j % B;
      e.memory.part = part;
      if constexpr (First > C::template first_step<G>) {
        e.scalar = kept.scalar;
        exchange<false>(shared, e, t, Members<C, First - 1>{});
      }
      PartSink sink(thread.partial, at.first, at.before);
      run_steps<First>(e, sink, std::make_integer_sequence<int, next - First>{});
      if constexpr (next < end) {
        sweep<next>(e, sink);
        exchange<true>(shared, e, t, Members<C, next>{});
        kept.scalar = e.scalar;
      } else if constexpr (G == Stage::pair) {
        e.template run<end>(sink);
      }
    });
    if constexpr (next < end) run_stage<G, Columns, next + 1>(block, shared, at);
  }

  // A run of columns, into the states of the block.
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void merge(const Arguments& a, Thread& thread, std::ptrdiff_t block,
                                                std::ptrdiff_t chunk, int t, const Run& run, bool is_first,
                                                bool is_last) {
    const int part = t / row_threads;
    if (C::dim <= longest_whole && part > 0) return;
    const auto& partial = static_cast<const typename Partials::template Of<0>&>(thread.partial);
    // Rows in the inner loop: else what they share of addresses is kept in registers from one row to the next.
    KERNFOLD_UNROLL_ON_DEVICE
    for (int c = 0; c < outputs; ++c) {
      const int k = C::dim > longest_whole ? part * outputs + c : c;
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) {
        const std::ptrdiff_t i = row(block, t, u);
        // Asked for each, or all states would be loaded at once, into too many registers.
        if (i >= a.rows || k >= C::dim) continue;
        State& to = static_cast<State*>(a.output[0].states)[(chunk * C::dim + k) * a.rows + i];
        State s = R::template identity<P>();
        if constexpr (Reduced::shifts) s.shift = partial.shift[u];
        if (!Reduced::shifts && !is_first) s = to;
        Reduced::merge(s, partial.at[c * U + u], run);
        if constexpr (Reduced::shifts) {
          if (!is_first) {
            State all = to;
            R::merge(all, s);
            s = all;
          }
        }
        if constexpr (requires { R::move(s, i); })
          if (is_last) R::move(s, i * a.output[0].per_row);
        to = s;
      }
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  static KERNFOLD_HD KERNFOLD_INLINE void start(Thread& thread) {
    auto& partial = static_cast<typename Partials::template Of<0>&>(thread.partial);
    const State none = R::template identity<P>();
    KERNFOLD_UNROLL_ON_DEVICE
    for (int k = 0; k < outputs * U; ++k) partial.at[k] = Reduced::start(none);
    if constexpr (Reduced::shifts) {
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) partial.shift[u] = none.shift;
    }
  }

  KERNFOLD_NO_EXEC_CHECK
  template <class Block, int... u>
  static KERNFOLD_HD KERNFOLD_INLINE void run_rows(Block& block, Shared& shared, std::integer_sequence<int, u...>) {
    (run_stage<Stage::row, 1>(block, shared, {u, 0, 0, 0, 0}), ...);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class Block>
  static KERNFOLD_HD KERNFOLD_INLINE void run(Block& block, const Arguments& a) {
    Shared& shared = block.shared();
    block.phase([&](int t, Thread&)
                    KERNFOLD_INLINE_LAMBDA { F::copy_parameters(a.inputs, shared.parameters, t, threads, all_nodes); });
    if constexpr (C::template computes<Stage::parameter>)
      block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA {
        if (t != 0) return;
        Evaluator<C, Stage::parameter, P, 1, 1, 1> e;
        e.memory = {shared.parameters, nullptr, nullptr};
        NoSink none;
        e.run(none);
      });
    block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA { load_rows(a, thread, block.x, t, all_nodes); });
    if constexpr (C::template computes<Stage::row>) run_rows(block, shared, std::make_integer_sequence<int, U>{});
    const std::ptrdiff_t from = block.y * a.chunk, to = a.columns - from < a.chunk ? a.columns : from + a.chunk;
    std::ptrdiff_t first = from;
    do {
      const int count = to - first < run_columns ? static_cast<int>(to - first) : run_columns;
      block.phase([&](int, Thread& thread) KERNFOLD_INLINE_LAMBDA { start(thread); });
      for (int j = 0; j < count; j += tuned.columns) {
        const int n = count - j < tuned.columns ? count - j : tuned.columns;
        block.phase([&](int t, Thread&)
                        KERNFOLD_INLINE_LAMBDA { stage_columns(a, shared, first + j, n, t, all_nodes); });
        if constexpr (C::template computes<Stage::column>)
          for (int k = 0; k < n; k += row_threads) run_stage<Stage::column, 1>(block, shared, {0, k, n, 0, 0});
        int k = 0;
        KERNFOLD_NO_UNROLL
        for (; k + B <= n; k += B) run_stage<Stage::pair, B>(block, shared, {0, k, n, first, j + k});
        KERNFOLD_NO_UNROLL
        for (; k < n; ++k) run_stage<Stage::pair, 1>(block, shared, {0, k, n, first, j + k});
      }
      block.phase([&](int t, Thread& thread) KERNFOLD_INLINE_LAMBDA {
        merge(a, thread, block.x, block.y, t, {first, count}, first == from, first + count == to);
      });
      first += count;
    } while (first < to);
  }
};

/// Is a formula, for a reduction, one for PartsKernel: too long for a thread's registers, not contracted by chunks, one
/// output?
template <class C, class R, class P, bool chunked>
inline constexpr bool takes_parts = [] {
  using T = typename P::value_type;
  if constexpr (C::outputs > 1 || chunked || detail::is_in_place<R>() ||
                registers_of_results<C, R, T> <= most_registers)
    return false;
  else
    return parts_of<C, static_cast<int>(sizeof(T)), static_cast<int>(sizeof(typename Accumulation<R, P>::Partial))>()
               .count > 0;
}();

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

#undef KERNFOLD_NO_UNROLL

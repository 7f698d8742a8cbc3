// SPDX-License-Identifier: MIT
//
// Formulas of one axis, the parts of a sum that separates: rows are stored, or columns added up, as the stages give
// them. There are no pairs to loop over, so all but the stages is compiled once for all formulas.
#pragma once

#include <kernfold/engine/cpu/results.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// The values of C, which depends on rows alone or on nothing, for each row.
template <class C, class T>
struct RowValues {
  using P = math::Pack<T>;
  static constexpr int W = P::lanes;

  struct Copy {
    T* to;
    template <int>
    static constexpr bool fuses_products = false;
    template <int, int Columns, int H, int L>
    KERNFOLD_INLINE void value(int k, const Tile<P, H, L>& f) {
      f.at(0, 0).store(to + k * W);
    }
  };
  // The values of one pack of rows, component after component.
  static KERNFOLD_NOINLINE void copy(Memory<T> memory, std::ptrdiff_t, std::ptrdiff_t, void* to) {
    Evaluator<C, Stage::pair, P, 1, 1, W> e;
    e.memory = memory;
    Copy sink{static_cast<T*>(to)};
    e.run(sink);
  }
  static void start(void*) {}
  static void merge(void*, const void*) {}
  static void stage_columns(const View<const T>*, T*, std::ptrdiff_t, std::ptrdiff_t, T*, T*) {}

  static constexpr KernelTable<T> table{tuning<C, T, false>(),
                                        W,
                                        C::size + C::dim,
                                        C::template fields<Stage::parameter>,
                                        static_cast<std::ptrdiff_t>(C::template fields<Stage::row>) * W,
                                        0,
                                        0,
                                        static_cast<std::ptrdiff_t>(C::dim) * W* static_cast<int>(sizeof(T)),
                                        &Stages<C, T, 1>::prepare_parameters,
                                        &Stages<C, T, 1>::prepare_rows,
                                        &stage_columns,
                                        &start,
                                        &copy,
                                        &merge};
};

template <class T>
KERNFOLD_NOINLINE void store_row_values(const KernelTable<T>& k, int dim, const View<const T>* arguments,
                                        std::ptrdiff_t rows, const Execution& how, const View<T>& out) {
  for_each_row_tile<T>(k, arguments, rows, 1, how, [&](std::ptrdiff_t tile, const void* values) {
    for (int c = 0; c < dim; ++c)
      store_rows(static_cast<const T*>(values) + c * k.lanes, tile * k.lanes, k.lanes, c, rows, out);
  });
}

// Sums R of the components of staged columns.
template <class R, class T>
struct StagedSums {
  using Lane = math::Pack<T, 1>;
  using A = Accumulation<R, Lane>;
  using State = typename A::State;

  static KERNFOLD_NOINLINE void start(State* s, int dim) {
    for (int k = 0; k < dim; ++k) s[k] = R::template identity<Lane>();
  }
  static KERNFOLD_NOINLINE void merge(State* s, const State* t, int dim) {
    for (int k = 0; k < dim; ++k) R::merge(s[k], t[k]);
  }
  /// n columns from index `first` on, in runs as in Kernel::pair_block.
  static KERNFOLD_NOINLINE void add(const T* staged, std::ptrdiff_t stride, int dim, std::ptrdiff_t first,
                                    std::ptrdiff_t n, State* s) {
    constexpr std::ptrdiff_t longest = 64;
    while (n > 0) {
      const std::ptrdiff_t run = n < longest ? n : longest;
      for (int k = 0; k < dim; ++k) {
        auto partial = A::start(s[k]);
        for (std::ptrdiff_t j = 0; j < run; ++j)
          A::take(partial, Lane(staged[j * stride + k]), {first, Lane(static_cast<T>(j))});
        A::merge(s[k], partial, {first, run});
      }
      staged += run * stride;
      first += run;
      n -= run;
    }
  }
};

/// The sums R of C, which depends on columns, over all of them.
template <class C, class R, class T>
struct ColumnSums {
  using Sums = StagedSums<R, T>;
  using State = typename Sums::State;
  /// Is the value of C one that is staged? A variable or computed by the column stage.
  static constexpr NodePlan root = C::template node_plan<C::root>;
  static constexpr bool staged = root.stage == Stage::column && root.staged >= 0;

  static void start(void* s) { Sums::start(static_cast<State*>(s), C::dim); }
  static void merge(void* s, const void* t) {
    Sums::merge(static_cast<State*>(s), static_cast<const State*>(t), C::dim);
  }
  static void add(Memory<T> memory, std::ptrdiff_t first, std::ptrdiff_t n, void* s) {
    Sums::add(memory.columns + root.staged, column_stride<C, T>, C::dim, first, n, static_cast<State*>(s));
  }
  static void prepare_rows(const View<const T>*, T*, std::ptrdiff_t, std::ptrdiff_t, T*) {}

  static constexpr Tuning tuned = tuning<C, T, false>();
  static constexpr KernelTable<T> table{
      tuned,
      math::Pack<T>::lanes,
      C::size + C::dim,
      C::template fields<Stage::parameter>,
      0,
      static_cast<std::ptrdiff_t>(C::template fields<Stage::column>) * math::Pack<T>::lanes,
      static_cast<std::ptrdiff_t>(column_stride<C, T>) * tuned.block,
      static_cast<std::ptrdiff_t>(C::dim) * static_cast<int>(sizeof(State)),
      &Stages<C, T, 1>::prepare_parameters,
      &prepare_rows,
      &Stages<C, T, 1>::stage_columns,
      &start,
      &add,
      &merge};
};

template <class R, class T>
KERNFOLD_NOINLINE void add_columns(const KernelTable<T>& k, int dim, const View<const T>* arguments,
                                   std::ptrdiff_t columns, const Execution& how, T* sums) {
  for_each_row_tile<T>(k, arguments, 1, columns, how, [&](std::ptrdiff_t, const void* states) {
    const auto* const s = static_cast<const typename StagedSums<R, T>::State*>(states);
    for (int c = 0; c < dim; ++c) sums[c] = R::finish(s[c])[0];
  });
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

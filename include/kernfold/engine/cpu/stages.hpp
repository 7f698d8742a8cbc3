// SPDX-License-Identifier: MIT
//
// What is computed before the pairs: parameters, the rows of a tile, and columns, which are staged as rows of numbers
// or stand side by side in packs.
#pragma once

#include <kernfold/engine/cpu/copy.hpp>
#include <kernfold/engine/cpu/tuning.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// Columns that the column stage takes at a time, side by side: packs of them, which the first cache holds.
template <class C, class T>
inline constexpr int column_lanes = [] {
  constexpr int W = math::Pack<T>::lanes;
  int packs = 32;
  while (packs > 1 &&
         static_cast<std::ptrdiff_t>(sizeof(T)) * W * packs * C::template fields < Stage::column >> 24 * 1024)
    packs /= 2;
  return packs * W;
}();
/// Numbers of such a batch of columns.
template <class C, class T>
inline constexpr std::ptrdiff_t batch_memory =
    static_cast<std::ptrdiff_t>(C::template fields<Stage::column>) * column_lanes<C, T>;

/// Columns side by side in packs, for an Evaluator: component c of a field at columns + (field + c) * column_lanes.
template <class C, class T>
struct PackOfColumns : Memory<T> {
  template <int I>
  static constexpr bool has = C::template node_plan<I>.stage == Stage::column;
  template <int I>
  KERNFOLD_INLINE_NODE Tile<math::Pack<T>, 1, 1> tile(int c) const {
    Tile<math::Pack<T>, 1, 1> r;
    r.v[0][0] = math::Pack<T>::load(this->columns + (C::template node_plan<I>.field + c) * column_lanes<C, T>);
    return r;
  }
};

/// What is computed before the pairs, for all reductions of C with tiles of U packs of rows: the parameters; the first
/// packs of a tile's rows, of which there are `rows` from its first one on; packs of columns. What is copied is there
/// already.
template <class C, class T, int U>
struct Stages {
  using P = math::Pack<T>;
  static constexpr int W = P::lanes;

  static KERNFOLD_NOINLINE void compute_parameters(T* parameters) {
    Evaluator<C, Stage::parameter, P, 1, 1, 1> e;
    e.memory = {parameters, nullptr, nullptr};
    NoSink none;
    e.run(none);
  }
  static KERNFOLD_NOINLINE void compute_rows(T* parameters, [[maybe_unused]] std::ptrdiff_t rows, int packs,
                                             T* memory) {
    for (int u = 0; u < packs; ++u) {
      Evaluator<C, Stage::row, P, 1, 1, U * W> e;
      e.memory = {parameters, memory + u * W, nullptr};
      NoSink none;
      e.run(none);
    }
  }
  static KERNFOLD_NOINLINE void compute_columns(T* parameters, int packs, T* memory) {
    for (int u = 0; u < packs; ++u) {
      Evaluator<C, Stage::column, P, 1, 1, column_lanes<C, T>> e;
      e.memory = {parameters, nullptr, memory + u * W};
      NoSink none;
      e.run(none);
    }
  }
  /// The same as pointers, null where nothing is computed.
  static constexpr auto parameter_function() {
    void (*f)(T*) = nullptr;
    if constexpr (C::template computes<Stage::parameter>) f = &compute_parameters;
    return f;
  }
  static constexpr auto row_function() {
    void (*f)(T*, std::ptrdiff_t, int, T*) = nullptr;
    if constexpr (C::template computes<Stage::row>) f = &compute_rows;
    return f;
  }
  static constexpr auto column_function() {
    void (*f)(T*, int, T*) = nullptr;
    if constexpr (C::template computes<Stage::column>) f = &compute_columns;
    return f;
  }
};

/// The columns of C as the driver sees them.
template <class T>
struct Columns {
  FieldList copied, computed;
  int lanes;                                             // of a batch: column_lanes
  std::ptrdiff_t batch;                                  // numbers of a batch
  int stride;                                            // of staged rows
  void (*compute)(T* parameters, int packs, T* memory);  // null: nothing is computed
};
template <class C, class T>
inline constexpr Columns<T> columns_of{field_copies<C, Stage::column, false>.list(),
                                       field_copies<C, Stage::column, true>.list(),
                                       column_lanes<C, T>,
                                       batch_memory<C, T>,
                                       column_stride<C, T>,
                                       Stages<C, T, 1>::column_function()};

/// A batch: the columns first, first + 1, ..., as far as they are below `end`, with what is computed of them.
template <class T>
KERNFOLD_NOINLINE void load_columns(const Columns<T>& c, const View<const T>* arguments, const Transpose<T>* to_columns,
                                    T* parameters, std::ptrdiff_t first, std::ptrdiff_t end, T* memory) {
  constexpr int W = math::Pack<T>::lanes;
  const int packs = static_cast<int>(parts(end - first < c.lanes ? end - first : c.lanes, W));
  load_fields(arguments, c.copied, first, end, packs * W, c.lanes, memory, to_columns);
  if (c.compute != nullptr) c.compute(parameters, packs, memory);
}

/// Stages the n columns from `first` on; `scratch` has room for a batch.
template <class T>
KERNFOLD_NOINLINE void stage_columns(const Columns<T>& c, const View<const T>* arguments,
                                     const Transpose<T>* to_columns, T* parameters, std::ptrdiff_t first,
                                     std::ptrdiff_t n, T* scratch, T* staged) {
  stage_fields(arguments, c.copied, first, n, staged, c.stride);
  if (c.compute != nullptr)
    for (std::ptrdiff_t j = 0; j < n; j += c.lanes) {
      load_columns(c, arguments, to_columns, parameters, first + j, first + n, scratch);
      stage_lanes(scratch, c.lanes, c.computed, n - j < c.lanes ? n - j : c.lanes, staged + j * c.stride, c.stride);
    }
}

/// Spreads n staged columns: each becomes a pack of copies, pack after pack and batch after batch.
template <class T>
KERNFOLD_NOINLINE void spread_columns(const Columns<T>& c, const T* staged, std::ptrdiff_t n, T* to) {
  using P = math::Pack<T>;
  const FieldList both[] = {c.copied, c.computed};
  for (std::ptrdiff_t j = 0, lane = 0; j < n; ++j, staged += c.stride) {
    for (const FieldList& fields : both)
      for (const FieldCopy *f = fields.copy, *end = f + fields.count; f != end; ++f)
        if (f->staged >= 0) {
          KERNFOLD_PLAIN_LOOP
          for (int k = 0; k < f->dim; ++k) {
            KERNFOLD_PLAIN_BODY;
            P(staged[f->staged + k]).store(to + (f->field + k) * c.lanes + lane);
          }
        }
    if ((lane += P::lanes) < c.lanes) continue;
    lane = 0;
    to += c.batch;
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

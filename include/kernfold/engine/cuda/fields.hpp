// SPDX-License-Identifier: MIT
//
// From the caller's arrays to the memory of the stages: parameters and staged columns in shared memory, copied by all
// threads of a block together; rows and columns to be computed in a thread's registers.
#pragma once

#include <utility>

#include <kernfold/engine/cuda/half.hpp>
#include <kernfold/engine/cuda/lane_math.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// The arrays of a call by position, as a kernel receives them. A Pm that was passed as a number is in `number`, and
/// its array null.
template <class T, int Positions>
struct Arrays {
  View<const T> argument[Positions > 0 ? Positions : 1];
  T number[Positions > 0 ? Positions : 1];
};

/// The arguments of a call as kernels receive them; is_number(a): is a the view of a number in host memory?
template <int Positions, class T, class IsNumber>
Arrays<T, Positions> arrays_of(const View<const T>* arguments, IsNumber is_number) {
  Arrays<T, Positions> r{};
  for (int p = 0; p < Positions; ++p) {
    const bool number = is_number(arguments[p]);
    r.argument[p] = number ? View<const T>{nullptr, 1, 1, 1, 1} : arguments[p];
    r.number[p] = number ? *arguments[p].data : T(0);
  }
  return r;
}

// f(k) for k = 0, ..., D - 1, unrolled where constant indices keep values in registers.
KERNFOLD_NO_EXEC_CHECK
template <class P, int D, class Function>
KERNFOLD_HD KERNFOLD_INLINE void for_components(Function f) {
  if constexpr (D <= unrolled<P>) {
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < D; ++k) f(k);
  } else {
    for (int k = 0; k < D; ++k) f(k);
  }
}

/// C: CodeOf<F, K>; P: a lane; S: how the arguments are stored; LongRow and LongColumn: nodes that are neither loaded
/// nor staged, or -1.
template <class C, class P, Stored S, int LongRow = -1, int LongColumn = -1>
struct Fields {
  using T = typename P::value_type;
  using Inputs = Arrays<T, C::positions>;
  using AllNodes = std::make_integer_sequence<int, C::size>;
  /// How the argument of node I is stored, and its elements.
  template <int I>
  using Format = FormatOf<T, S, static_cast<int>(C::template node<I>.p0)>;
  template <int I>
  static KERNFOLD_HD KERNFOLD_INLINE const typename Format<I>::Bits* elements(const View<const T>& a) {
    return reinterpret_cast<const typename Format<I>::Bits*>(a.data);
  }

  // Is node I copied from an array, or the index, in stage G? Is it computed by the column stage for the pairs?
  template <Stage G, int I>
  static constexpr bool copied =
      I != LongRow&& I != LongColumn&& C::template node<I>.leaf != Leaf::none&& C::template node_plan<I>.stage ==
      G&& C::template node_plan<I>.storage == Storage::field;
  template <int I>
  static constexpr bool computed = C::template node<I>.leaf == Leaf::none&& C::template node_plan<I>.stage ==
                                   Stage::column&& C::template node_plan<I>.staged >= 0;

  // Of the plan's numbers what is left without the long vectors: components of the rows, of the columns, of a staged
  // row, and where those of node I stand there.
  static constexpr int long_dim = LongRow < 0 ? 0 : C::template node<(LongRow < 0 ? 0 : LongRow)>.dim;
  static constexpr int row_fields = C::template fields<Stage::row> - long_dim;
  static constexpr int column_fields = C::template fields<Stage::column> - long_dim;
  static constexpr int staged_components = C::staged - long_dim;
  template <int I>
  static constexpr int field_at =
      C::template node_plan<I>.field -
      (long_dim > 0 && ((C::template node_plan<I>.stage == Stage::row &&
                         C::template node_plan<I>.field > C::template node_plan<(LongRow < 0 ? 0 : LongRow)>.field) ||
                        (C::template node_plan<I>.stage == Stage::column &&
                         C::template node_plan<I>.field > C::template node_plan<(LongRow < 0 ? 0 : LongColumn)>.field))
           ? long_dim
           : 0);
  template <int I>
  static constexpr int staged_at = C::template node_plan<I>.staged -
                                   (long_dim > 0 && C::template node_plan<I>.staged >
                                                        C::template node_plan<(LongRow < 0 ? 0 : LongColumn)>.staged
                                        ? long_dim
                                        : 0);
  /// The memory of the stages for an Evaluator.
  struct StageMemory : Memory<T> {
    template <class, int I>
    static constexpr int field = field_at<I>;
    template <class, int I>
    static constexpr int staged = staged_at<I>;
  };

  /// Component c of the long vectors of rows (columns) first + k to to[k] for k = from, from + Step, ... below Count;
  /// beyond the last of n rows some row again.
  template <int I, int Step, int Count, class Place>
  static KERNFOLD_HD KERNFOLD_INLINE void stage_component(const Inputs& inputs, std::ptrdiff_t first, int n, int from,
                                                          int c, T* to, const Place& place) {
    const View<const T>& a = inputs.argument[C::template node<I>.p0];
    const auto* p = elements<I>(a) + (first + (from < n ? from : n - 1)) * a.row_stride + c * a.col_stride;
    const std::ptrdiff_t step = Step * a.row_stride;
    if (n >= Count) {
      KERNFOLD_UNROLL_PARTLY
      for (int k = from; k < Count; k += Step, p += step) to[k] = place(Format<I>::value(*p));
    } else {
      for (int k = from; k < Count; k += Step) {
        to[k] = place(Format<I>::value(*p));
        if (k + Step < n) p += step;
      }
    }
  }

  // Component c of the argument's or index's row.
  template <int I>
  static KERNFOLD_HD KERNFOLD_INLINE T input(const Inputs& from, std::ptrdiff_t row, int c) {
    constexpr Instruction x = C::template node<I>;
    if constexpr (x.leaf == Leaf::index) {
      return static_cast<T>(row);
    } else {
      const View<const T>& a = from.argument[x.p0];
      return Format<I>::value(elements<I>(a)[row * a.row_stride + c * a.col_stride]);
    }
  }

  template <int I>
  static KERNFOLD_HD KERNFOLD_INLINE void copy_parameter(const Inputs& from, T* parameters, int thread, int threads) {
    if constexpr (copied<Stage::parameter, I>) {
      constexpr Instruction x = C::template node<I>;
      constexpr int field = C::template node_plan<I>.field;
      const bool is_number = from.argument[x.p0].data == nullptr;
      for (int c = thread; c < x.dim; c += threads)
        parameters[field + c] = is_number ? from.number[x.p0] : input<I>(from, 0, c);
    }
  }
  /// Thread `thread` of `threads` copies its part of the parameters.
  template <int... I>
  static KERNFOLD_HD KERNFOLD_INLINE void copy_parameters(const Inputs& from, T* parameters, int thread, int threads,
                                                          std::integer_sequence<int, I...>) {
    KERNFOLD_IN_ORDER((copy_parameter<I>(from, parameters, thread, threads)));
  }

  template <Stage G, int Stride, int I>
  static KERNFOLD_HD KERNFOLD_INLINE void load_field(const Inputs& from, std::ptrdiff_t row, T* to) {
    if constexpr (copied<G, I>) {
      constexpr int field = field_at<I>;
      for_components<P, C::template node<I>.dim>(
          [&](int c) KERNFOLD_INLINE_LAMBDA { to[(field + c) * Stride] = input<I>(from, row, c); });
    }
  }
  /// What stage G reads of a row (column) from the arrays; component c goes to to[c * Stride].
  template <Stage G, int Stride, int... I>
  static KERNFOLD_HD KERNFOLD_INLINE void load(const Inputs& from, std::ptrdiff_t row, T* to,
                                               std::integer_sequence<int, I...>) {
    KERNFOLD_IN_ORDER((load_field<G, Stride, I>(from, row, to)));
  }

  template <int Stride, int I, class Place>
  static KERNFOLD_HD KERNFOLD_INLINE void stage_field(const Inputs& from, std::ptrdiff_t first, int n, T* staged,
                                                      int thread, int threads, const Place& place) {
    if constexpr (copied<Stage::column, I> && C::template node_plan<I>.staged >= 0) {
      constexpr unsigned dim = static_cast<unsigned>(C::template node<I>.dim);
      constexpr int to = staged_at<I>;
      for (unsigned e = static_cast<unsigned>(thread); e < static_cast<unsigned>(n) * dim;
           e += static_cast<unsigned>(threads)) {
        const int j = static_cast<int>(e / dim), c = static_cast<int>(e % dim);
        staged[j * Stride + to + c] = place.template value<I>(input<I>(from, first + j, c), c);
      }
    }
  }
  /// Thread `thread` of `threads` copies its part of the n columns from `first` on; neighbours read neighbours.
  /// place.value<I>(v, c): what is staged for v, component c of node I.
  template <int Stride, class Place, int... I>
  static KERNFOLD_HD KERNFOLD_INLINE void stage(const Inputs& from, std::ptrdiff_t first, int n, T* staged, int thread,
                                                int threads, const Place& place, std::integer_sequence<int, I...>) {
    KERNFOLD_IN_ORDER((stage_field<Stride, I>(from, first, n, staged, thread, threads, place)));
  }

  template <int I, class Place>
  static KERNFOLD_HD KERNFOLD_INLINE void keep_field(const T* column, T* staged, const Place& place) {
    if constexpr (computed<I>) {
      constexpr int from = field_at<I>, to = staged_at<I>;
      for_components<P, C::template node<I>.dim>(
          [&](int c) KERNFOLD_INLINE_LAMBDA { staged[to + c] = place.template value<I>(column[from + c], c); });
    }
  }
  /// What the column stage has computed of one column, to its staged row.
  template <class Place, int... I>
  static KERNFOLD_HD KERNFOLD_INLINE void keep(const T* column, T* staged, const Place& place,
                                               std::integer_sequence<int, I...>) {
    KERNFOLD_IN_ORDER((keep_field<I>(column, staged, place)));
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

// SPDX-License-Identifier: MIT
//
// Copies between the caller's arrays and the memory of tiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/program/plan.hpp>
#include <kernfold/tensors/view.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

// What has to be copied: variables from the caller's arrays, the index (position -1), computed column values from
// their stage to the staged rows.
struct FieldCopy {
  int position, dim, field, staged;
};
struct FieldList {
  const FieldCopy* copy;
  int count;
};
template <class C>
struct FieldCopies {
  FieldCopy copy[C::size];
  int count = 0;
  // The variables and the index of a stage, or (computed) the staged values that the column stage computes.
  constexpr FieldCopies(Stage stage, bool computed) {
    for (int i = 0; i < C::size; ++i) {
      copy[i] = {0, 0, 0, 0};
      const Node& x = C::program().node[i];
      const NodePlan& n = C::plan().node[i];
      if (n.stage != stage || n.storage != Storage::field || x.is_leaf() == computed) continue;
      if (computed && n.staged < 0) continue;
      copy[count++] = {x.is_variable() ? x.position() : -1, x.dim, n.field, n.staged};
    }
  }
  constexpr FieldList list() const { return {copy, count}; }
};
template <class C, Stage S, bool Computed>
inline constexpr FieldCopies<C> field_copies{S, Computed};

// Lanes of a, and of b, which count from the number of lanes on.
template <class T, int... Lane, class Register>
KERNFOLD_INLINE Register shuffle(Register a, Register b) {
#if defined(__clang__)
  return __builtin_shufflevector(a, b, Lane...);
#else
  using Index = std::conditional_t<sizeof(T) == 4, int, long long>;
  using Indices __attribute__((vector_size(sizeof...(Lane) * sizeof(T)))) = Index;
  return __builtin_shuffle(a, b, Indices{Lane...});
#endif
}

/// Copies rows x D numbers, a row after the other, to columns that are `stride` apart, or (ToColumns false) back, as
/// far as the rows fill registers, and returns how many rows these are. D - 1 shuffles for each register take the place
/// of a step for each number.
template <int D, bool ToColumns, class T, int... L>
KERNFOLD_NOINLINE std::ptrdiff_t transpose(std::ptrdiff_t rows, const T* from, T* to, std::ptrdiff_t stride) {
  constexpr int W = sizeof...(L);
  using Register __attribute__((vector_size(W * sizeof(T)))) = T;
  using Unaligned __attribute__((vector_size(W * sizeof(T)), aligned(alignof(T)), may_alias)) = T;
  // Where lane l of output k stands when inputs 0, ..., n - 1 are merged, in their lanes of the output but for a lone
  // first one, and input n comes behind them.
  constexpr auto index = [](int k, int l, int n) {
    const int e = ToColumns ? D * l + k : W * k + l;
    const int input = ToColumns ? e / W : e % D, lane = ToColumns ? e % W : e / D;
    return input == n ? W + lane : input == 0 && n == 1 ? lane : l;
  };
  const std::ptrdiff_t from_step = ToColumns ? W : stride, to_step = ToColumns ? stride : W;
  std::ptrdiff_t i = 0;
  for (; i + W <= rows; i += W, from += ToColumns ? D * W : W, to += ToColumns ? W : D * W) {
    const auto input = [&](int n) KERNFOLD_INLINE_LAMBDA -> Register {
      return *reinterpret_cast<const Unaligned*>(from + n * from_step);
    };
    const Register a = input(0), b = input(1), c = input(D > 2 ? 2 : 1), d = input(D - 1);
    const auto output = [&]<int K>(std::integral_constant<int, K>) KERNFOLD_INLINE_LAMBDA {
      Register x = shuffle<T, index(K, L, 1)...>(a, b);
      if constexpr (D > 2) x = shuffle<T, index(K, L, 2)...>(x, c);
      if constexpr (D > 3) x = shuffle<T, index(K, L, 3)...>(x, d);
      *reinterpret_cast<Unaligned*>(to + K * to_step) = x;
    };
    output(std::integral_constant<int, 0>{});
    output(std::integral_constant<int, 1>{});
    if constexpr (D > 2) output(std::integral_constant<int, 2>{});
    if constexpr (D > 3) output(std::integral_constant<int, 3>{});
  }
  return i;
}
template <class T>
using Transpose = std::ptrdiff_t (*)(std::ptrdiff_t rows, const T* from, T* to, std::ptrdiff_t stride);
inline constexpr int longest_transposed = 4;
#if defined(KERNFOLD_SSE2)
inline constexpr bool has_shuffles = false;  // of two registers in any order
#else
inline constexpr bool has_shuffles = true;
#endif
template <class T, int D, bool ToColumns, int... L>
constexpr Transpose<T> transpose_of(std::integer_sequence<int, L...>) {
  if constexpr (D > 1 && D <= longest_transposed && has_shuffles && sizeof...(L) > 1)
    return &transpose<D, ToColumns, T, L...>;
  else
    return nullptr;
}
/// The function that copies rows of dimension D so, or null.
template <class T, int D, bool ToColumns>
inline constexpr Transpose<T> transpose_for =
    transpose_of<T, D, ToColumns>(std::make_integer_sequence<int, math::Pack<T>::lanes>{});
/// Those to columns by dimension, up to longest_transposed, where bit D of Dims asks for one.
template <class T, unsigned Dims>
inline constexpr Transpose<T> transposes[] = {nullptr, nullptr, transpose_for<T, (Dims >> 2 & 1) * 2, true>,
                                              transpose_for<T, (Dims >> 3 & 1) * 3, true>,
                                              transpose_for<T, (Dims >> 4 & 1) * 4, true>};
/// Those for the variables of rows and columns of C.
template <class C, class T>
constexpr const Transpose<T>* transposes_of_variables() {
  constexpr unsigned dims = [] {
    unsigned bits = 0;
    for (int i = 0; i < C::size; ++i) {
      const Node& x = C::program().node[i];
      if (x.is_variable() && x.axis != axis_none && x.dim <= longest_transposed) bits |= 1U << x.dim;
    }
    return bits & ~2U;  // numbers need none
  }();
  return transposes<T, dims>;
}

// What follows copies variables. Dimensions are numbers at run time: it is compiled once for all formulas.

/// Copies N x N numbers, where N is the number of indices L, whose rows are from_row apart, to columns that are to_col
/// apart: numbers change places with those d lanes and d rows away, for d = 1, 2, 4 ... (Eklundh's transposition).
template <class T, int... L>
KERNFOLD_NOINLINE void transpose_square(const T* from, std::ptrdiff_t from_row, T* to, std::ptrdiff_t to_col) {
  constexpr int N = sizeof...(L);
  using Register __attribute__((vector_size(N * sizeof(T)))) = T;
  using Unaligned __attribute__((vector_size(N * sizeof(T)), aligned(alignof(T)), may_alias)) = T;
  Register r[N];
  KERNFOLD_UNROLL_FULL
  for (int i = 0; i < N; ++i) r[i] = *reinterpret_cast<const Unaligned*>(from + i * from_row);
  const auto exchange = [&]<int D>(std::integral_constant<int, D>) KERNFOLD_INLINE_LAMBDA {
    KERNFOLD_UNROLL_FULL
    for (int i = 0; i < N; ++i) {
      if ((i & D) != 0) continue;
      const Register a = r[i], b = r[i + D];
      r[i] = shuffle<T, ((L & D) != 0 ? N + L - D : L)...>(a, b);
      r[i + D] = shuffle<T, ((L & D) != 0 ? N + L : L + D)...>(a, b);
    }
  };
  exchange(std::integral_constant<int, 1>{});
  if constexpr (N > 2) exchange(std::integral_constant<int, 2>{});
  if constexpr (N > 4) exchange(std::integral_constant<int, 4>{});
  static_assert(N <= 8);
  KERNFOLD_UNROLL_FULL
  for (int k = 0; k < N; ++k) *reinterpret_cast<Unaligned*>(to + k * to_col) = r[k];
}
/// The numbers of such a square along an edge.
template <class T>
inline constexpr int square_edge = (math::register_bytes < 32 ? math::register_bytes : 32) /
                                   static_cast<int>(sizeof(T));
template <class T, int... L>
constexpr auto square_of(std::integer_sequence<int, L...>) {
  return &transpose_square<T, L...>;
}
/// Copies rows x cols numbers, at least square_edge of each, in squares; the last ones may overlap.
template <class T>
KERNFOLD_NOINLINE void transpose_matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, const T* from,
                                        std::ptrdiff_t from_row, T* to, std::ptrdiff_t to_col) {
  constexpr std::ptrdiff_t edge = square_edge<T>, some = 64;  // rows that stay in the first cache
  constexpr auto square = square_of<T>(std::make_integer_sequence<int, edge>{});
  for (std::ptrdiff_t first = 0; first < rows; first += some)
    for (std::ptrdiff_t k = 0; k < cols; k += edge)
      for (std::ptrdiff_t i = first; i < rows && i < first + some; i += edge) {
        const std::ptrdiff_t row = i < rows - edge ? i : rows - edge, col = k < cols - edge ? k : cols - edge;
        square(from + row * from_row + col, from_row, to + row + col * to_col, to_col);
      }
}

/// Copies a matrix of rows x cols, element by element along its rows, or along its columns where the rows are short;
/// steps from element to element there (from) and here (to). None is read beyond the last: the stride of a single row
/// may be anything.
template <class T>
KERNFOLD_NOINLINE void copy_matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, const T* from, std::ptrdiff_t from_row,
                                   std::ptrdiff_t from_col, T* to, std::ptrdiff_t to_row, std::ptrdiff_t to_col) {
  constexpr std::ptrdiff_t edge = square_edge<T>;
  if constexpr (edge > 2)
    if (rows >= edge && cols >= edge) {
      if (from_col == 1 && to_row == 1) return transpose_matrix<T>(rows, cols, from, from_row, to, to_col);
      if (from_row == 1 && to_col == 1) return transpose_matrix<T>(cols, rows, from, from_col, to, to_row);
    }
  const bool along_rows = cols >= 8 || cols >= rows;
  const std::ptrdiff_t outer = along_rows ? rows : cols, inner = along_rows ? cols : rows;
  const std::ptrdiff_t from_outer = along_rows ? from_row : from_col, to_outer = along_rows ? to_row : to_col;
  const std::ptrdiff_t from_inner = along_rows ? from_col : from_row, to_inner = along_rows ? to_col : to_row;
  const bool dense = from_inner == 1 && to_inner == 1 && inner > 16;
  // Long rows in pieces: the lines that their elements go to stay in the first cache until the next row fills them.
  constexpr std::ptrdiff_t piece = 16;
  if (along_rows && !dense && rows > 1 && cols > 128) {
    for (std::ptrdiff_t k = 0; k < cols; k += piece)
      copy_matrix<T>(rows, cols - k < piece ? cols - k : piece, from + k * from_col, from_row, from_col,
                     to + k * to_col, to_row, to_col);
    return;
  }
  for (std::ptrdiff_t i = 0; i < outer; ++i) {
    const T* const f = from + i * from_outer;
    T* const t = to + i * to_outer;
    if (dense) {
      __builtin_memcpy(t, f, static_cast<std::size_t>(inner) * sizeof(T));
      continue;
    }
    std::ptrdiff_t k = 0;
    // By fours, as some processors take two cycles for any step of a loop that lies badly.
    KERNFOLD_PLAIN_LOOP
    for (; k + 4 <= inner; k += 4) {
      KERNFOLD_PLAIN_BODY;
      const T a = f[k * from_inner], b = f[(k + 1) * from_inner];
      const T c = f[(k + 2) * from_inner], d = f[(k + 3) * from_inner];
      t[k * to_inner] = a;
      t[(k + 1) * to_inner] = b;
      t[(k + 2) * to_inner] = c;
      t[(k + 3) * to_inner] = d;
    }
    KERNFOLD_PLAIN_LOOP
    for (; k < inner; ++k) {
      KERNFOLD_PLAIN_BODY;
      t[k * to_inner] = f[k * from_inner];
    }
  }
}

// The indices first, first + 1, ..., one every `stride` numbers.
template <class T>
KERNFOLD_NOINLINE void write_indices(std::ptrdiff_t first, std::ptrdiff_t n, T* to, std::ptrdiff_t stride) {
  KERNFOLD_PLAIN_LOOP
  for (std::ptrdiff_t j = 0; j < n; ++j) {
    KERNFOLD_PLAIN_BODY;
    to[j * stride] = static_cast<T>(first + j);
  }
}

// Asks for n numbers that come after these: tiles are short, and what is done between two of them hides from the
// processor that they are read one after the other.
template <class T>
KERNFOLD_INLINE void prefetch_after(const T* from, std::ptrdiff_t n) {
  constexpr std::uintptr_t ahead = 2048, line = 64;
  const auto begin = reinterpret_cast<std::uintptr_t>(from) + ahead;
  const auto end = begin + static_cast<std::uintptr_t>(n) * sizeof(T);
  for (std::uintptr_t at = begin; at < end; at += line) __builtin_prefetch(reinterpret_cast<const void*>(at));
}

// `lanes` lanes of the components of each variable and of the index, each in its field, `stride` apart: lane l is row
// first + l, the last row again beyond the end.
template <class T>
KERNFOLD_NOINLINE void load_fields(const View<const T>* arguments, const FieldList& fields, std::ptrdiff_t first,
                                   std::ptrdiff_t rows, int lanes, int stride, T* memory,
                                   const Transpose<T>* to_columns) {
  const std::ptrdiff_t valid = rows - first < lanes ? rows - first : lanes;
  for (const FieldCopy *f = fields.copy, *end = f + fields.count; f != end; ++f) {
    T* const to = memory + f->field * stride;
    if (f->position >= 0) {
      const View<const T>& a = arguments[f->position];
      const T* const from = a.data + first * a.row_stride;
      const bool dense =
          f->dim <= longest_transposed && to_columns[f->dim] != nullptr && a.col_stride == 1 && a.row_stride == f->dim;
      if (a.col_stride == 1 && a.row_stride == f->dim) prefetch_after(from, valid * f->dim);
      const std::ptrdiff_t done = dense ? to_columns[f->dim](valid, from, to, stride) : 0;
      if (done < valid)
        copy_matrix<T>(valid - done, f->dim, from + done * a.row_stride, a.row_stride, a.col_stride, to + done, 1,
                       stride);
    } else {
      write_indices(first, valid, to, 1);
    }
    if (valid < lanes) copy_matrix<T>(f->dim, lanes - valid, to + valid - 1, stride, 0, to + valid, stride, 1);
  }
}

// The numbers of parameters.
template <class T>
KERNFOLD_NOINLINE void copy_parameters(const View<const T>* arguments, const FieldList& fields, T* parameters) {
  for (const FieldCopy *f = fields.copy, *end = f + fields.count; f != end; ++f) {
    const View<const T>& a = arguments[f->position];
    copy_matrix<T>(1, f->dim, a.data, 0, a.col_stride, parameters + f->field, 0, 1);
  }
}

// The n rows from `first` on of variables and of the index, as far as they are staged, one every `stride` numbers.
template <class T>
KERNFOLD_NOINLINE void stage_fields(const View<const T>* arguments, const FieldList& fields, std::ptrdiff_t first,
                                    std::ptrdiff_t n, T* staged, std::ptrdiff_t stride) {
  for (const FieldCopy *f = fields.copy, *end = f + fields.count; f != end; ++f) {
    if (f->staged < 0) continue;
    T* const to = staged + f->staged;
    if (f->position >= 0) {
      const View<const T>& a = arguments[f->position];
      copy_matrix<T>(n, f->dim, a.data + first * a.row_stride, a.row_stride, a.col_stride, to, stride, 1);
    } else {
      write_indices(first, n, to, stride);
    }
  }
}

// Computed values of n columns, which are the lanes of `scratch`.
template <class T>
KERNFOLD_NOINLINE void stage_lanes(const T* scratch, int lanes, const FieldList& fields, std::ptrdiff_t n, T* staged,
                                   std::ptrdiff_t stride) {
  for (const FieldCopy *f = fields.copy, *end = f + fields.count; f != end; ++f)
    copy_matrix<T>(n, f->dim, scratch + f->field * lanes, 1, lanes, staged + f->staged, stride, 1);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

// SPDX-License-Identifier: MIT
//
// Sums that separate (program/separate.hpp): the columns are summed once, and the result is a formula of those sums.
#pragma once

#include <limits>

#include <kernfold/engine/cpu/one_axis.hpp>
#include <kernfold/program/separate.hpp>
#include <kernfold/reductions/accuracy.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// Can the sum separate, and can its numbers tell whether it may? Not where the compiler takes all for finite. An exact
/// sum only if it is one of columns as it is.
template <class C, class R>
constexpr bool separates_sum() {
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
  return false;
#else
  if constexpr (requires { R::linear; })
    return R::linear && separation<typename C::formula, C::kept>.possible &&
           (!requires { R::exact; } || C::program().node[C::root].axis == (C::kept == Kept::i ? axis_j : axis_i));
  else
    return false;
#endif
}
template <class C, class R>
inline constexpr bool separates = separates_sum<C, R>();

/// Is each result finite, and 0 or so far from it that nothing of weight was lost to subnormal numbers?
template <class T>
[[gnu::cold]] KERNFOLD_NOINLINE bool trustworthy(const View<T>& out, T least) {
  for (std::ptrdiff_t i = 0; i < out.rows; ++i)
    for (std::ptrdiff_t k = 0; k < out.cols; ++k) {
      const T v = out(i, k);
      if (v != 0 && !((v >= least || v <= -least) && v * 0 == 0)) return false;
    }
  return true;
}

/// The codes of the two steps, each of the rows of its own axis.
template <class C>
using ColumnCode = Turned<CodeOf<ColumnPart<typename C::formula, C::kept>, C::kept>>;
template <class C>
using RowCode = CodeOf<RowPart<typename C::formula, C::kept>, C::kept>;

/// A sum that separates, as the two steps see it.
template <class T>
struct SeparableTable {
  const RowTable<T>*columns, *rows;
  decltype(&add_row_values<Sum<>, T>) add_columns;
  Separation separation;
  int positions;
  bool both;             // axes are summed over
  Transpose<T> to_rows;  // of the result, or null
};
// Where products may cancel, the sums of the columns are exact to their rests.
template <class C, class R>
using ColumnSum = std::conditional_t<separation<typename C::formula, C::kept>.with_rests, detail::CompensatedSum, R>;
template <class C, class R, class T, bool Both>
inline constexpr SeparableTable<T> separable_table{&RowValues<ColumnCode<C>, T>::rows,
                                                   &RowValues<RowCode<C>, T>::rows,
                                                   &add_row_values<ColumnSum<C, R>, T>,
                                                   separation<typename C::formula, C::kept>,
                                                   C::positions,
                                                   Both,
                                                   transpose_for<T, RowCode<C>::dim, false>};

/// Sums a formula over `columns` for each of `rows` (s.both: for all of them together) without evaluating pairs; `sums`
/// has room for a number, with rests four, for each component of the columns. False if the numbers do not allow it: an
/// exponent out of InExpRange, a product that is not Normal, a column sum that overflows, a result that is not finite
/// or near zero; `out` is then to be written again.
template <class R, class T>
KERNFOLD_NOINLINE bool reduce_separably(const SeparableTable<T>& s, const View<const T>* arguments, std::ptrdiff_t rows,
                                        std::ptrdiff_t columns, const Execution& how, const View<T>& out, T* sums) {
  // So few pairs are computed before two steps begin.
  if (rows == 0 || columns == 0 || ((rows < 4 || columns < 4) && rows < 256 && columns < 256 && rows * columns < 256))
    return false;

  const int components = s.columns->dim;
  T* const rests = s.separation.with_rests ? sums + components : nullptr;
  s.add_columns(*s.columns, arguments, columns, how, sums, 1, rests);
  // A sum may be 0, or tiny: its terms are those of the pairs, or Normal.
  if (!in_range(sums, components, T(0), std::numeric_limits<T>::max())) return false;

  View<const T> all[max_positions + Separation::max_terms];
  __builtin_memcpy(all, arguments, static_cast<std::size_t>(s.positions) * sizeof *all);
  T* paired = sums + 2 * components;  // sums with their rests behind each
  int at = 0;
  KERNFOLD_PLAIN_LOOP
  for (int t = 0; t < s.separation.terms; ++t) {
    KERNFOLD_PLAIN_BODY;
    const int dim = s.separation.dim[t];
    all[s.positions + t] = {sums + at, 1, dim, dim, 1};
    if (s.separation.with_rests) {
      all[s.positions + t] = {paired, 1, 2 * dim, 2 * dim, 1};
      __builtin_memcpy(paired, sums + at, static_cast<std::size_t>(dim) * sizeof *sums);
      __builtin_memcpy(paired + dim, rests + at, static_cast<std::size_t>(dim) * sizeof *sums);
      paired += 2 * dim;
    }
    at += dim;
  }
  // Row factors are as exact as those of the pairs; of their products some may be subnormal.
  const T least = static_cast<T>(detail::least_normal<T>) * T(components) * (s.both ? static_cast<T>(rows) : T(1));
  if (s.both)
    add_row_values<R>(*s.rows, all, rows, how, out.data, out.col_stride);
  else if (store_row_values(*s.rows, all, rows, how, out, least, s.to_rows))
    return true;
  return trustworthy(out, least);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

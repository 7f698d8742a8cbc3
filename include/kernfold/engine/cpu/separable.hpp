// SPDX-License-Identifier: MIT
//
// Sums that separate (program/separate.hpp): the columns are summed once, and the result is a formula of those sums.
#pragma once

#include <limits>

#include <kernfold/engine/cpu/one_axis.hpp>
#include <kernfold/program/separate.hpp>

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

/// Is each result finite, and so far from 0 that nothing of weight was lost to subnormal row factors? A 0 counts where
/// an argument of its row is 0.
template <class T>
bool trustworthy(const View<T>& out, T least, const View<const T>* arguments, const ArgumentInfo* info, int positions,
                 Category rows) {
  for (std::ptrdiff_t i = 0; i < out.rows; ++i) {
    bool zero = false;
    for (std::ptrdiff_t k = 0; k < out.cols; ++k) {
      const T v = out(i, k);
      if (v == 0)
        zero = true;
      else if (!((v >= least || v <= -least) && v * 0 == 0))
        return false;
    }
    for (int p = 0; zero && p < positions; ++p)
      for (int k = 0; info[p].category == rows && k < info[p].dim; ++k) zero = zero && arguments[p](i, k) != 0;
    if (zero) return false;
  }
  return true;
}

/// The codes of the two steps, each of the rows of its own axis.
template <class C>
using ColumnCode = Turned<CodeOf<ColumnPart<typename C::formula, C::kept>, C::kept>>;
template <class C>
using RowCode = CodeOf<RowPart<typename C::formula, C::kept>, C::kept>;

/// Sums the formula of C over `columns` for each of `rows` (Both: for all of them together) without evaluating pairs.
/// False if the numbers do not allow it: an exponent out of InExpRange, a product that is not Normal, a column sum near
/// zero or overflow, a result that is not finite or near zero; `out` is then to be written again.
template <class C, class R, class T, bool Both>
bool reduce_separably(const View<const T>* arguments, std::ptrdiff_t rows, std::ptrdiff_t columns, const Execution& how,
                      View<T> out) {
  using F = typename C::formula;
  constexpr Kept K = C::kept;
  constexpr Separation s = separation<F, K>;
  constexpr int positions = C::positions, components = s.components();
  // So few pairs are computed before two steps begin.
  if (rows == 0 || columns == 0 || ((rows < 4 || columns < 4) && rows < 256 && columns < 256 && rows * columns < 256))
    return false;

  T sums[components];
  using Columns = RowValues<ColumnCode<C>, T>;
  using Rows = RowValues<RowCode<C>, T>;
  add_row_values<R>(Columns::table, components, arguments, columns, how, sums, 1);
  const T tiny = sizeof(T) == sizeof(float) ? T(0x1p-60) : T(0x1p-480), huge = 1 / tiny;
  for (const T c : sums)
    if (!((c >= tiny && c <= huge) || (c <= -tiny && c >= -huge))) return false;

  View<const T> all[positions + s.terms];
  for (int p = 0; p < positions; ++p) all[p] = arguments[p];
  for (int t = 0, first = 0; t < s.terms; first += s.dim[t++])
    all[positions + t] = {sums + first, 1, s.dim[t], s.dim[t], 1};
  constexpr int dim = RowCode<C>::dim;
  // A row factor is off by at most half the smallest number, a sum below `huge`: so these results are exact to
  // rounding.
  const T least = std::numeric_limits<T>::min() * huge * T(components) * (Both ? static_cast<T>(rows) : T(1));
  if constexpr (Both)
    add_row_values<R>(Rows::table, dim, all, rows, how, out.data, out.col_stride);
  else if (store_row_values(Rows::table, dim, all, rows, how, out, least, transpose_for<T, dim, false>))
    return true;
  return trustworthy(out, least, arguments, C::signature.argument, Both ? 0 : positions,
                     K == Kept::i ? Category::i : Category::j);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

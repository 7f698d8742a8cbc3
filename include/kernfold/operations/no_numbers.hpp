// SPDX-License-Identifier: MIT
//
// The answers to `2 * x`, `X - y` and the like: a formula is a type, and neither numbers nor data are part of it.
#pragma once

#include <kernfold/formula/formula.hpp>

namespace kernfold {

template <class T>
concept PlainNumber = std::is_arithmetic_v<T>;

namespace detail {
template <class T>
concept NoFormula = !Formula<T>;

template <class Data, bool ok = false>
struct data_in_formula {
  static_assert(ok,
                "kernfold: f - X and the like: data_in_formula<Data>: data are not part of a formula; declare a "
                "variable for them, Vi, Vj or Pm, write the formula with it, and pass the data in the call");
};
// Is T no plain number? Explains that it is no formula either.
template <class T>
constexpr bool is_data() {
  if constexpr (!PlainNumber<T>) explain<data_in_formula<T>>();
  return !PlainNumber<T>;
}
}  // namespace detail

template <bool ok = false, detail::NoFormula N, Formula F>
constexpr F operator*(const N&, F) {
  static_assert(ok || detail::is_data<N>(),
                "kernfold: 2 * f: a plain number is not part of a formula; write an exact constant, 2_c * f or 0.5_c * "
                "f, or declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, detail::NoFormula N>
constexpr F operator*(F f, const N& n) {
  return n * f;
}
template <bool ok = false, detail::NoFormula N, Formula F>
constexpr F operator+(const N&, F) {
  static_assert(ok || detail::is_data<N>(),
                "kernfold: f + 0.5: a plain number is not part of a formula; write an exact constant, f + 0.5_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, detail::NoFormula N>
constexpr F operator+(F f, const N& n) {
  return n + f;
}
template <bool ok = false, detail::NoFormula N, Formula F>
constexpr F operator-(const N&, F) {
  static_assert(ok || detail::is_data<N>(),
                "kernfold: f - 0.5: a plain number is not part of a formula; write an exact constant, f - 0.5_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, detail::NoFormula N>
constexpr F operator-(F f, const N& n) {
  return n - f;
}
template <bool ok = false, detail::NoFormula N, Formula F>
constexpr F operator/(const N&, F) {
  static_assert(ok || detail::is_data<N>(),
                "kernfold: f / 2: a plain number is not part of a formula; write an exact constant, f / 2_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, detail::NoFormula N>
constexpr F operator/(F f, const N& n) {
  return n / f;
}
template <bool ok = false, detail::NoFormula N, Formula F>
constexpr F operator|(const N&, F) {
  static_assert(
      ok || detail::is_data<N>(),
      "kernfold: f | 2: a plain number is not part of a formula; write an exact constant, f | 2_c, or declare a "
      "parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, detail::NoFormula N>
constexpr F operator|(F f, const N& n) {
  return n | f;
}

}  // namespace kernfold

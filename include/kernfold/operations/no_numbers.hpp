// SPDX-License-Identifier: MIT
//
// The answer to `2 * x`: a formula is a type, and a plain number is not part of it.
#pragma once

#include <kernfold/formula/formula.hpp>

namespace kernfold {

namespace detail {
template <class>
inline constexpr bool is_exact_number = false;
}  // namespace detail

template <class T>
concept PlainNumber = std::is_arithmetic_v<T>;

template <PlainNumber N, Formula F>
constexpr F operator*(N, F) {
  static_assert(detail::is_exact_number<N>,
                "kernfold: 2 * f: a plain number is not part of a formula; write an exact constant, 2_c * f or 0.5_c * "
                "f, or declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator*(F f, N n) {
  return n * f;
}
template <PlainNumber N, Formula F>
constexpr F operator+(N, F) {
  static_assert(detail::is_exact_number<N>,
                "kernfold: f + 0.5: a plain number is not part of a formula; write an exact constant, f + 0.5_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator+(F f, N n) {
  return n + f;
}
template <PlainNumber N, Formula F>
constexpr F operator-(N, F) {
  static_assert(detail::is_exact_number<N>,
                "kernfold: f - 0.5: a plain number is not part of a formula; write an exact constant, f - 0.5_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator-(F f, N n) {
  return n - f;
}
template <PlainNumber N, Formula F>
constexpr F operator/(N, F) {
  static_assert(detail::is_exact_number<N>,
                "kernfold: f / 2: a plain number is not part of a formula; write an exact constant, f / 2_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator/(F f, N n) {
  return n / f;
}
template <PlainNumber N, Formula F>
constexpr F operator|(N, F) {
  static_assert(
      detail::is_exact_number<N>,
      "kernfold: f | 2: a plain number is not part of a formula; write an exact constant, f | 2_c, or declare a "
      "parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator|(F f, N n) {
  return n | f;
}

}  // namespace kernfold

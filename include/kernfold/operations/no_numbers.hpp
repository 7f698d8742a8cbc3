// SPDX-License-Identifier: MIT
//
// The answers to `2 * x` and the like: a formula is a type, and a plain number is not part of it.
#pragma once

#include <kernfold/formula/formula.hpp>

namespace kernfold {

template <class T>
concept PlainNumber = std::is_arithmetic_v<T>;

template <bool ok = false, PlainNumber N, Formula F>
constexpr F operator*(N, F) {
  static_assert(ok,
                "kernfold: 2 * f: a plain number is not part of a formula; write an exact constant, 2_c * f or 0.5_c * "
                "f, or declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator*(F f, N n) {
  return n * f;
}
template <bool ok = false, PlainNumber N, Formula F>
constexpr F operator+(N, F) {
  static_assert(ok,
                "kernfold: f + 0.5: a plain number is not part of a formula; write an exact constant, f + 0.5_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator+(F f, N n) {
  return n + f;
}
template <bool ok = false, PlainNumber N, Formula F>
constexpr F operator-(N, F) {
  static_assert(ok,
                "kernfold: f - 0.5: a plain number is not part of a formula; write an exact constant, f - 0.5_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator-(F f, N n) {
  return n - f;
}
template <bool ok = false, PlainNumber N, Formula F>
constexpr F operator/(N, F) {
  static_assert(ok,
                "kernfold: f / 2: a plain number is not part of a formula; write an exact constant, f / 2_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator/(F f, N n) {
  return n / f;
}
template <bool ok = false, PlainNumber N, Formula F>
constexpr F operator|(N, F) {
  static_assert(
      ok,
      "kernfold: f | 2: a plain number is not part of a formula; write an exact constant, f | 2_c, or declare a "
      "parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator|(F f, N n) {
  return n | f;
}

}  // namespace kernfold

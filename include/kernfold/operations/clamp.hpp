// SPDX-License-Identifier: MIT
//
// Values limited to an interval.
#pragma once

#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/logic.hpp>
#include <kernfold/operations/max.hpp>

namespace kernfold {

/// f limited to the interval [a, b], componentwise: Min(Max(f, a), b). b where a > b; NaN if an operand is.
/// Derivatives: 1 in f on the closed interval, in a below it, in b above it, else 0. Operands of dimension 1 broadcast.
/// Example: `Clamp(x, y, 2_c)`.
template <class F, class A, class B>
struct Clamp : Alias<Clamp<F, A, B>, Min<Max<F, A>, B>, F, A, B> {
  static constexpr const char* name = "Clamp";
  constexpr Clamp() = default;
  constexpr explicit Clamp(F, A, B) {}
};
KERNFOLD_OPERANDS_3(Clamp);

/// f limited to the interval [A, B], componentwise: Clamp with constants. Derivative: DiffClampInt<A, B>(f).
/// Example: `ClampInt<0, 1>(x)`.
template <int A, int B, Formula F>
constexpr Clamp<F, IntCst<A>, IntCst<B>> ClampInt(F) {
  static_assert(A <= B, "kernfold: ClampInt<a, b>(f): a must not exceed b");
  return {};
}

KERNFOLD_USAGE(ClampInt, "ClampInt<a, b>(f), or Clamp(f, g, h)");

/// 1 where A <= f <= B, else 0, componentwise. Derivative: 0.
/// Example: `DiffClampInt<0, 1>(x)`.
template <int A, int B, Formula F>
constexpr And<LessOrEqual<IntCst<A>, F>, LessOrEqual<F, IntCst<B>>> DiffClampInt(F) {
  static_assert(A <= B, "kernfold: DiffClampInt<a, b>(f): a must not exceed b");
  return {};
}

KERNFOLD_USAGE(DiffClampInt, "DiffClampInt<a, b>(f)");

}  // namespace kernfold

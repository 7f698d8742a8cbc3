// SPDX-License-Identifier: MIT
//
// Powers with real exponents.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/or_zero.hpp>
#include <kernfold/operations/pow.hpp>

namespace kernfold {

namespace detail {

// f^n for a constant n = 0, ..., 4, where products are as exact as pow; else -1.
template <class B>
constexpr int simplify_power(B& b, const Node& x) {
  const int f = x.operand[0], n = x.operand[1];
  if (!b.is_constant(n) || b[n].p1 != 1 || b[n].p0 < 0 || b[n].p0 > 4 || b.dim(f) != x.dim) return -1;
  return b.template apply<PowOp>(f, -1, -1, b[n].p0);
}

}  // namespace detail

struct PowfOrZeroOp : Elementwise<2> {
  static constexpr const char* name = "PowfOrZero";
  static constexpr int cost = 50;
  using uses = TypeList<PowOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::pow;
    using math::select;
    return select(x == T(0), select(y == T(0), T(1), T(0)), pow(x, y));
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(g * (y * apply<PowfOrZeroOp>(x, y - IntCst<1>{})), g * (apply<PowfOrZeroOp>(x, y) * LogOrZero(x)));
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    return detail::simplify_power(b, x);
  }
};

/// f^g, but 0 at f = 0 for g < 0 too, componentwise. Derivatives: g f^(g-1) and f^g log(f), in the same sense.
/// Example: `PowfOrZero(x, s)`.
template <class F, class G>
struct PowfOrZero : Apply<PowfOrZeroOp, F, G> {
  constexpr PowfOrZero() = default;
  constexpr explicit PowfOrZero(F, G) {}
};

struct PowfOp : Elementwise<2> {
  static constexpr const char* name = "Powf";
  static constexpr int cost = 50;
  using uses = TypeList<PowOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::pow;
    return pow(x, y);
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(g * (y * PowfOrZero(x, y - IntCst<1>{})), g * (PowfOrZero(x, y) * LogOrZero(x)));
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    return detail::simplify_power(b, x);
  }
};

/// f to the power g, componentwise, at 0 and infinity as std::pow: NaN for f < 0 unless g is an integer; an operand of
/// dimension 1 broadcasts. Derivatives: g f^(g-1) in f, and f^g log(f) in g, which is NaN for f < 0; at f = 0, 0 for
/// both where the limit is not finite. Integer exponents that are known: Pow<n>(f).
/// Example: `Powf(x, s)`.
template <class F, class G>
struct Powf : Apply<PowfOp, F, G> {
  constexpr Powf() = default;
  constexpr explicit Powf(F, G) {}
};

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Rounding to integers and to decimals.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct FloorOp;
struct CeilOp;
struct RoundOp;

namespace detail {

// The largest integer <= x.
constexpr std::int64_t floor(Rational x) { return x.num / x.den - (x.num % x.den < 0 ? 1 : 0); }

// Is node f an integer already?
constexpr bool is_rounded(const Builder& b, int f);

}  // namespace detail

struct FloorOp : Elementwise<1> {
  static constexpr const char* name = "Floor";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::floor;
    return floor(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is_constant(f)) return b.constant(detail::floor({b[f].p0, b[f].p1}), 1, x.dim);
    return detail::is_rounded(b, f) ? f : -1;
  }
};

/// The largest integer that is not above f, componentwise. Derivative: 0.
/// Example: `Floor(x)`.
template <class F>
struct Floor : Apply<FloorOp, F> {
  constexpr Floor() = default;
  constexpr explicit Floor(F) {}
};
KERNFOLD_UNARY(Floor);

struct CeilOp : Elementwise<1> {
  static constexpr const char* name = "Ceil";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::ceil;
    return ceil(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is_constant(f)) return b.constant(-detail::floor(-Rational{b[f].p0, b[f].p1}), 1, x.dim);
    return detail::is_rounded(b, f) ? f : -1;
  }
};

/// The smallest integer that is not below f, componentwise. Derivative: 0.
/// Example: `Ceil(x)`.
template <class F>
struct Ceil : Apply<CeilOp, F> {
  constexpr Ceil() = default;
  constexpr explicit Ceil(F) {}
};
KERNFOLD_UNARY(Ceil);

struct RoundOp : Elementwise<1> {
  static constexpr const char* name = "Round";
  static constexpr int integers = 1;  // decimals
  static constexpr int cost = 10;
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t D, class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::abs;
    using math::round;
    using math::select;
    if constexpr (D == 0) {
      return round(x);
    } else {
      constexpr double power = math::powi(10.0, static_cast<int>(D < 0 ? -D : D));
      constexpr double exact = 4503599627370496;  // 2^52: above, and in float far below, numbers have no fraction
      const T scale = T(power), y = D > 0 ? x * scale : x / scale;
      return select(abs(y) < T(exact), D > 0 ? round(y) / scale : round(y) * scale, x);
    }
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
  /// Integers stay.
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    if (x.p0 == 0 && b.is_constant(f)) {
      const Rational c{b[f].p0, b[f].p1};
      const std::int64_t below = detail::floor(c);
      const Rational past = c + -Rational{below, 1} + Rational{-1, 2};  // c - below - 1/2
      if (past.ok) return b.constant(below + (past.num > 0 || (past.num == 0 && below % 2 != 0) ? 1 : 0), 1, x.dim);
    }
    return x.p0 >= 0 && detail::is_rounded(b, f) ? f : -1;
  }
};

/// f rounded to D decimals (to tens and hundreds for D = -1 and -2), componentwise; a half goes to the even neighbour,
/// as in NumPy. Derivative: 0.
/// Example: `Round<2>(x)`.
template <int D = 0, Formula F>
constexpr Apply<With<RoundOp, D>, F> Round(F) {
  static_assert(D >= -20 && D <= 20, "kernfold: Round<d>(f): d must lie between -20 and 20");
  return {};
}

KERNFOLD_USAGE(Round, "Round<2>(f)");

constexpr bool detail::is_rounded(const Builder& b, int f) {
  return b.is<FloorOp>(f) || b.is<CeilOp>(f) || (b.is<RoundOp>(f) && b[f].p0 <= 0) ||
         (b.is_constant(f) && b[f].p1 == 1);
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// sin(x) / x, and the functions that its derivatives are made of: s_n(x) = j_n(x) / x^n, j_n the spherical Bessel
// functions (https://dlmf.nist.gov/10.47). s_0 = sin(x) / x, and s_n' = -x s_(n+1): no order has a singular point.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct SphericalBesselOp : Elementwise<1> {
  static constexpr const char* name = "SphericalBessel";
  static constexpr int integers = 1;
  static constexpr int cost = 70;
  /// The power series for |x| <= M + 1; beyond, where it is stable, the recurrence x^2 s_(m+1) = (2 m + 1) s_m -
  /// s_(m-1).
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t M, class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::abs;
    using math::cos;
    using math::select;
    using math::sin;
    constexpr int n = static_cast<int>(M);
    const T square = x * x;
    T series = T(1);
    KERNFOLD_UNROLL_FULL
    for (int k = 12 + 2 * n; k >= 1; --k) series = T(1) - square * T(1.0 / (2 * k * (2 * n + 2 * k + 1))) * series;
    double odd = 1;
    for (int m = 1; m <= n; ++m) odd *= 2 * m + 1;
    T before = cos(x), s = sin(x) / x;
    KERNFOLD_UNROLL_FULL
    for (int m = 0; m < n; ++m) {
      const T next = (T(2 * m + 1) * s - before) / square;
      before = s;
      s = next;
    }
    return select(abs(x) <= T(n + 1), series / T(odd), s);
  }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    const int f = x.operand[0], next = b.template apply<SphericalBesselOp>(f, -1, -1, x.p0 + 1);
    return b.template apply<MinusOp>(b.template apply<MultOp>(g, b.template apply<MultOp>(f, next)));
  }
};

struct SinXDivXOp : Elementwise<1> {
  static constexpr const char* name = "SinXDivX";
  static constexpr int cost = 30;
  using uses = TypeList<SphericalBesselOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::select;
    using math::sin;
    return select(x == T(0), T(1), sin(x) / x);
  }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    const int f = x.operand[0], next = b.template apply<SphericalBesselOp>(f, -1, -1, 1);
    return b.template apply<MinusOp>(b.template apply<MultOp>(g, b.template apply<MultOp>(f, next)));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(1, 1, x.dim) : -1;
  }
};

/// sin(f) / f, and 1 at f = 0, componentwise. Derivative: (cos(f) - sin(f) / f) / f, and 0 at f = 0; of any order
/// finite everywhere.
/// Example: `SinXDivX(x)`.
template <class F>
struct SinXDivX : Apply<SinXDivXOp, F> {
  constexpr SinXDivX() = default;
  constexpr explicit SinXDivX(F) {}
};
KERNFOLD_UNARY(SinXDivX);

/// SinXDivX by its other name (not the one with pi in it). Componentwise; derivative as there.
/// Example: `Sinc(x)`.
template <Formula F>
constexpr SinXDivX<F> Sinc(F) {
  return {};
}

}  // namespace kernfold

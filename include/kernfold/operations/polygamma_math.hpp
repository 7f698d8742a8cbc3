// SPDX-License-Identifier: MIT
//
// The derivatives of log gamma, which <cmath> does not have.
#pragma once

#include <kernfold/operations/math.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

namespace detail {

// N-th derivative of the cotangent where it is c: a polynomial in c, as c' = -(1 + c^2).
template <int N>
KERNFOLD_HD double cot_derivative(double c) {
  double p[N + 2] = {0, 1};
  for (int n = 0; n < N; ++n) {
    double q[N + 2] = {};
    for (int k = 1; k <= n + 1; ++k) {
      q[k - 1] -= k * p[k];
      q[k + 1] -= k * p[k];
    }
    for (int k = 0; k <= n + 2; ++k) p[k] = q[k];
  }
  double r = p[N + 1];
  for (int k = N; k >= 0; --k) r = r * c + p[k];
  return r;
}

// Of x^-(N + 2 k) in the asymptotic series of the derivative of order N: B_2k (2 k + N - 1)! / (2 k)!, with Bernoulli's
// numbers, for k up to 10.
template <int N>
KERNFOLD_HD constexpr double polygamma_coefficient(int k) {
  constexpr double bernoulli[] = {
      1,       1.0 / 6,       -1.0 / 30,     1.0 / 42,       -1.0 / 30, 5.0 / 66, -691.0 / 2730,
      7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};
  double quotient = 1;
  for (int m = 2 * k + 1; m < 2 * k + N; ++m) quotient *= m;
  return bernoulli[k] * (N == 0 ? 0.5 / k : quotient);
}

// For x >= 0: the recurrence up to an argument from which the asymptotic series holds to rounding
// (https://dlmf.nist.gov/5.15, 5.11.2).
template <int N>
KERNFOLD_HD double polygamma_positive(double x) {
  double factorial = 1;  // N!
  for (int k = 2; k <= N; ++k) factorial *= k;
  double sum = 0;
  for (; x < 10 + N; x += 1) sum += 1 / powi(x, N + 1);
  const double square = 1 / (x * x), power = 1 / powi(x, N);
  double scale = power, tail = factorial * power / (2 * x);
  for (int k = 1; k <= 10; ++k) {
    scale *= square;
    tail += polygamma_coefficient<N>(k) * scale;
  }
  double first = 0;
  if constexpr (N == 0)
    first = -libm::log(x);
  else
    first = factorial / N * power;
  const double r = first + (factorial * sum + tail);
  return N % 2 == 0 ? -r : r;
}

}  // namespace detail

// The derivative of order N + 1 of log |gamma(x)|; at x = 0 infinite, at -1, -2, ... NaN. In double for float too;
// packs of positive numbers have their own (engine/cpu/pack_gamma.hpp).
template <int N, Real T>
KERNFOLD_HD T polygamma(T value) {
  const double x = value;
  if (x != x || x >= 0) return static_cast<T>(detail::polygamma_positive<N>(x));
  // reflection: psi(1 - x) - psi(x) = pi cot(pi x), differentiated N times
  constexpr double pi = 3.14159265358979323846;
  const double fraction = x - libm::rint(x);
  if (!(fraction != 0)) return static_cast<T>(constant::quiet_nan);
  // near its zero the cotangent is a tangent: that of pi / 2, rounded, is not infinite
  const double c = fraction > 0.25    ? libm::tan(pi * (0.5 - fraction))
                   : fraction < -0.25 ? -libm::tan(pi * (0.5 + fraction))
                                      : 1 / libm::tan(pi * fraction);
  const double cot = detail::cot_derivative<N>(c) * powi(pi, N + 1);
  const double mirrored = detail::polygamma_positive<N>(1 - x);
  return static_cast<T>((N % 2 == 0 ? mirrored : -mirrored) - cot);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

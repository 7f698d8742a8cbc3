// SPDX-License-Identifier: MIT
//
// exp, exp2, log and sqrt for constant expressions, where <cmath> cannot be called: what operations/math.hpp does at
// compile time. They run in the compiler only, so clarity goes before speed. Everything is computed in double, sqrt
// correctly rounded and the others within 1 ulp; a float is then that double rounded.
#pragma once

#include <kernfold/config.hpp>

namespace kernfold::math::constant {

inline constexpr double ln2_hi = 0x1.62e42fee00000p-1;  // 33 bits: n * ln2_hi is exact for |n| < 2^20
inline constexpr double ln2_lo = 0x1.a39ef35793c76p-33;
inline constexpr double ln2 = 0x1.62e42fefa39efp-1;
inline constexpr double log2_e = 0x1.71547652b82fep+0;

// Neither by literal nor by the name "infinity": clang warns of both under -ffast-math.
inline constexpr double inf = __builtin_bit_cast(double, 0x7ff0000000000000LL);
inline constexpr double quiet_nan = __builtin_bit_cast(double, 0x7ff8000000000000LL);

KERNFOLD_HD constexpr long long bits(double x) { return __builtin_bit_cast(long long, x); }
KERNFOLD_HD constexpr double from_bits(long long b) { return __builtin_bit_cast(double, b); }

KERNFOLD_HD constexpr bool is_nan(double x) { return (bits(x) & 0x7fffffffffffffffLL) > 0x7ff0000000000000LL; }

KERNFOLD_HD constexpr double abs(double x) { return from_bits(bits(x) & 0x7fffffffffffffffLL); }

// x * 2^n for |n| < 1900 and x near 1, rounded once.
KERNFOLD_HD constexpr double scale(double x, int n) {
  for (; n > 1000; n -= 1000) x *= 0x1p1000;
  if (n < -1000) {  // stay normal, so that only the last product rounds
    x *= 0x1p-960;
    n += 960;
  }
  return x * from_bits((n + 1023LL) << 52);
}

// The integer nearest to x, |x| < 2^31.
KERNFOLD_HD constexpr int nearest(double x) { return static_cast<int>(x < 0 ? x - 0.5 : x + 0.5); }

// hi + lo = a * b exactly (Veltkamp and Dekker; |a|, |b| < 2^900).
struct Product {
  double hi, lo;
};
KERNFOLD_HD constexpr Product product(double a, double b) {
  const double ta = 134217729.0 * a, ah = ta - (ta - a), al = a - ah;
  const double tb = 134217729.0 * b, bh = tb - (tb - b), bl = b - bh;
  const double p = a * b;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

// e^(hi + lo) * 2^n for |hi| < 0.36, |lo| tiny: Taylor's series, 1 and hi added last.
KERNFOLD_HD constexpr double exp_reduced(double hi, double lo, int n) {
  double tail = 0;
  for (int k = 18; k >= 2; --k) tail = (tail * hi + 1) / k;  // (e^hi - 1 - hi) / hi = hi/2! + hi^2/3! + ...
  tail *= hi;
  const double y = hi * tail + lo * (1 + hi);
  return scale(1 + (hi + y), n);
}

KERNFOLD_HD constexpr double exp(double x) {
  if (is_nan(x)) return x;
  if (x > 710) return inf;
  if (x < -746) return 0;
  const int n = nearest(x * log2_e);
  const double a = x - n * ln2_hi, b = n * ln2_lo, hi = a - b;
  return exp_reduced(hi, (a - hi) - b, n);
}

KERNFOLD_HD constexpr double exp2(double x) {
  if (is_nan(x)) return x;
  if (x >= 1024) return inf;
  if (x < -1076) return 0;
  const int n = nearest(x);
  const double f = x - n;
  const Product r = product(f, ln2);
  return exp_reduced(r.hi, r.lo + f * 0x1.abc9e3b39803fp-56, n);
}

// log(1 + t) = t - t^2/2 + s (t^2/2 + R(s)), s = t / (2 + t), as in fdlibm's e_log.c; R by its series.
KERNFOLD_HD constexpr double log(double x) {
  if (is_nan(x) || x == inf) return x;
  if (x == 0) return -inf;
  if (x < 0) return quiet_nan;
  int n = 0;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    n = -54;
  }
  const long long shifted = bits(x) + 0x0008000000000000LL;  // carries into the exponent from 1.5 on
  n += static_cast<int>(shifted >> 52) - 1023;
  const double m = from_bits((shifted & 0x000fffffffffffffLL) + 0x3fe8000000000000LL);  // [0.75, 1.5)
  const double t = m - 1, s = t / (2 + t), z = s * s, half = 0.5 * t * t;
  double r = 0;
  for (int k = 29; k >= 3; k -= 2) r = (r + 2.0 / k) * z;
  return n * ln2_hi - ((half - (s * (half + r) + n * ln2_lo)) - t);
}

// Correctly rounded: Newton's iteration, then the exact residual decides the last bit.
KERNFOLD_HD constexpr double sqrt(double x) {
  if (is_nan(x) || x == 0 || x == inf) return x;
  if (x < 0) return quiet_nan;
  int n = 0;
  for (; x >= 4; n += 2) x *= 0.25;
  for (; x < 1; n -= 2) x *= 4;
  double y = 0.5 * (1 + x);
  for (int k = 0; k < 6; ++k) y = 0.5 * (y + x / y);
  const double ulp = 0x1p-52;
  for (int k = 0; k < 2; ++k) {
    const Product square = product(y, y);
    const double residual = (x - square.hi) - square.lo;
    if (residual > y * ulp) y += ulp;
    if (residual <= -y * ulp) y -= ulp;
  }
  return scale(y, n / 2);
}

}  // namespace kernfold::math::constant

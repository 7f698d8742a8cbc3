// SPDX-License-Identifier: MIT
//
// The mathematics that operations are written with, on the scalars float and double, on host and device. An operation
// says `using math::exp; return exp(x);` and means these functions for a scalar and those of engine/cpu/pack_math.hpp
// for a pack. The first half also works in constant expressions; the second half is for run time only. Functions take
// operands of one type: write `max(x, T(0))`.
#pragma once

#include <cmath>
#include <type_traits>

#include <kernfold/config.hpp>

// Does a fused multiply-add cost one instruction? Elsewhere it would be a call, and fma() is a product and a sum.
#if defined(__CUDA_ARCH__) || defined(__FMA__) || defined(__aarch64__)
#define KERNFOLD_FAST_FMA 1
#endif

// Before a function template for host and device that is also instantiated with host-only types (packs): without it
// nvcc rejects the instantiation, although no device code ever calls it.
#if defined(__CUDACC__) && !defined(KERNFOLD_NO_EXEC_CHECK)
#define KERNFOLD_NO_EXEC_CHECK _Pragma("nv_exec_check_disable")
#elif !defined(KERNFOLD_NO_EXEC_CHECK)
#define KERNFOLD_NO_EXEC_CHECK
#endif

namespace kernfold::math {

// The scalars of the library.
template <class T>
concept Real = std::is_same_v<T, float> || std::is_same_v<T, double>;

// What may stand beside a pack in arithmetic: 0.5 * x, x + 1.
template <class T>
concept Number = std::is_arithmetic_v<T>;

// Evaluation in constant expressions. These run in the compiler only; clarity before speed. Everything is computed in
// double; a float result is its correct rounding but for about 1 case in 10^8.
namespace constant {

inline constexpr double ln2_hi = 0x1.62e42fee00000p-1;  // 33 bits: n * ln2_hi is exact for |n| < 2^20
inline constexpr double ln2_lo = 0x1.a39ef35793c76p-33;
inline constexpr double log2_e = 0x1.71547652b82fep+0;

// Neither by literal nor by the name "infinity": clang warns of both under -ffast-math.
KERNFOLD_HD constexpr double inf() { return __builtin_bit_cast(double, 0x7ff0000000000000LL); }
KERNFOLD_HD constexpr double quiet_nan() { return __builtin_bit_cast(double, 0x7ff8000000000000LL); }

KERNFOLD_HD constexpr long long bits(double x) { return __builtin_bit_cast(long long, x); }
KERNFOLD_HD constexpr double from_bits(long long b) { return __builtin_bit_cast(double, b); }

KERNFOLD_HD constexpr bool is_nan(double x) { return (bits(x) & 0x7fffffffffffffffLL) > 0x7ff0000000000000LL; }

KERNFOLD_HD constexpr double abs(double x) { return from_bits(bits(x) & 0x7fffffffffffffffLL); }

// x * 2^n, |n| < 3000, rounded once.
KERNFOLD_HD constexpr double scale(double x, int n) {
  for (; n > 1000; n -= 1000) x *= 0x1p1000;
  if (n < -1000) {
    // One step to the bottom of the normal numbers and one below it, so that only the last one rounds.
    x *= 0x1p-960;
    n += 960;
    if (n < -1000) return x * 0x1p-1000 * 0x1p-1000;
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
  if (x > 710) return inf();
  if (x < -746) return 0;
  const int n = nearest(x * log2_e);
  const double a = x - n * ln2_hi, b = n * ln2_lo, hi = a - b;
  return exp_reduced(hi, (a - hi) - b, n);
}

KERNFOLD_HD constexpr double exp2(double x) {
  if (is_nan(x)) return x;
  if (x >= 1024) return inf();
  if (x < -1076) return 0;
  const int n = nearest(x);
  const double f = x - n;
  const Product r = product(f, 0x1.62e42fefa39efp-1);
  return exp_reduced(r.hi, r.lo + f * 0x1.abc9e3b39803fp-56, n);
}

// log(1 + t) = t - t^2/2 + s (t^2/2 + R(s)), s = t / (2 + t), as in fdlibm's e_log.c; R by its series.
KERNFOLD_HD constexpr double log(double x) {
  if (is_nan(x) || x == inf()) return x;
  if (x == 0) return -inf();
  if (x < 0) return quiet_nan();
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
  if (is_nan(x) || x == 0 || x == inf()) return x;
  if (x < 0) return quiet_nan();
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

}  // namespace constant

// ---- For run time and constant expressions
// ---------------------------------------------------------------------------

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T exp(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::exp(x));
  return std::exp(x);
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T exp2(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::exp2(x));
  return std::exp2(x);
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T log(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::log(x));
  return std::log(x);
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T sqrt(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::sqrt(x));
  return std::sqrt(x);
}

// 1 / sqrt(x); +inf at 0.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T rsqrt(T x) {
  if (__builtin_is_constant_evaluated()) {
    if (x == 0) return static_cast<T>(constant::inf());
    return static_cast<T>(1 / constant::sqrt(x));
  }
#if defined(__CUDA_ARCH__)
  return ::rsqrt(x);
#else
  return 1 / std::sqrt(x);
#endif
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T abs(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::abs(x));
  return std::fabs(x);
}

// a * b + c, rounded once where the machine can (see KERNFOLD_FAST_FMA).
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T fma(T a, T b, T c) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(static_cast<double>(a) * b + c);
#if defined(KERNFOLD_FAST_FMA)
  return std::fma(a, b, c);
#else
  return a * b + c;
#endif
}

// c - a * b.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T fnma(T a, T b, T c) {
  return math::fma(-a, b, c);
}

// a * b - c.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T fms(T a, T b, T c) {
  return math::fma(a, b, -c);
}

// A NaN in either operand makes the result of min and max NaN (unlike std::fmin); of 0 and -0 either may be returned.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T min(T a, T b) {
  return a < b || a != a ? a : b;
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T max(T a, T b) {
  return a > b || a != a ? a : b;
}

// -1, 0 or 1; NaN at NaN.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T sign(T x) {
  return x > 0 ? T(1) : x < 0 ? T(-1) : x;
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T select(bool condition, T a, T b) {
  return condition ? a : b;
}

KERNFOLD_HD KERNFOLD_INLINE constexpr bool any(bool mask) { return mask; }
KERNFOLD_HD KERNFOLD_INLINE constexpr bool all(bool mask) { return mask; }

// x^n by squaring: about 2 log2 |n| products. x^0 = 1 for every x, as in <cmath>; x^-n = 1 / x^n. One definition for
// scalars and packs: with a constant n the loop is unrolled.
KERNFOLD_NO_EXEC_CHECK template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V powi(V x, int n) {
  V result = V(1), square = x;
  for (unsigned m = n < 0 ? 0U - static_cast<unsigned>(n) : static_cast<unsigned>(n); m != 0;) {
    if (m & 1U) result = result * square;
    m >>= 1U;
    if (m != 0) square = square * square;
  }
  return n < 0 ? V(1) / result : result;
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T pow(T x, int n) {
  return math::powi(x, n);
}

// ---- For run time only
// -----------------------------------------------------------------------------------------------

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T sin(T x) {
  return std::sin(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T cos(T x) {
  return std::cos(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T tan(T x) {
  return std::tan(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T sinh(T x) {
  return std::sinh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T cosh(T x) {
  return std::cosh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T tanh(T x) {
  return std::tanh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T asin(T x) {
  return std::asin(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T acos(T x) {
  return std::acos(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T atan(T x) {
  return std::atan(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T asinh(T x) {
  return std::asinh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T acosh(T x) {
  return std::acosh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T atanh(T x) {
  return std::atanh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T erf(T x) {
  return std::erf(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T erfc(T x) {
  return std::erfc(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T expm1(T x) {
  return std::expm1(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T log1p(T x) {
  return std::log1p(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T log2(T x) {
  return std::log2(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T cbrt(T x) {
  return std::cbrt(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T floor(T x) {
  return std::floor(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T ceil(T x) {
  return std::ceil(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T tgamma(T x) {
  return std::tgamma(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T atan2(T y, T x) {
  return std::atan2(y, x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T pow(T x, T y) {
  return std::pow(x, y);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T hypot(T x, T y) {
  return std::hypot(x, y);
}

// To nearest, ties to even (unlike std::round, which takes them away from zero).
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T round(T x) {
  return std::rint(x);
}

// log |gamma(x)|. std::lgamma writes a global variable, signgam, which would be a data race.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T lgamma(T x) {
#if !defined(__CUDA_ARCH__) && defined(__GLIBC__) && defined(__USE_MISC)
  int sign = 0;
  if constexpr (std::is_same_v<T, float>) {
    return ::lgammaf_r(x, &sign);
  } else {
    return ::lgamma_r(x, &sign);
  }
#else
  return std::lgamma(x);
#endif
}

// f of one lane at a time; a scalar is its own lane. (The overload for packs is in engine/cpu/pack.hpp.)
template <class F, Real T, class... Ts>
requires(std::is_same_v<T, Ts>&&...) KERNFOLD_HD KERNFOLD_INLINE constexpr T lanewise(F f, T x, Ts... more) {
  return f(x, more...);
}

}  // namespace kernfold::math

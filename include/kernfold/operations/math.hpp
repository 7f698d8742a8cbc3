// SPDX-License-Identifier: MIT
//
// The mathematics that operations are written with, on the scalars float and double, on host and device. An operation
// says `using math::exp; return exp(x);` and means these functions for a scalar and those of engine/cpu/pack_math.hpp
// for a pack. The first half also works in constant expressions; the second half is for run time only. Functions take
// operands of one type: write `max(x, T(0))`.
#pragma once

#include <cstdint>
#include <type_traits>

#include <kernfold/config.hpp>
#include <kernfold/operations/constant_math.hpp>
#include <kernfold/operations/libm.hpp>

// Does a fused multiply-add cost one instruction? Elsewhere it would be a call, and fma() is a product and a sum.
#if defined(__CUDA_ARCH__) || defined(__FMA__) || defined(__aarch64__)
#define KERNFOLD_FAST_FMA 1
#endif

namespace kernfold::math {

// The scalars of the library.
template <class T>
concept Real = std::is_same_v<T, float> || std::is_same_v<T, double>;

// What may stand beside a pack in arithmetic: 0.5 * x, x + 1.
template <class T>
concept Number = std::is_arithmetic_v<T>;

// A value, of a scalar or a register, that the compiler cannot see through: where it may reassociate arithmetic it
// would otherwise take the error of a sum for 0, undo an argument reduction, or form a product that overflows.
template <class Register>
KERNFOLD_HD KERNFOLD_INLINE Register fence(Register x) {
#if defined(__CUDA_ARCH__)
#elif defined(KERNFOLD_REASSOCIATES) && (defined(__x86_64__) || defined(__i386__))
  __asm__("" : "+v"(x));
#elif defined(KERNFOLD_REASSOCIATES) && defined(__aarch64__)
  __asm__("" : "+w"(x));
#endif
  return x;
}

// ---- For run time and constant expressions ----

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T exp(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::exp(static_cast<double>(x)));
  return libm::exp(x);
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T exp2(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::exp2(static_cast<double>(x)));
  return libm::exp2(x);
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T log(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::log(static_cast<double>(x)));
  return libm::log(x);
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T sqrt(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::sqrt(static_cast<double>(x)));
  return libm::sqrt(x);
}

// 1 / sqrt(x); +inf at 0.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T rsqrt(T x) {
  if (__builtin_is_constant_evaluated()) {
    if (x == 0) return static_cast<T>(constant::inf);
    return static_cast<T>(1 / constant::sqrt(static_cast<double>(x)));
  }
#if defined(__CUDA_ARCH__)
  return ::rsqrt(x);
#else
  return 1 / libm::sqrt(x);
#endif
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T abs(T x) {
  if (__builtin_is_constant_evaluated()) return static_cast<T>(constant::abs(static_cast<double>(x)));
  return libm::fabs(x);
}

// a * b + c, rounded once where the machine can (see KERNFOLD_FAST_FMA).
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T fma(T a, T b, T c) {
  if (__builtin_is_constant_evaluated())
    return static_cast<T>(static_cast<double>(a) * static_cast<double>(b) + static_cast<double>(c));
#if defined(KERNFOLD_FAST_FMA)
  return libm::fma(a, b, c);
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

// !(x <= y), also where one of them is NaN: one instruction for packs.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr auto not_le(V x, V y) {
  return !(x <= y);
}

// max(x, c) and min(x, c) for a number c, which is never NaN: fewer instructions for packs.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V min_of_number(V x, V c) {
  return min(x, c);
}
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V max_of_number(V x, V c) {
  return max(x, c);
}

// max(x, y) where neither has a sign, as |x| and x^2: of packs, their bits are compared as integers, NaN the largest.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V max_of_magnitudes(V x, V y) {
  return max(x, y);
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

// 1 where x >= 0, 0 where x < 0; NaN at NaN.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V step(V x) {
  return select(x >= V(0), V(1), select(x < V(0), V(0), x));
}

// rsqrt(x), and 0 at 0; and sqrt(x), for which a GPU may take r = rsqrt_or_zero(x). For scalars and packs.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V rsqrt_or_zero(V x) {
  return select(x == V(0), V(0), rsqrt(x));
}
// The same where sqrt(x) is computed, too.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V rsqrt_beside_sqrt(V x) {
  return rsqrt_or_zero(x);
}
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V sqrt_beside_rsqrt(V x, [[maybe_unused]] V r) {
  return sqrt(x);
}

KERNFOLD_HD KERNFOLD_INLINE constexpr bool any(bool mask) { return mask; }
KERNFOLD_HD KERNFOLD_INLINE constexpr bool all(bool mask) { return mask; }

// x^n by squaring: about 2 log2 |n| products. x^0 = 1 for every x, as in <cmath>; x^-n = 1 / x^n. One definition for
// scalars and packs: with a constant n the loop is unrolled.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V powi(V x, int n) {
  V result = V(1), square = x;
  for (unsigned m = n < 0 ? 0U - static_cast<unsigned>(n) : static_cast<unsigned>(n); m != 0;) {
    if (m & 1U) result = result * square;
    m >>= 1U;
    if (m != 0) square = square * square;
  }
  return n < 0 ? V(1) / result : result;
}

// x^(-3/2) within four times the error of rsqrt. For scalars and packs.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V rsqrt_cubed(V x) {
  const V r = rsqrt(x);
  return r * r * r;
}

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T pow(T x, int n) {
  return math::powi(x, n);
}

// ---- For run time only ----

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T sin(T x) {
  return libm::sin(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T cos(T x) {
  return libm::cos(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T tan(T x) {
  return libm::tan(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T sinh(T x) {
  return libm::sinh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T cosh(T x) {
  return libm::cosh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T tanh(T x) {
  return libm::tanh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T asin(T x) {
  return libm::asin(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T acos(T x) {
  return libm::acos(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T atan(T x) {
  return libm::atan(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T asinh(T x) {
  return libm::asinh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T acosh(T x) {
  return libm::acosh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T atanh(T x) {
  return libm::atanh(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T erf(T x) {
  return libm::erf(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T erfc(T x) {
  return libm::erfc(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T expm1(T x) {
  return libm::expm1(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T log1p(T x) {
  return libm::log1p(x);
}
// x log(x), and 0 at 0. For scalars and packs.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE constexpr V xlogx(V x) {
  return select(x == V(0), V(0), x * log(x));
}
// log1p(x) for x in [0, 1]; of a NaN anything. For scalars and packs.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE V log1p_of_fraction(V x) {
  return log1p(x);
}

// log1p(x) in exp(p log1p(x)). For scalars and packs.
KERNFOLD_NO_EXEC_CHECK
template <class V>
KERNFOLD_HD KERNFOLD_INLINE V log1p_of_power(V x) {
  return log1p(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T log2(T x) {
  return libm::log2(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T cbrt(T x) {
  return libm::cbrt(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T floor(T x) {
  return libm::floor(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T ceil(T x) {
  return libm::ceil(x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T atan2(T y, T x) {
  return libm::atan2(y, x);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T pow(T x, T y) {
  return libm::pow(x, y);
}
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T hypot(T x, T y) {
  return libm::hypot(x, y);
}

// A power of two by which the larger of |x| and |y| becomes a number of [1, 4): exact, and squares do not over- or
// underflow. Of subnormal numbers, which become less than 1, the largest such power but one; for 0, infinity and NaN
// some number.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T magnitude_scale(T x, T y) {
  using Bits = std::conditional_t<std::is_same_v<T, float>, std::uint32_t, std::uint64_t>;
  constexpr Bits one = Bits{1} << (std::is_same_v<T, float> ? 23 : 52);  // of the exponent
  constexpr Bits exponents = (Bits{2} << (8 * sizeof(T) - 2)) - one, largest = exponents - 2 * one;
  const Bits a = __builtin_bit_cast(Bits, x) & exponents, b = __builtin_bit_cast(Bits, y) & exponents;
  const Bits larger = a > b ? a : b;
  return __builtin_bit_cast(T, exponents - one - (larger < largest ? larger : largest));
}

// To nearest, ties to even (unlike std::round, which takes them away from zero).
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T round(T x) {
  return libm::rint(x);
}

// The gamma functions of <cmath> err by up to 7 ulp: they are computed in the next larger type, if the machine has one.
#if defined(__CUDACC__) || __LDBL_MANT_DIG__ != 64
template <class T>
using GammaType = std::conditional_t<std::is_same_v<T, float>, double, T>;
#else
template <class T>
using GammaType = std::conditional_t<std::is_same_v<T, float>, double, long double>;
#endif

template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T tgamma(T x) {
#if defined(__CUDA_ARCH__)
  return libm::tgamma(x);
#else
  return static_cast<T>(libm::tgamma(static_cast<GammaType<T> >(x)));
#endif
}

// log |gamma(x)|. std::lgamma writes a global variable, signgam, which would be a data race.
template <Real T>
KERNFOLD_HD KERNFOLD_INLINE T lgamma(T x) {
#if !defined(__CUDA_ARCH__) && defined(__GLIBC__) && defined(__USE_MISC)
  int sign = 0;
  if constexpr (std::is_same_v<GammaType<T>, double>) {
    return static_cast<T>(::lgamma_r(static_cast<double>(x), &sign));
  } else {
    return static_cast<T>(::lgammal_r(static_cast<long double>(x), &sign));
  }
#elif defined(__CUDA_ARCH__)
  return libm::lgamma(x);
#else
  return static_cast<T>(libm::lgamma(static_cast<GammaType<T> >(x)));
#endif
}

// f of one lane at a time; a scalar is its own lane. (The overload for packs is in engine/cpu/pack.hpp.)
template <class F, Real T, class... Ts>
requires(std::is_same_v<T, Ts>&&...) KERNFOLD_HD KERNFOLD_INLINE constexpr T lanewise(F f, T x, Ts... more) {
  return f(x, more...);
}

}  // namespace kernfold::math

// SPDX-License-Identifier: MIT
//
// SSE2, the baseline of x86-64: 4 floats or 2 doubles, no fused multiply-add and no rounding instruction.
#pragma once

#include <emmintrin.h>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack_scalar.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

template <>
struct Simd<float, 4> {
  using Register = __m128;
  using MaskRegister = __m128;

  static KERNFOLD_INLINE Register set(float x) { return _mm_set1_ps(x); }
  static KERNFOLD_INLINE Register load(const float* p) { return _mm_loadu_ps(p); }
  static KERNFOLD_INLINE void store(float* p, Register x) { _mm_storeu_ps(p, x); }
  static KERNFOLD_INLINE float lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return a * b + c; }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return c - a * b; }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return a * b - c; }
  // The instruction returns b if an operand is NaN; where a is NaN, all ones are set, which is a NaN.
  static KERNFOLD_INLINE Register min(Register a, Register b) {
    return either(_mm_min_ps(a, b), _mm_cmpunord_ps(a, a));
  }
  static KERNFOLD_INLINE Register max(Register a, Register b) {
    return either(_mm_max_ps(a, b), _mm_cmpunord_ps(a, a));
  }
  static KERNFOLD_INLINE Register abs(Register a) { return _mm_andnot_ps(set(-0.0F), a); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return _mm_sqrt_ps(a); }
  static KERNFOLD_INLINE Register round(Register a) {
    const Register n = either(_mm_cvtepi32_ps(_mm_cvtps_epi32(a)), both(a, set(-0.0F)));  // keeps -0
    return select(lt(abs(a), set(0x1p23F)), n, a);  // from 2^23 on every float is an integer
  }
  static KERNFOLD_INLINE Register floor(Register a) {
    const Register n = round(a);
    return n - both(lt(a, n), set(1));
  }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return _mm_cmplt_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return _mm_cmple_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return _mm_cmpnle_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return _mm_cmpeq_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return _mm_cmpneq_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return _mm_and_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return _mm_or_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) {
    return _mm_xor_ps(a, _mm_castsi128_ps(_mm_set1_epi32(-1)));
  }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return static_cast<unsigned>(_mm_movemask_ps(a)); }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) {
    return _mm_or_ps(_mm_and_ps(m, a), _mm_andnot_ps(m, b));
  }

  // For pack_math.hpp. The smaller and the larger operand; b if one is NaN.
  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return _mm_min_ps(a, b); }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return _mm_max_ps(a, b); }
  // An integer n with n - 0.001 <= x <= n + 1, for |x| < 2^15: conversion rounds to nearest. Less than a half is
  // subtracted, so that an integer x is its own floor.
  static KERNFOLD_INLINE Register small_floor(Register x) { return _mm_cvtepi32_ps(_mm_cvtps_epi32(x - 0.499F)); }
  // p 2^n for an integer n in [-252, 252], rounded once: two factors of half the exponent each, whose biased exponents
  // add up to k = n + 254. k << 22 without its lowest bit is k / 2 << 23, the first factor.
  static KERNFOLD_INLINE Register scale(Register p, Register n) {
    const __m128i k = _mm_slli_epi32(_mm_add_epi32(_mm_cvtps_epi32(n), _mm_set1_epi32(254)), 22);
    const __m128i a = _mm_and_si128(k, _mm_set1_epi32(-0x800000));
    const __m128i b = _mm_add_epi32(k, _mm_sub_epi32(k, a));
    return fence(p * _mm_castsi128_ps(a)) * _mm_castsi128_ps(b);
  }
  // x = m 2^e with m in [0.75, 1.5), for normal positive x: adding half a unit of the exponent carries into it from 1.5
  // on.
  static KERNFOLD_INLINE void split(Register x, Register& m, Register& e) {
    const __m128i u = _mm_add_epi32(_mm_castps_si128(x), _mm_set1_epi32(0x00400000));
    e = _mm_cvtepi32_ps(_mm_srli_epi32(u, 23)) - 127.0F;
    m = _mm_castsi128_ps(_mm_add_epi32(_mm_and_si128(u, _mm_set1_epi32(0x007fffff)), _mm_set1_epi32(0x3f400000)));
  }
};

template <>
struct Simd<double, 2> {
  using Register = __m128d;
  using MaskRegister = __m128d;

  static KERNFOLD_INLINE Register set(double x) { return _mm_set1_pd(x); }
  static KERNFOLD_INLINE Register load(const double* p) { return _mm_loadu_pd(p); }
  static KERNFOLD_INLINE void store(double* p, Register x) { _mm_storeu_pd(p, x); }
  static KERNFOLD_INLINE double lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return a * b + c; }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return c - a * b; }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return a * b - c; }
  static KERNFOLD_INLINE Register min(Register a, Register b) {
    return either(_mm_min_pd(a, b), _mm_cmpunord_pd(a, a));
  }
  static KERNFOLD_INLINE Register max(Register a, Register b) {
    return either(_mm_max_pd(a, b), _mm_cmpunord_pd(a, a));
  }
  static KERNFOLD_INLINE Register abs(Register a) { return _mm_andnot_pd(set(-0.0), a); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return _mm_sqrt_pd(a); }
  // There is no conversion to 64-bit integers: lane by lane.
  static KERNFOLD_INLINE Register round(Register a) { return _mm_setr_pd(libm::rint(a[0]), libm::rint(a[1])); }
  static KERNFOLD_INLINE Register floor(Register a) { return _mm_setr_pd(libm::floor(a[0]), libm::floor(a[1])); }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return _mm_cmplt_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return _mm_cmple_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return _mm_cmpnle_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return _mm_cmpeq_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return _mm_cmpneq_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return _mm_and_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return _mm_or_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) {
    return _mm_xor_pd(a, _mm_castsi128_pd(_mm_set1_epi32(-1)));
  }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return static_cast<unsigned>(_mm_movemask_pd(a)); }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) {
    return _mm_or_pd(_mm_and_pd(m, a), _mm_andnot_pd(m, b));
  }

  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return _mm_min_pd(a, b); }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return _mm_max_pd(a, b); }
  static KERNFOLD_INLINE Register small_floor(Register x) { return _mm_cvtepi32_pd(_mm_cvtpd_epi32(x - 0.499)); }
  // As above, |n| <= 2044, with the upper halves of the factors as 32-bit integers.
  static KERNFOLD_INLINE Register scale(Register p, Register n) {
    const __m128i k = _mm_slli_epi32(_mm_add_epi32(_mm_cvtpd_epi32(n), _mm_set1_epi32(2046)), 19);
    const __m128i a = _mm_and_si128(k, _mm_set1_epi32(-0x100000));
    const __m128i b = _mm_add_epi32(k, _mm_sub_epi32(k, a));
    return fence(p * upper(a)) * upper(b);
  }
  static KERNFOLD_INLINE Register upper(__m128i x) {
    return _mm_castsi128_pd(_mm_unpacklo_epi32(_mm_setzero_si128(), x));
  }
  // The integer e + 1023 becomes a double by standing in the last bits of 2^52.
  static KERNFOLD_INLINE void split(Register x, Register& m, Register& e) {
    const __m128i u = _mm_add_epi64(_mm_castpd_si128(x), _mm_set1_epi64x(0x0008000000000000));
    e = _mm_castsi128_pd(_mm_or_si128(_mm_srli_epi64(u, 52), _mm_castpd_si128(set(0x1p52)))) - (0x1p52 + 1023);
    m = _mm_castsi128_pd(
        _mm_add_epi64(_mm_and_si128(u, _mm_set1_epi64x(0x000fffffffffffff)), _mm_set1_epi64x(0x3fe8000000000000)));
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

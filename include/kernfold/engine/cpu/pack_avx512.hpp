// SPDX-License-Identifier: MIT
//
// AVX-512 (F, DQ, BW, VL): 16 floats or 8 doubles; masks live in registers of their own. Besides the members that every
// Simd has, it gives pack_math.hpp instructions that only this set has: `fraction` and `scale` (x - floor(x) and
// p 2^floor(x), right for every x), `exponent` and `mantissa`; `sign`; `rsqrt`.
//
// The forms with a mask, all lanes chosen, give the same instructions as those without: gcc 12 warns of the latter,
// whose header leaves an unused operand uninitialized.
#pragma once

#include <immintrin.h>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack_scalar.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// By class of number, from the last 4 bits on: NaN, signalling NaN, 0, 1, -inf, inf, negative, positive; to a, NaN, a,
// 1, -1, 1, -1, 1, and to a, NaN, 1, 1, 0, 1, 0, 1.
inline constexpr unsigned sign_of_class = 0xa9a9a121, step_of_class = 0xa8a8aa21;

template <>
struct Simd<float, 16> {
  using Register = __m512;
  using MaskRegister = __mmask16;
  static constexpr MaskRegister all = 0xffff;

  static KERNFOLD_INLINE Register set(float x) { return _mm512_set1_ps(x); }
  static KERNFOLD_INLINE Register load(const float* p) { return _mm512_loadu_ps(p); }
  static KERNFOLD_INLINE void store(float* p, Register x) { _mm512_storeu_ps(p, x); }
  static KERNFOLD_INLINE float lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return _mm512_fmadd_ps(a, b, c); }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return _mm512_fnmadd_ps(a, b, c); }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return _mm512_fmsub_ps(a, b, c); }
  // The instruction returns b if an operand is NaN; where a is NaN it is masked out, and a stays.
  static KERNFOLD_INLINE Register min(Register a, Register b) { return _mm512_mask_min_ps(a, eq(a, a), a, b); }
  static KERNFOLD_INLINE Register max(Register a, Register b) { return _mm512_mask_max_ps(a, eq(a, a), a, b); }
  // The smaller and the larger operand; b if one is NaN.
  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return _mm512_maskz_min_ps(all, a, b); }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return _mm512_maskz_max_ps(all, a, b); }
  // The larger one as unsigned integers.
  static KERNFOLD_INLINE Register max_of_bits(Register a, Register b) {
    return _mm512_castsi512_ps(_mm512_maskz_max_epu32(all, _mm512_castps_si512(a), _mm512_castps_si512(b)));
  }
  static KERNFOLD_INLINE Register abs(Register a) { return _mm512_abs_ps(a); }
  // -a, as bits: compilers don't turn x + opposite(a) back into x - a.
  static KERNFOLD_INLINE Register opposite(Register a) { return _mm512_xor_ps(a, set(-0.0F)); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return _mm512_maskz_sqrt_ps(all, a); }
  // An approximation to 14 bits and a step of Newton's method, which has no number to go on with for 0 and infinity.
  static KERNFOLD_INLINE Register rsqrt(Register a) {
    const Register r = _mm512_maskz_rsqrt14_ps(all, a), e = fnma(a * r, r, set(1));
    return _mm512_mask_fmadd_ps(r, eq(e, e), e * set(0.5F), r);
  }
  static KERNFOLD_INLINE Register sign(Register a) {  // -1, 1, or the zero or NaN itself
    return _mm512_maskz_fixupimm_ps(all, a, a, _mm512_set1_epi32(static_cast<int>(sign_of_class)), 0);
  }
  static KERNFOLD_INLINE Register step(Register a) {
    return _mm512_maskz_fixupimm_ps(all, a, a, _mm512_set1_epi32(static_cast<int>(step_of_class)), 0);
  }
  static KERNFOLD_INLINE Register round(Register a) { return _mm512_maskz_roundscale_ps(all, a, 8); }
  static KERNFOLD_INLINE Register floor(Register a) { return _mm512_maskz_roundscale_ps(all, a, 9); }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return _mm512_cmp_ps_mask(a, b, _CMP_NLE_UQ); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return _mm512_cmp_ps_mask(a, b, _CMP_NEQ_UQ); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return static_cast<MaskRegister>(a & b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return _kor_mask16(a, b); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) { return _knot_mask16(a); }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return a; }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) {
    return _mm512_mask_blend_ps(m, b, a);
  }

  // x - floor(x 2^bits) 2^-bits, and x + y rounded down.
  template <int bits>
  static KERNFOLD_INLINE Register fraction(Register x) {
    return _mm512_maskz_reduce_ps(all, x, 9 | bits << 4);
  }
  static KERNFOLD_INLINE Register add_down(Register x, Register y) {
    return _mm512_maskz_add_round_ps(all, x, y, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  }
  // The number of t, an array of two registers, that the last bits of x tell.
  static KERNFOLD_INLINE Register lookup(const float* t, Register x) {
    return _mm512_permutex2var_ps(load(t), _mm512_castps_si512(x), load(t + 16));
  }
  static KERNFOLD_INLINE Register scale(Register p, Register x) { return _mm512_maskz_scalef_ps(all, p, x); }
  // The operand of smaller magnitude, with the sign of a; b where a is NaN.
  static KERNFOLD_INLINE Register limit(Register a, Register b) { return _mm512_maskz_range_ps(all, a, b, 2); }
  static KERNFOLD_INLINE Register exponent(Register x) { return _mm512_maskz_getexp_ps(all, x); }
  // In [0.75, 1.5); NaN for x < 0.
  static KERNFOLD_INLINE Register mantissa(Register x) {
    return _mm512_maskz_getmant_ps(all, x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan);
  }
};

template <>
struct Simd<double, 8> {
  using Register = __m512d;
  using MaskRegister = __mmask8;
  static constexpr MaskRegister all = 0xff;

  static KERNFOLD_INLINE Register set(double x) { return _mm512_set1_pd(x); }
  static KERNFOLD_INLINE Register load(const double* p) { return _mm512_loadu_pd(p); }
  static KERNFOLD_INLINE void store(double* p, Register x) { _mm512_storeu_pd(p, x); }
  static KERNFOLD_INLINE double lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return _mm512_fmadd_pd(a, b, c); }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return _mm512_fnmadd_pd(a, b, c); }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return _mm512_fmsub_pd(a, b, c); }
  static KERNFOLD_INLINE Register min(Register a, Register b) { return _mm512_mask_min_pd(a, eq(a, a), a, b); }
  static KERNFOLD_INLINE Register max(Register a, Register b) { return _mm512_mask_max_pd(a, eq(a, a), a, b); }
  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return _mm512_maskz_min_pd(all, a, b); }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return _mm512_maskz_max_pd(all, a, b); }
  static KERNFOLD_INLINE Register max_of_bits(Register a, Register b) {
    return _mm512_castsi512_pd(_mm512_maskz_max_epu64(all, _mm512_castpd_si512(a), _mm512_castpd_si512(b)));
  }
  static KERNFOLD_INLINE Register abs(Register a) { return _mm512_abs_pd(a); }
  static KERNFOLD_INLINE Register opposite(Register a) { return _mm512_xor_pd(a, set(-0.0)); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return _mm512_maskz_sqrt_pd(all, a); }
  // As of floats, with the series of (1 - e)^-1/2 to e^4: within 1 ulp, where 1 / sqrt(a) is within 1.5.
  static KERNFOLD_INLINE Register rsqrt(Register a) {
    const Register r = _mm512_maskz_rsqrt14_pd(all, a), e = fnma(a * r, r, set(1));
    const Register q = fma(e, fma(e, fma(e, set(35.0 / 128), set(5.0 / 16)), set(3.0 / 8)), set(0.5));
    return _mm512_mask_fmadd_pd(r, eq(e, e), e * q, r);
  }
  static KERNFOLD_INLINE Register sign(Register a) {
    return _mm512_maskz_fixupimm_pd(all, a, a, _mm512_set1_epi64(sign_of_class), 0);
  }
  static KERNFOLD_INLINE Register step(Register a) {
    return _mm512_maskz_fixupimm_pd(all, a, a, _mm512_set1_epi64(step_of_class), 0);
  }
  static KERNFOLD_INLINE Register round(Register a) { return _mm512_maskz_roundscale_pd(all, a, 8); }
  static KERNFOLD_INLINE Register floor(Register a) { return _mm512_maskz_roundscale_pd(all, a, 9); }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return _mm512_cmp_pd_mask(a, b, _CMP_NLE_UQ); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return _mm512_cmp_pd_mask(a, b, _CMP_NEQ_UQ); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return static_cast<MaskRegister>(a & b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return _kor_mask8(a, b); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) { return _knot_mask8(a); }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return a; }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) {
    return _mm512_mask_blend_pd(m, b, a);
  }

  template <int bits>
  static KERNFOLD_INLINE Register fraction(Register x) {
    return _mm512_maskz_reduce_pd(all, x, 9 | bits << 4);
  }
  static KERNFOLD_INLINE Register add_down(Register x, Register y) {
    return _mm512_maskz_add_round_pd(all, x, y, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  }
  static KERNFOLD_INLINE Register lookup(const double* t, Register x) {
    return _mm512_permutex2var_pd(load(t), _mm512_castpd_si512(x), load(t + 8));
  }
  static KERNFOLD_INLINE Register scale(Register p, Register x) { return _mm512_maskz_scalef_pd(all, p, x); }
  static KERNFOLD_INLINE Register limit(Register a, Register b) { return _mm512_maskz_range_pd(all, a, b, 2); }
  static KERNFOLD_INLINE Register exponent(Register x) { return _mm512_maskz_getexp_pd(all, x); }
  static KERNFOLD_INLINE Register mantissa(Register x) {
    return _mm512_maskz_getmant_pd(all, x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan);
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

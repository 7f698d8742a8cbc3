// SPDX-License-Identifier: MIT
//
// AVX-512 (F, DQ, BW, VL): 16 floats or 8 doubles; masks live in registers of their own. Besides the members that every
// Simd has, it gives pack_math.hpp instructions that only this set has: `fraction` and `scale` (x - floor(x) and
// p 2^floor(x), right for every x), `exponent` and `mantissa`; `sign` and `step`; `rsqrt`; `add_down`, `lookup`,
// `limit`, `max_of_bits`.
//
// The functions with a mask, all lanes chosen, give the same instructions as those without: gcc 12 warns of the latter,
// whose header leaves an unused operand uninitialized.
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack_scalar.hpp>
#include <kernfold/engine/cpu/x86.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// By class of number, from the last 4 bits on: NaN, signalling NaN, 0, 1, -inf, inf, negative, positive; to a, NaN, a,
// 1, -1, 1, -1, 1, and to a, NaN, 1, 1, 0, 1, 0, 1.
inline constexpr unsigned sign_of_class = 0xa9a9a121, step_of_class = 0xa8a8aa21;

template <>
struct Simd<float, 16> {
  using Register __attribute__((vector_size(64))) = float;
  using Bits __attribute__((vector_size(64))) = unsigned;
  using Integers __attribute__((vector_size(64))) = int;
  using MaskRegister = unsigned short;
  static constexpr MaskRegister all = 0xffff;
  // Instructions round as the thread does.
  static constexpr int current = 4;

  static KERNFOLD_INLINE Register set(float x) { return Register{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
  static KERNFOLD_INLINE Register load(const float* p) {
    Register x;
    __builtin_memcpy(&x, p, sizeof x);
    return x;
  }
  static KERNFOLD_INLINE void store(float* p, Register x) { __builtin_memcpy(p, &x, sizeof x); }
  static KERNFOLD_INLINE float lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) {
    return KERNFOLD_X86(__builtin_ia32_vfmaddps512_mask(a, b, c, all, current), _mm512_fmadd_ps(a, b, c));
  }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) {
    return KERNFOLD_X86_3(__builtin_ia32_vfnmaddps512_mask(a, b, c, all, current),
                          __builtin_ia32_vfmaddps512_mask(a, -b, c, all, current), _mm512_fnmadd_ps(a, b, c));
  }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) {
    return KERNFOLD_X86_3(__builtin_ia32_vfmsubps512_mask(a, b, c, all, current),
                          __builtin_ia32_vfmaddps512_mask(a, b, -c, all, current), _mm512_fmsub_ps(a, b, c));
  }
  // The instruction returns b if an operand is NaN; where a is NaN it is masked out, and a stays.
  static KERNFOLD_INLINE Register min(Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_minps512_mask(a, b, a, eq(a, a), current),
                          select(eq(a, a), __builtin_ia32_minps512(a, b, current), a),
                          _mm512_mask_min_ps(a, eq(a, a), a, b));
  }
  static KERNFOLD_INLINE Register max(Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_maxps512_mask(a, b, a, eq(a, a), current),
                          select(eq(a, a), __builtin_ia32_maxps512(a, b, current), a),
                          _mm512_mask_max_ps(a, eq(a, a), a, b));
  }
  // The smaller and the larger operand; b if one is NaN.
  static KERNFOLD_INLINE Register at_most(Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_minps512_mask(a, b, Register{}, all, current),
                          __builtin_ia32_minps512(a, b, current), _mm512_maskz_min_ps(all, a, b));
  }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_maxps512_mask(a, b, Register{}, all, current),
                          __builtin_ia32_maxps512(a, b, current), _mm512_maskz_max_ps(all, a, b));
  }
  // The larger one as unsigned integers.
  static KERNFOLD_INLINE Register max_of_bits(Register a, Register b) {
    const Bits x = Bits(a), y = Bits(b);
    return Register(x > y ? x : y);
  }
  static KERNFOLD_INLINE Register abs(Register a) { return Register(Bits(a) & 0x7fffffffU); }
  // -a, as bits: compilers don't turn x + opposite(a) back into x - a.
  static KERNFOLD_INLINE Register opposite(Register a) { return Register(Bits(a) ^ 0x80000000U); }
  static KERNFOLD_INLINE Register sqrt(Register a) {
    return KERNFOLD_X86_3(__builtin_ia32_sqrtps512_mask(a, Register{}, all, current),
                          __builtin_ia32_sqrtps512(a, current), _mm512_maskz_sqrt_ps(all, a));
  }
  // An approximation to 14 bits and a step of Newton's method, which has no number to go on with for 0 and infinity.
  static KERNFOLD_INLINE Register rsqrt(Register a) {
    const Register r =
        KERNFOLD_X86(__builtin_ia32_rsqrt14ps512_mask(a, Register{}, all), _mm512_maskz_rsqrt14_ps(all, a));
    const Register e = at_most(fnma(a * r, r, set(1)), set(1));
    return fma(r, e * set(0.5F), r);
  }
  // a b + c where m is set, else a.
  static KERNFOLD_INLINE Register masked_fma(Register a, Register b, Register c, MaskRegister m) {
    return KERNFOLD_X86(__builtin_ia32_vfmaddps512_mask(a, b, c, m, current), _mm512_mask_fmadd_ps(a, m, b, c));
  }
  // -1, 1, or the zero or NaN itself; and 1, 0, or the NaN itself.
  static KERNFOLD_INLINE Register sign(Register a) { return by_class(a, sign_of_class); }
  static KERNFOLD_INLINE Register step(Register a) { return by_class(a, step_of_class); }
  static KERNFOLD_INLINE Register by_class(Register a, unsigned table) {
    const Integers t = Integers(Bits{} + table);
    return KERNFOLD_X86(__builtin_ia32_fixupimmps512_maskz(a, a, t, 0, all, current),
                        _mm512_maskz_fixupimm_ps(all, a, a, reinterpret_cast<__m512i>(t), 0));
  }
  static KERNFOLD_INLINE Register round(Register a) {
    return KERNFOLD_X86(__builtin_ia32_rndscaleps_mask(a, 8, Register{}, all, current),
                        _mm512_maskz_roundscale_ps(all, a, 8));
  }
  static KERNFOLD_INLINE Register floor(Register a) {
    return KERNFOLD_X86(__builtin_ia32_rndscaleps_mask(a, 9, Register{}, all, current),
                        _mm512_maskz_roundscale_ps(all, a, 9));
  }

  template <int predicate>
  static KERNFOLD_INLINE MaskRegister compare(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_cmpps512_mask(a, b, predicate, all, current),
                        _mm512_cmp_ps_mask(a, b, predicate));
  }
  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return compare<17>(a, b); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return compare<18>(a, b); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return compare<6>(a, b); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return compare<0>(a, b); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return compare<4>(a, b); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return static_cast<MaskRegister>(a & b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) {
    return KERNFOLD_X86(static_cast<MaskRegister>(__builtin_ia32_korhi(a, b)), _kor_mask16(a, b));
  }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) {
    return KERNFOLD_X86(static_cast<MaskRegister>(__builtin_ia32_knothi(a)), _knot_mask16(a));
  }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return a; }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_blendmps_512_mask(b, a, m), __builtin_ia32_selectps_512(m, a, b),
                          _mm512_mask_blend_ps(m, b, a));
  }

  // x - floor(x 2^bits) 2^-bits, and x + y rounded down.
  template <int bits>
  static KERNFOLD_INLINE Register fraction(Register x) {
    constexpr int how = 9 | bits << 4;
    return KERNFOLD_X86_3(__builtin_ia32_reduceps512_mask(x, how, Register{}, all),
                          __builtin_ia32_reduceps512_mask(x, how, Register{}, all, current),
                          _mm512_maskz_reduce_ps(all, x, how));
  }
  static KERNFOLD_INLINE Register add_down(Register x, Register y) {
    return KERNFOLD_X86_3(__builtin_ia32_addps512_mask(x, y, Register{}, all, 9), __builtin_ia32_addps512(x, y, 9),
                          _mm512_maskz_add_round_ps(all, x, y, 9));
  }
  // The number of t, an array of two registers, that the last bits of x tell.
  static KERNFOLD_INLINE Register lookup(const float* t, Register x) {
    return KERNFOLD_X86_3(__builtin_ia32_vpermt2varps512_mask(Integers(x), load(t), load(t + 16), all),
                          __builtin_ia32_vpermi2varps512(load(t), Integers(x), load(t + 16)),
                          _mm512_permutex2var_ps(load(t), reinterpret_cast<__m512i>(x), load(t + 16)));
  }
  static KERNFOLD_INLINE Register scale(Register p, Register x) {
    return KERNFOLD_X86(__builtin_ia32_scalefps512_mask(p, x, Register{}, all, current),
                        _mm512_maskz_scalef_ps(all, p, x));
  }
  // The operand of smaller magnitude, with the sign of a; b where a is NaN.
  static KERNFOLD_INLINE Register limit(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_rangeps512_mask(a, b, 2, Register{}, all, current),
                        _mm512_maskz_range_ps(all, a, b, 2));
  }
  static KERNFOLD_INLINE Register exponent(Register x) {
    return KERNFOLD_X86(__builtin_ia32_getexpps512_mask(x, Register{}, all, current), _mm512_maskz_getexp_ps(all, x));
  }
  // In [0.75, 1.5); NaN for x < 0.
  static KERNFOLD_INLINE Register mantissa(Register x) {
    return KERNFOLD_X86(__builtin_ia32_getmantps512_mask(x, 11, Register{}, all, current),
                        _mm512_maskz_getmant_ps(all, x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan));
  }
};

template <>
struct Simd<double, 8> {
  using Register __attribute__((vector_size(64))) = double;
  using Bits __attribute__((vector_size(64))) = unsigned long long;
  using Integers __attribute__((vector_size(64))) = long long;
  using MaskRegister = unsigned char;
  static constexpr MaskRegister all = 0xff;
  static constexpr int current = 4;

  static KERNFOLD_INLINE Register set(double x) { return Register{x, x, x, x, x, x, x, x}; }
  static KERNFOLD_INLINE Register load(const double* p) {
    Register x;
    __builtin_memcpy(&x, p, sizeof x);
    return x;
  }
  static KERNFOLD_INLINE void store(double* p, Register x) { __builtin_memcpy(p, &x, sizeof x); }
  static KERNFOLD_INLINE double lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) {
    return KERNFOLD_X86(__builtin_ia32_vfmaddpd512_mask(a, b, c, all, current), _mm512_fmadd_pd(a, b, c));
  }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) {
    return KERNFOLD_X86_3(__builtin_ia32_vfnmaddpd512_mask(a, b, c, all, current),
                          __builtin_ia32_vfmaddpd512_mask(a, -b, c, all, current), _mm512_fnmadd_pd(a, b, c));
  }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) {
    return KERNFOLD_X86_3(__builtin_ia32_vfmsubpd512_mask(a, b, c, all, current),
                          __builtin_ia32_vfmaddpd512_mask(a, b, -c, all, current), _mm512_fmsub_pd(a, b, c));
  }
  static KERNFOLD_INLINE Register min(Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_minpd512_mask(a, b, a, eq(a, a), current),
                          select(eq(a, a), __builtin_ia32_minpd512(a, b, current), a),
                          _mm512_mask_min_pd(a, eq(a, a), a, b));
  }
  static KERNFOLD_INLINE Register max(Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_maxpd512_mask(a, b, a, eq(a, a), current),
                          select(eq(a, a), __builtin_ia32_maxpd512(a, b, current), a),
                          _mm512_mask_max_pd(a, eq(a, a), a, b));
  }
  static KERNFOLD_INLINE Register at_most(Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_minpd512_mask(a, b, Register{}, all, current),
                          __builtin_ia32_minpd512(a, b, current), _mm512_maskz_min_pd(all, a, b));
  }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_maxpd512_mask(a, b, Register{}, all, current),
                          __builtin_ia32_maxpd512(a, b, current), _mm512_maskz_max_pd(all, a, b));
  }
  static KERNFOLD_INLINE Register max_of_bits(Register a, Register b) {
    const Bits x = Bits(a), y = Bits(b);
    return Register(x > y ? x : y);
  }
  static KERNFOLD_INLINE Register abs(Register a) { return Register(Bits(a) & 0x7fffffffffffffffULL); }
  static KERNFOLD_INLINE Register opposite(Register a) { return Register(Bits(a) ^ 0x8000000000000000ULL); }
  static KERNFOLD_INLINE Register sqrt(Register a) {
    return KERNFOLD_X86_3(__builtin_ia32_sqrtpd512_mask(a, Register{}, all, current),
                          __builtin_ia32_sqrtpd512(a, current), _mm512_maskz_sqrt_pd(all, a));
  }
  // As of floats, with the series of (1 - e)^-1/2 to e^4: within 1 ulp, where 1 / sqrt(a) is within 1.5.
  static KERNFOLD_INLINE Register rsqrt(Register a) {
    const Register r =
        KERNFOLD_X86(__builtin_ia32_rsqrt14pd512_mask(a, Register{}, all), _mm512_maskz_rsqrt14_pd(all, a));
    const Register e = fnma(a * r, r, set(1));
    const Register q = fma(e, fma(e, fma(e, set(35.0 / 128), set(5.0 / 16)), set(3.0 / 8)), set(0.5));
    return masked_fma(r, e * q, r, eq(e, e));
  }
  static KERNFOLD_INLINE Register masked_fma(Register a, Register b, Register c, MaskRegister m) {
    return KERNFOLD_X86(__builtin_ia32_vfmaddpd512_mask(a, b, c, m, current), _mm512_mask_fmadd_pd(a, m, b, c));
  }
  static KERNFOLD_INLINE Register sign(Register a) { return by_class(a, sign_of_class); }
  static KERNFOLD_INLINE Register step(Register a) { return by_class(a, step_of_class); }
  static KERNFOLD_INLINE Register by_class(Register a, unsigned long long table) {
    const Integers t = Integers(Bits{} + table);
    return KERNFOLD_X86(__builtin_ia32_fixupimmpd512_maskz(a, a, t, 0, all, current),
                        _mm512_maskz_fixupimm_pd(all, a, a, reinterpret_cast<__m512i>(t), 0));
  }
  static KERNFOLD_INLINE Register round(Register a) {
    return KERNFOLD_X86(__builtin_ia32_rndscalepd_mask(a, 8, Register{}, all, current),
                        _mm512_maskz_roundscale_pd(all, a, 8));
  }
  static KERNFOLD_INLINE Register floor(Register a) {
    return KERNFOLD_X86(__builtin_ia32_rndscalepd_mask(a, 9, Register{}, all, current),
                        _mm512_maskz_roundscale_pd(all, a, 9));
  }

  template <int predicate>
  static KERNFOLD_INLINE MaskRegister compare(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_cmppd512_mask(a, b, predicate, all, current),
                        _mm512_cmp_pd_mask(a, b, predicate));
  }
  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return compare<17>(a, b); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return compare<18>(a, b); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return compare<6>(a, b); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return compare<0>(a, b); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return compare<4>(a, b); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return static_cast<MaskRegister>(a & b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) {
    return KERNFOLD_X86(static_cast<MaskRegister>(__builtin_ia32_korqi(a, b)), _kor_mask8(a, b));
  }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) {
    return KERNFOLD_X86(static_cast<MaskRegister>(__builtin_ia32_knotqi(a)), _knot_mask8(a));
  }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return a; }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) {
    return KERNFOLD_X86_3(__builtin_ia32_blendmpd_512_mask(b, a, m), __builtin_ia32_selectpd_512(m, a, b),
                          _mm512_mask_blend_pd(m, b, a));
  }

  template <int bits>
  static KERNFOLD_INLINE Register fraction(Register x) {
    constexpr int how = 9 | bits << 4;
    return KERNFOLD_X86_3(__builtin_ia32_reducepd512_mask(x, how, Register{}, all),
                          __builtin_ia32_reducepd512_mask(x, how, Register{}, all, current),
                          _mm512_maskz_reduce_pd(all, x, how));
  }
  static KERNFOLD_INLINE Register add_down(Register x, Register y) {
    return KERNFOLD_X86_3(__builtin_ia32_addpd512_mask(x, y, Register{}, all, 9), __builtin_ia32_addpd512(x, y, 9),
                          _mm512_maskz_add_round_pd(all, x, y, 9));
  }
  static KERNFOLD_INLINE Register lookup(const double* t, Register x) {
    return KERNFOLD_X86_3(__builtin_ia32_vpermt2varpd512_mask(Integers(x), load(t), load(t + 8), all),
                          __builtin_ia32_vpermi2varpd512(load(t), Integers(x), load(t + 8)),
                          _mm512_permutex2var_pd(load(t), reinterpret_cast<__m512i>(x), load(t + 8)));
  }
  static KERNFOLD_INLINE Register scale(Register p, Register x) {
    return KERNFOLD_X86(__builtin_ia32_scalefpd512_mask(p, x, Register{}, all, current),
                        _mm512_maskz_scalef_pd(all, p, x));
  }
  static KERNFOLD_INLINE Register limit(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_rangepd512_mask(a, b, 2, Register{}, all, current),
                        _mm512_maskz_range_pd(all, a, b, 2));
  }
  static KERNFOLD_INLINE Register exponent(Register x) {
    return KERNFOLD_X86(__builtin_ia32_getexppd512_mask(x, Register{}, all, current), _mm512_maskz_getexp_pd(all, x));
  }
  static KERNFOLD_INLINE Register mantissa(Register x) {
    return KERNFOLD_X86(__builtin_ia32_getmantpd512_mask(x, 11, Register{}, all, current),
                        _mm512_maskz_getmant_pd(all, x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan));
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

// SPDX-License-Identifier: MIT
//
// AVX2 with FMA: 8 floats or 4 doubles; a mask is a register whose lanes are all ones or all zeros.
#pragma once

#include <cstdint>
#include <immintrin.h>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack_scalar.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

template <>
struct Simd<float, 8> {
  using Register = __m256;
  using MaskRegister = __m256;

  static KERNFOLD_INLINE Register set(float x) { return _mm256_set1_ps(x); }
  static KERNFOLD_INLINE Register load(const float* p) { return _mm256_loadu_ps(p); }
  static KERNFOLD_INLINE void store(float* p, Register x) { _mm256_storeu_ps(p, x); }
  static KERNFOLD_INLINE float lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return _mm256_fmadd_ps(a, b, c); }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return _mm256_fnmadd_ps(a, b, c); }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return _mm256_fmsub_ps(a, b, c); }
  // The instruction returns b if an operand is NaN; where a is NaN, all ones are set, which is a NaN.
  static KERNFOLD_INLINE Register min(Register a, Register b) { return either(_mm256_min_ps(a, b), unordered(a)); }
  static KERNFOLD_INLINE Register max(Register a, Register b) { return either(_mm256_max_ps(a, b), unordered(a)); }
  // The larger one as unsigned integers.
  static KERNFOLD_INLINE Register max_of_bits(Register a, Register b) {
    return _mm256_castsi256_ps(_mm256_max_epu32(_mm256_castps_si256(a), _mm256_castps_si256(b)));
  }
  static KERNFOLD_INLINE Register abs(Register a) { return _mm256_andnot_ps(set(-0.0F), a); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return _mm256_sqrt_ps(a); }
  static KERNFOLD_INLINE Register round(Register a) { return _mm256_round_ps(a, 8); }
  static KERNFOLD_INLINE Register floor(Register a) { return _mm256_round_ps(a, 9); }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return _mm256_cmp_ps(a, b, _CMP_NLE_UQ); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return _mm256_cmp_ps(a, b, _CMP_NEQ_UQ); }
  static KERNFOLD_INLINE MaskRegister unordered(Register a) { return _mm256_cmp_ps(a, a, _CMP_UNORD_Q); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return _mm256_and_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return _mm256_or_ps(a, b); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) {
    return _mm256_xor_ps(a, _mm256_castsi256_ps(_mm256_set1_epi32(-1)));
  }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return static_cast<unsigned>(_mm256_movemask_ps(a)); }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) { return _mm256_blendv_ps(b, a, m); }

  // For pack_math.hpp. The smaller and the larger operand; b if one is NaN.
  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return _mm256_min_ps(a, b); }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return _mm256_max_ps(a, b); }
  static KERNFOLD_INLINE Register small_floor(Register x) { return floor(x); }
  // p 2^n for an integer n in [-252, 252], rounded once: two factors of half the exponent each, whose biased exponents
  // add up to k = n + 254. k << 22 without its lowest bit is k / 2 << 23, the first factor.
  static KERNFOLD_INLINE Register scale(Register p, Register n) {
    const __m256i k = _mm256_cvtps_epi32(fma(n, set(0x1p22F), set(254 * 0x1p22F)));
    const __m256i a = _mm256_and_si256(k, _mm256_set1_epi32(-0x800000));
    const __m256i b = _mm256_add_epi32(k, _mm256_sub_epi32(k, a));
    return fence(p * _mm256_castsi256_ps(a)) * _mm256_castsi256_ps(b);
  }
  // The power of two that the last bits of k tell, of a table of 8: their last three an entry, the others are added to
  // its exponent, as they stand, so that the entry is less what its own three bits add.
  static KERNFOLD_INLINE Register power(const std::uint32_t* t, Register k) {
    const __m256i bits = _mm256_castps_si256(k);
    return _mm256_castsi256_ps(_mm256_add_epi32(lookup(t, bits), _mm256_slli_epi32(bits, 20)));
  }
  static KERNFOLD_INLINE __m256i lookup(const std::uint32_t* t, __m256i k) {
    return _mm256_permutevar8x32_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(t)), k);
  }
  // x = m 2^e with m in [0.75, 1.5), for normal positive x: adding half a unit of the exponent carries into it from 1.5
  // on.
  static KERNFOLD_INLINE void split(Register x, Register& m, Register& e) {
    const __m256i u = _mm256_add_epi32(_mm256_castps_si256(x), _mm256_set1_epi32(0x00400000));
    e = _mm256_cvtepi32_ps(_mm256_srli_epi32(u, 23)) - 127.0F;
    m = _mm256_castsi256_ps(
        _mm256_add_epi32(_mm256_and_si256(u, _mm256_set1_epi32(0x007fffff)), _mm256_set1_epi32(0x3f400000)));
  }
};

template <>
struct Simd<double, 4> {
  using Register = __m256d;
  using MaskRegister = __m256d;

  static KERNFOLD_INLINE Register set(double x) { return _mm256_set1_pd(x); }
  static KERNFOLD_INLINE Register load(const double* p) { return _mm256_loadu_pd(p); }
  static KERNFOLD_INLINE void store(double* p, Register x) { _mm256_storeu_pd(p, x); }
  static KERNFOLD_INLINE double lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return _mm256_fmadd_pd(a, b, c); }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return _mm256_fnmadd_pd(a, b, c); }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return _mm256_fmsub_pd(a, b, c); }
  static KERNFOLD_INLINE Register min(Register a, Register b) { return either(_mm256_min_pd(a, b), unordered(a)); }
  static KERNFOLD_INLINE Register max(Register a, Register b) { return either(_mm256_max_pd(a, b), unordered(a)); }
  static KERNFOLD_INLINE Register abs(Register a) { return _mm256_andnot_pd(set(-0.0), a); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return _mm256_sqrt_pd(a); }
  static KERNFOLD_INLINE Register round(Register a) { return _mm256_round_pd(a, 8); }
  static KERNFOLD_INLINE Register floor(Register a) { return _mm256_round_pd(a, 9); }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return _mm256_cmp_pd(a, b, _CMP_LE_OQ); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return _mm256_cmp_pd(a, b, _CMP_NLE_UQ); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return _mm256_cmp_pd(a, b, _CMP_EQ_OQ); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return _mm256_cmp_pd(a, b, _CMP_NEQ_UQ); }
  static KERNFOLD_INLINE MaskRegister unordered(Register a) { return _mm256_cmp_pd(a, a, _CMP_UNORD_Q); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return _mm256_and_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return _mm256_or_pd(a, b); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) {
    return _mm256_xor_pd(a, _mm256_castsi256_pd(_mm256_set1_epi32(-1)));
  }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return static_cast<unsigned>(_mm256_movemask_pd(a)); }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) { return _mm256_blendv_pd(b, a, m); }

  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return _mm256_min_pd(a, b); }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return _mm256_max_pd(a, b); }
  static KERNFOLD_INLINE Register small_floor(Register x) { return floor(x); }
  // As above, |n| <= 2044, with the upper halves of the factors as 32-bit integers.
  static KERNFOLD_INLINE Register scale(Register p, Register n) {
    const __m128i k = _mm256_cvtpd_epi32(fma(n, set(0x1p19), set(2046 * 0x1p19)));
    const __m128i a = _mm_and_si128(k, _mm_set1_epi32(-0x100000));
    const __m128i b = _mm_add_epi32(k, _mm_sub_epi32(k, a));
    return fence(p * upper(a)) * upper(b);
  }
  static KERNFOLD_INLINE Register upper(__m128i x) {
    return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_cvtepu32_epi64(x), 32));
  }
  // As above; lower halves of the entries come first, then upper ones.
  static KERNFOLD_INLINE Register power(const std::uint32_t* t, Register k) {
    using Floats = Simd<float, 8>;
    const __m256i bits = _mm256_castpd_si256(k), both = _mm256_shuffle_epi32(bits, 0xa0);
    const __m256i entry = _mm256_blend_epi32(Floats::lookup(t, both), Floats::lookup(t + 8, both), 0xaa);
    return _mm256_castsi256_pd(_mm256_add_epi64(entry, _mm256_slli_epi64(bits, 49)));
  }
  // The integer e + 1023 becomes a double by standing in the last bits of 2^52.
  static KERNFOLD_INLINE void split(Register x, Register& m, Register& e) {
    const __m256i u = _mm256_add_epi64(_mm256_castpd_si256(x), _mm256_set1_epi64x(0x0008000000000000));
    e = _mm256_castsi256_pd(_mm256_or_si256(_mm256_srli_epi64(u, 52), _mm256_castpd_si256(set(0x1p52)))) -
        (0x1p52 + 1023);
    m = _mm256_castsi256_pd(_mm256_add_epi64(_mm256_and_si256(u, _mm256_set1_epi64x(0x000fffffffffffff)),
                                             _mm256_set1_epi64x(0x3fe8000000000000)));
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

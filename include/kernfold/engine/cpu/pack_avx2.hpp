// SPDX-License-Identifier: MIT
//
// AVX2 with FMA: 8 floats or 4 doubles; a mask is a register whose lanes are all ones or all zeros.
#pragma once

#include <cstdint>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack_scalar.hpp>
#include <kernfold/engine/cpu/x86.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

template <>
struct Simd<float, 8> {
  using Register __attribute__((vector_size(32))) = float;
  using Bits __attribute__((vector_size(32))) = unsigned;
  using Integers __attribute__((vector_size(32))) = int;
  using MaskRegister = Register;

  static KERNFOLD_INLINE Register set(float x) { return Register{x, x, x, x, x, x, x, x}; }
  static KERNFOLD_INLINE Register load(const float* p) {
    Register x;
    __builtin_memcpy(&x, p, sizeof x);
    return x;
  }
  static KERNFOLD_INLINE void store(float* p, Register x) { __builtin_memcpy(p, &x, sizeof x); }
  static KERNFOLD_INLINE float lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) {
    return KERNFOLD_X86(__builtin_ia32_vfmaddps256(a, b, c), _mm256_fmadd_ps(a, b, c));
  }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) {
    return KERNFOLD_X86_3(__builtin_ia32_vfnmaddps256(a, b, c), __builtin_ia32_vfmaddps256(-a, b, c),
                          _mm256_fnmadd_ps(a, b, c));
  }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) {
    return KERNFOLD_X86_3(__builtin_ia32_vfmsubps256(a, b, c), __builtin_ia32_vfmaddps256(a, b, -c),
                          _mm256_fmsub_ps(a, b, c));
  }
  // The instruction returns b if an operand is NaN; where a is NaN, all ones are set, which is a NaN.
  static KERNFOLD_INLINE Register min(Register a, Register b) { return either(at_most(a, b), unordered(a)); }
  static KERNFOLD_INLINE Register max(Register a, Register b) { return either(at_least(a, b), unordered(a)); }
  // The larger one as unsigned integers.
  static KERNFOLD_INLINE Register max_of_bits(Register a, Register b) {
    const Bits x = Bits(a), y = Bits(b);
    return Register(x > y ? x : y);
  }
  static KERNFOLD_INLINE Register abs(Register a) { return Register(Bits(a) & 0x7fffffffU); }
  static KERNFOLD_INLINE Register sqrt(Register a) {
    return KERNFOLD_X86(__builtin_ia32_sqrtps256(a), _mm256_sqrt_ps(a));
  }
  static KERNFOLD_INLINE Register round(Register a) {
    return KERNFOLD_X86(__builtin_ia32_roundps256(a, 8), _mm256_round_ps(a, 8));
  }
  static KERNFOLD_INLINE Register floor(Register a) {
    return KERNFOLD_X86(__builtin_ia32_roundps256(a, 9), _mm256_round_ps(a, 9));
  }

  template <int predicate>
  static KERNFOLD_INLINE MaskRegister compare(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_cmpps256(a, b, predicate), _mm256_cmp_ps(a, b, predicate));
  }
  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return compare<17>(a, b); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return compare<18>(a, b); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return compare<6>(a, b); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return compare<0>(a, b); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return compare<4>(a, b); }
  static KERNFOLD_INLINE MaskRegister unordered(Register a) { return compare<3>(a, a); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return Register(Bits(a) & Bits(b)); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return Register(Bits(a) | Bits(b)); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) { return Register(~Bits(a)); }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) {
    return static_cast<unsigned>(KERNFOLD_X86(__builtin_ia32_movmskps256(a), _mm256_movemask_ps(a)));
  }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_blendvps256(b, a, m), _mm256_blendv_ps(b, a, m));
  }

  // For pack_math.hpp. The smaller and the larger operand; b if one is NaN.
  static KERNFOLD_INLINE Register at_most(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_minps256(a, b), _mm256_min_ps(a, b));
  }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_maxps256(a, b), _mm256_max_ps(a, b));
  }
  static KERNFOLD_INLINE Register small_floor(Register x) { return floor(x); }
  // p 2^n for an integer n in [-252, 252], rounded once: two factors of half the exponent each, whose biased exponents
  // add up to k = n + 254. k << 22 without its lowest bit is k / 2 << 23, the first factor.
  static KERNFOLD_INLINE Register scale(Register p, Register n) {
    const Register f = fma(n, set(0x1p22F), set(254 * 0x1p22F));
    const Bits k = Bits(KERNFOLD_X86(__builtin_ia32_cvtps2dq256(f), _mm256_cvtps_epi32(f)));
    const Bits a = k & 0xff800000U, b = k + (k - a);
    return fence(p * Register(a)) * Register(b);
  }
  // The power of two that the last bits of k tell, of a table of 8: their last three an entry, the others are added to
  // its exponent, as they stand, so that the entry is less what its own three bits add.
  static KERNFOLD_INLINE Register power(const std::uint32_t* t, Register k) {
    return Register(lookup(t, Integers(k)) + (Bits(k) << 20));
  }
  static KERNFOLD_INLINE Bits lookup(const std::uint32_t* t, Integers k) {
    Integers table;
    __builtin_memcpy(&table, t, sizeof table);
    return Bits(
        KERNFOLD_X86(__builtin_ia32_permvarsi256(table, k),
                     _mm256_permutevar8x32_epi32(reinterpret_cast<__m256i>(table), reinterpret_cast<__m256i>(k))));
  }
  // x = m 2^e with m in [0.75, 1.5), for normal positive x: adding half a unit of the exponent carries into it from 1.5
  // on.
  static KERNFOLD_INLINE void split(Register x, Register& m, Register& e) {
    const Bits u = Bits(x) + 0x00400000U;
    e = __builtin_convertvector(Integers(u >> 23), Register) - 127.0F;
    m = Register((u & 0x007fffffU) + 0x3f400000U);
  }
};

template <>
struct Simd<double, 4> {
  using Register __attribute__((vector_size(32))) = double;
  using Bits __attribute__((vector_size(32))) = std::uint64_t;
  using Integers __attribute__((vector_size(32))) = int;
  using MaskRegister = Register;

  static KERNFOLD_INLINE Register set(double x) { return Register{x, x, x, x}; }
  static KERNFOLD_INLINE Register load(const double* p) {
    Register x;
    __builtin_memcpy(&x, p, sizeof x);
    return x;
  }
  static KERNFOLD_INLINE void store(double* p, Register x) { __builtin_memcpy(p, &x, sizeof x); }
  static KERNFOLD_INLINE double lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) {
    return KERNFOLD_X86(__builtin_ia32_vfmaddpd256(a, b, c), _mm256_fmadd_pd(a, b, c));
  }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) {
    return KERNFOLD_X86_3(__builtin_ia32_vfnmaddpd256(a, b, c), __builtin_ia32_vfmaddpd256(-a, b, c),
                          _mm256_fnmadd_pd(a, b, c));
  }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) {
    return KERNFOLD_X86_3(__builtin_ia32_vfmsubpd256(a, b, c), __builtin_ia32_vfmaddpd256(a, b, -c),
                          _mm256_fmsub_pd(a, b, c));
  }
  static KERNFOLD_INLINE Register min(Register a, Register b) { return either(at_most(a, b), unordered(a)); }
  static KERNFOLD_INLINE Register max(Register a, Register b) { return either(at_least(a, b), unordered(a)); }
  static KERNFOLD_INLINE Register abs(Register a) { return Register(Bits(a) & 0x7fffffffffffffffULL); }
  static KERNFOLD_INLINE Register sqrt(Register a) {
    return KERNFOLD_X86(__builtin_ia32_sqrtpd256(a), _mm256_sqrt_pd(a));
  }
  static KERNFOLD_INLINE Register round(Register a) {
    return KERNFOLD_X86(__builtin_ia32_roundpd256(a, 8), _mm256_round_pd(a, 8));
  }
  static KERNFOLD_INLINE Register floor(Register a) {
    return KERNFOLD_X86(__builtin_ia32_roundpd256(a, 9), _mm256_round_pd(a, 9));
  }

  template <int predicate>
  static KERNFOLD_INLINE MaskRegister compare(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_cmppd256(a, b, predicate), _mm256_cmp_pd(a, b, predicate));
  }
  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return compare<17>(a, b); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return compare<18>(a, b); }
  static KERNFOLD_INLINE MaskRegister nle(Register a, Register b) { return compare<6>(a, b); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return compare<0>(a, b); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return compare<4>(a, b); }
  static KERNFOLD_INLINE MaskRegister unordered(Register a) { return compare<3>(a, a); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return Register(Bits(a) & Bits(b)); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return Register(Bits(a) | Bits(b)); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) { return Register(~Bits(a)); }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) {
    return static_cast<unsigned>(KERNFOLD_X86(__builtin_ia32_movmskpd256(a), _mm256_movemask_pd(a)));
  }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_blendvpd256(b, a, m), _mm256_blendv_pd(b, a, m));
  }

  static KERNFOLD_INLINE Register at_most(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_minpd256(a, b), _mm256_min_pd(a, b));
  }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) {
    return KERNFOLD_X86(__builtin_ia32_maxpd256(a, b), _mm256_max_pd(a, b));
  }
  static KERNFOLD_INLINE Register small_floor(Register x) { return floor(x); }
  // As above, |n| <= 2044, with the upper halves of the factors as 32-bit integers.
  using Halves __attribute__((vector_size(16))) = unsigned;
  static KERNFOLD_INLINE Register scale(Register p, Register n) {
    const Register f = fma(n, set(0x1p19), set(2046 * 0x1p19));
    const Halves k = Halves(KERNFOLD_X86(__builtin_ia32_cvtpd2dq256(f), _mm256_cvtpd_epi32(f)));
    const Halves a = k & 0xfff00000U, b = k + (k - a);
    return fence(p * upper(a)) * upper(b);
  }
  static KERNFOLD_INLINE Register upper(Halves x) { return Register(__builtin_convertvector(x, Bits) << 32); }
  // As above; lower halves of the entries come first, then upper ones.
  static KERNFOLD_INLINE Register power(const std::uint32_t* t, Register k) {
    using Floats = Simd<float, 8>;
    const Integers bits = Integers(k),
                   both = Integers(KERNFOLD_X86(__builtin_ia32_pshufd256(bits, 0xa0),
                                                _mm256_shuffle_epi32(reinterpret_cast<__m256i>(bits), 0xa0)));
    const Integers lower = Integers(Floats::lookup(t, both)), higher = Integers(Floats::lookup(t + 8, both));
    const Bits entry = Bits(
        KERNFOLD_X86(__builtin_ia32_pblendd256(lower, higher, 0xaa),
                     _mm256_blend_epi32(reinterpret_cast<__m256i>(lower), reinterpret_cast<__m256i>(higher), 0xaa)));
    return Register(entry + (Bits(k) << 49));
  }
  // The integer e + 1023 becomes a double by standing in the last bits of 2^52.
  static KERNFOLD_INLINE void split(Register x, Register& m, Register& e) {
    const Bits u = Bits(x) + 0x0008000000000000U;
    e = Register(u >> 52 | Bits(set(0x1p52))) - (0x1p52 + 1023);
    m = Register((u & 0x000fffffffffffffU) + 0x3fe8000000000000U);
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

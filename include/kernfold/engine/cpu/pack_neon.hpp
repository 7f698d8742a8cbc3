// SPDX-License-Identifier: MIT
//
// NEON on 64-bit ARM: 4 floats or 2 doubles; a mask is a register of integers whose lanes are all ones or all zeros.
#pragma once

#include <arm_neon.h>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack_scalar.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

template <>
struct Simd<float, 4> {
  using Register = float32x4_t;
  using MaskRegister = uint32x4_t;

  static KERNFOLD_INLINE Register set(float x) { return vdupq_n_f32(x); }
  static KERNFOLD_INLINE Register load(const float* p) { return vld1q_f32(p); }
  static KERNFOLD_INLINE void store(float* p, Register x) { vst1q_f32(p, x); }
  static KERNFOLD_INLINE float lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return vfmaq_f32(c, a, b); }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return vfmsq_f32(c, a, b); }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return vnegq_f32(vfmsq_f32(c, a, b)); }
  static KERNFOLD_INLINE Register min(Register a, Register b) { return vminq_f32(a, b); }  // NaN if either is
  static KERNFOLD_INLINE Register max(Register a, Register b) { return vmaxq_f32(a, b); }
  static KERNFOLD_INLINE Register abs(Register a) { return vabsq_f32(a); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return vsqrtq_f32(a); }
  static KERNFOLD_INLINE Register round(Register a) { return vrndnq_f32(a); }
  static KERNFOLD_INLINE Register floor(Register a) { return vrndmq_f32(a); }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return vcltq_f32(a, b); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return vcleq_f32(a, b); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return vceqq_f32(a, b); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return negate(eq(a, b)); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return vandq_u32(a, b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return vorrq_u32(a, b); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) { return vmvnq_u32(a); }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) {
    const unsigned bits[4] = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(a, vld1q_u32(bits)));
  }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) { return vbslq_f32(m, a, b); }

  // For pack_math.hpp.
  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return vminq_f32(a, b); }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return vmaxq_f32(a, b); }
  static KERNFOLD_INLINE Register small_floor(Register x) { return floor(x); }
  // p 2^n for an integer n in [-252, 252], rounded once: two factors of half the exponent each, whose biased exponents
  // add up to k = n + 254.
  static KERNFOLD_INLINE Register scale(Register p, Register n) {
    const int32x4_t k = vaddq_s32(vcvtq_s32_f32(n), vdupq_n_s32(254));
    const int32x4_t a = vshrq_n_s32(k, 1), b = vsubq_s32(k, a);
    return fence(p * vreinterpretq_f32_s32(vshlq_n_s32(a, 23))) * vreinterpretq_f32_s32(vshlq_n_s32(b, 23));
  }
  // x = m 2^e with m in [0.75, 1.5), for normal positive x: adding half a unit of the exponent carries into it from 1.5
  // on.
  static KERNFOLD_INLINE void split(Register x, Register& m, Register& e) {
    const uint32x4_t u = vaddq_u32(vreinterpretq_u32_f32(x), vdupq_n_u32(0x00400000));
    e = vcvtq_f32_u32(vshrq_n_u32(u, 23)) - set(127);
    m = vreinterpretq_f32_u32(vaddq_u32(vandq_u32(u, vdupq_n_u32(0x007fffff)), vdupq_n_u32(0x3f400000)));
  }
};

template <>
struct Simd<double, 2> {
  using Register = float64x2_t;
  using MaskRegister = uint64x2_t;

  static KERNFOLD_INLINE Register set(double x) { return vdupq_n_f64(x); }
  static KERNFOLD_INLINE Register load(const double* p) { return vld1q_f64(p); }
  static KERNFOLD_INLINE void store(double* p, Register x) { vst1q_f64(p, x); }
  static KERNFOLD_INLINE double lane(Register x, int i) { return x[i]; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return vfmaq_f64(c, a, b); }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return vfmsq_f64(c, a, b); }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return vnegq_f64(vfmsq_f64(c, a, b)); }
  static KERNFOLD_INLINE Register min(Register a, Register b) { return vminq_f64(a, b); }
  static KERNFOLD_INLINE Register max(Register a, Register b) { return vmaxq_f64(a, b); }
  static KERNFOLD_INLINE Register abs(Register a) { return vabsq_f64(a); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return vsqrtq_f64(a); }
  static KERNFOLD_INLINE Register round(Register a) { return vrndnq_f64(a); }
  static KERNFOLD_INLINE Register floor(Register a) { return vrndmq_f64(a); }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return vcltq_f64(a, b); }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return vcleq_f64(a, b); }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return vceqq_f64(a, b); }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return negate(eq(a, b)); }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return vandq_u64(a, b); }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return vorrq_u64(a, b); }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) {
    return vreinterpretq_u64_u32(vmvnq_u32(vreinterpretq_u32_u64(a)));
  }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) {
    return static_cast<unsigned>((vgetq_lane_u64(a, 0) & 1U) | (vgetq_lane_u64(a, 1) & 2U));
  }
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) { return vbslq_f64(m, a, b); }

  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return vminq_f64(a, b); }
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return vmaxq_f64(a, b); }
  static KERNFOLD_INLINE Register small_floor(Register x) { return floor(x); }
  // As above, |n| <= 2044.
  static KERNFOLD_INLINE Register scale(Register p, Register n) {
    const int64x2_t k = vaddq_s64(vcvtq_s64_f64(n), vdupq_n_s64(2046));
    const int64x2_t a = vshrq_n_s64(k, 1), b = vsubq_s64(k, a);
    return fence(p * vreinterpretq_f64_s64(vshlq_n_s64(a, 52))) * vreinterpretq_f64_s64(vshlq_n_s64(b, 52));
  }
  static KERNFOLD_INLINE void split(Register x, Register& m, Register& e) {
    const uint64x2_t u = vaddq_u64(vreinterpretq_u64_f64(x), vdupq_n_u64(0x0008000000000000));
    e = vcvtq_f64_u64(vshrq_n_u64(u, 52)) - set(1023);
    m = vreinterpretq_f64_u64(
        vaddq_u64(vandq_u64(u, vdupq_n_u64(0x000fffffffffffff)), vdupq_n_u64(0x3fe8000000000000)));
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

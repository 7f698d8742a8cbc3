// SPDX-License-Identifier: MIT
//
// exp, exp2 and log of packs, our own: the inner loop of most kernels, within 2 ulp everywhere (figures below, measured by
// tests/engine/cpu/exhaustive_math.cpp). The long tail (sin, tanh, erf, pow ...) is in pack_tail.hpp.
//
// 2^x = 2^n 2^f with n = floor(x). Rounding down instead of to nearest lets f run through [0, 1), where 2^f stays in one
// binade: the polynomial's error is then counted in one and the same ulp, and one degree less is enough.
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/engine/cpu/pack_tail.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// A value that the compiler cannot see through: under -ffast-math it would otherwise reassociate an argument reduction.
template <class Register>
KERNFOLD_INLINE Register fence(Register x) {
#if defined(__FAST_MATH__) && (defined(__x86_64__) || defined(__i386__))
  __asm__("" : "+v"(x));
#elif defined(__FAST_MATH__) && defined(__aarch64__)
  __asm__("" : "+w"(x));
#endif
  return x;
}

// c[0] + c[1] x + ... by Horner's rule: fewest instructions; packs in flight hide the latency.
template <class S, class Register, class T, int N>
KERNFOLD_INLINE Register polynomial(Register x, const T (&c)[N]) {
  Register y = S::set(c[N - 1]);
  KERNFOLD_UNROLL_FULL
  for (int k = N - 2; k >= 0; --k) y = S::fma(y, x, S::set(c[k]));
  return y;
}

template <class T>
struct Constants;

template <>
struct Constants<float> {
  static constexpr float log2_e = 0x1.715476p+0F;
  static constexpr float ln2_hi = 0x1.62e4p-1F;        // 16 bits: n * ln2_hi is exact
  static constexpr float ln2_lo = 0x1.7f7d1cp-20F;
  static constexpr float exp_range[2] = {-104.0F, 89.0F};  // below: 0, above: inf
  static constexpr float exp2_range[2] = {-151.0F, 128.0F};
  static constexpr float smallest_normal = 0x1p-126F;
  static constexpr float e2[6] = {1.0F, 0.693147181F, 0.240226507F, 0.0555041087F, 0.00961812911F, 0.00133335581F};
  static constexpr float ee[6] = {1.0F, 1.0F, 0.5F, 0.166666667F, 0.0416666667F, 0.00833333333F};
};

template <>
struct Constants<double> {
  static constexpr double log2_e = 0x1.71547652b82fep+0;
  static constexpr double ln2_hi = 0x1.62e42fefap-1;  // 36 bits
  static constexpr double ln2_lo = 0x1.cf79abc9e3b39803f2f6af40f343267p-40;
  static constexpr double exp_range[2] = {-746.0, 710.0};
  static constexpr double exp2_range[2] = {-1076.0, 1024.0};
  static constexpr double smallest_normal = 0x1p-1022;
  static constexpr double e2[12] = {1.0, 0.693147181, 0.240226507, 0.0555041087, 0.00961812911, 0.00133335581,0,0,0,0,0,0};
  static constexpr double ee[12] = {1.0, 1.0, 0.5, 0.166666667, 0.0416666667, 0.00833333333,0,0,0,0,0,0};
};

template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> exp2(Pack<T, W> x) {
  using S = Simd<T, W>;
  using C = Constants<T>;
  if constexpr (W == 1) {
    return Pack<T, W>(math::exp2(x.v));
#if defined(KERNFOLD_AVX512)
  } else {
    return Pack<T, W>::wrap(S::scale(polynomial<S>(S::fraction(x.v), C::e2), x.v));
#else
  } else {
    const auto a = S::at_least(S::set(C::exp2_range[0]), S::at_most(S::set(C::exp2_range[1]), x.v));
    const auto n = S::small_floor(a);
    return Pack<T, W>::wrap(S::scale(polynomial<S>(fence(a - n), C::e2), n));
#endif
  }
}

template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> exp(Pack<T, W> x) {
  using S = Simd<T, W>;
  using C = Constants<T>;
  if constexpr (W == 1) {
    return Pack<T, W>(math::exp(x.v));
  } else {
#if defined(KERNFOLD_AVX512)
    const auto a = x.v;
    const auto n = S::floor(a * S::set(C::log2_e));
#else
    const auto a = S::at_least(S::set(C::exp_range[0]), S::at_most(S::set(C::exp_range[1]), x.v));
    const auto n = S::small_floor(a * S::set(C::log2_e));
#endif
    auto r = fence(S::fnma(n, S::set(C::ln2_hi), a));
    r = fence(S::fnma(n, S::set(C::ln2_lo), r));
#if defined(KERNFOLD_AVX512)
    r = S::limit(r, S::set(1));  // far outside of the range of exp, r is noise; scale() then decides alone
#endif
    return Pack<T, W>::wrap(S::scale(polynomial<S>(r, C::ee), n));
  }
}

template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> log(Pack<T, W> x) {
  return lanewise([](T v) { return math::log(v); }, x);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

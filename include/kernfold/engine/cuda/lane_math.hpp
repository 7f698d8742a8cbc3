// SPDX-License-Identifier: MIT
//
// The functions of lanes. Those that the inner loops of most kernels wait for are single instructions of the GPU where
// Accuracy::fast allows it; all others are CUDA's own.
#pragma once

#include <kernfold/engine/cuda/lane.hpp>
#include <kernfold/engine/sink.hpp>
#include <kernfold/operations/polygamma_math.hpp>

#define KERNFOLD_LANE_1(name)                                       \
  template <math::Real T, Accuracy A, int N>                        \
  KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> name(Lane<T, A, N> x) { \
    return Lane<T, A, N>(math::name(x.v));                          \
  }
#define KERNFOLD_LANE_2(name)                                                        \
  template <math::Real T, Accuracy A, int N>                                         \
  KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> name(Lane<T, A, N> x, Lane<T, A, N> y) { \
    return Lane<T, A, N>(math::name(x.v, y.v));                                      \
  }
#define KERNFOLD_LANE_3(name)                                                                         \
  template <math::Real T, Accuracy A, int N>                                                          \
  KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> name(Lane<T, A, N> x, Lane<T, A, N> y, Lane<T, A, N> z) { \
    return Lane<T, A, N>(math::name(x.v, y.v, z.v));                                                  \
  }

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

KERNFOLD_LANE_1(log)
KERNFOLD_LANE_1(abs)
KERNFOLD_LANE_1(sign)
KERNFOLD_LANE_1(sin)
KERNFOLD_LANE_1(cos)
KERNFOLD_LANE_1(tan)
KERNFOLD_LANE_1(sinh)
KERNFOLD_LANE_1(cosh)
KERNFOLD_LANE_1(tanh)
KERNFOLD_LANE_1(asin)
KERNFOLD_LANE_1(acos)
KERNFOLD_LANE_1(atan)
KERNFOLD_LANE_1(asinh)
KERNFOLD_LANE_1(acosh)
KERNFOLD_LANE_1(atanh)
KERNFOLD_LANE_1(erf)
KERNFOLD_LANE_1(erfc)
KERNFOLD_LANE_1(expm1)
KERNFOLD_LANE_1(log1p)
KERNFOLD_LANE_1(log2)
KERNFOLD_LANE_1(cbrt)
KERNFOLD_LANE_1(floor)
KERNFOLD_LANE_1(ceil)
KERNFOLD_LANE_1(round)
KERNFOLD_LANE_1(tgamma)
KERNFOLD_LANE_1(lgamma)
KERNFOLD_LANE_2(atan2)
KERNFOLD_LANE_2(hypot)
KERNFOLD_LANE_2(magnitude_scale)
KERNFOLD_LANE_3(fma)
KERNFOLD_LANE_3(fnma)
KERNFOLD_LANE_3(fms)

template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> pow(Lane<T, A, N> x, int n) {
  return math::powi(x, n);
}
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> select(bool condition, Lane<T, A, N> x, Lane<T, A, N> y) {
  return condition ? x : y;
}
template <int Order, math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> polygamma(Lane<T, A, N> x) {
  return Lane<T, A, N>(math::polygamma<Order>(x.v));
}
template <class F, math::Real T, Accuracy A, int N, class... Lanes>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> lanewise(F f, Lane<T, A, N> x, Lanes... more) {
  return Lane<T, A, N>(f(x.v, more.v...));
}

// One instruction (PTX ISA, 9.7.4; max.NaN and min.NaN since sm_80).
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> max(Lane<T, A, N> x, Lane<T, A, N> y) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  if constexpr (std::is_same_v<T, float>) {
    Lane<T, A, N> r;
    asm("max.NaN.f32 %0, %1, %2;" : "=f"(r.v) : "f"(x.v), "f"(y.v));
    return r;
  }
#endif
  return Lane<T, A, N>(math::max(x.v, y.v));
}
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> min(Lane<T, A, N> x, Lane<T, A, N> y) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  if constexpr (std::is_same_v<T, float>) {
    Lane<T, A, N> r;
    asm("min.NaN.f32 %0, %1, %2;" : "=f"(r.v) : "f"(x.v), "f"(y.v));
    return r;
  }
#endif
  return Lane<T, A, N>(math::min(x.v, y.v));
}

template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> exp2(Lane<T, A, N> x) {
#if defined(__CUDA_ARCH__)
  if constexpr (Lane<T, A, N>::approximate) {
    Lane<T, A, N> r;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(r.v) : "f"(x.v));
    return r;
  }
#endif
  return Lane<T, A, N>(math::exp2(x.v));
}
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> exp(Lane<T, A, N> x) {
  if constexpr (Lane<T, A, N>::approximate)
    return exp2(x * Lane<T, A, N>(math::constant::log2_e));
  else
    return Lane<T, A, N>(math::exp(x.v));
}
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> sqrt(Lane<T, A, N> x) {
#if defined(__CUDA_ARCH__)
  if constexpr (Lane<T, A, N>::approximate) {
    Lane<T, A, N> r;
    asm("sqrt.approx.ftz.f32 %0, %1;" : "=f"(r.v) : "f"(x.v));
    return r;
  }
#endif
  return Lane<T, A, N>(math::sqrt(x.v));
}
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> rsqrt(Lane<T, A, N> x) {
#if defined(__CUDA_ARCH__)
  if constexpr (Lane<T, A, N>::approximate) {
    Lane<T, A, N> r;
    asm("rsqrt.approx.ftz.f32 %0, %1;" : "=f"(r.v) : "f"(x.v));
    return r;
  }
#endif
  return Lane<T, A, N>(math::rsqrt(x.v));
}

template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> rsqrt_cubed(Lane<T, A, N> x) {
  if constexpr (A == Accuracy::fast) {
    const Lane<T, A, N> r = rsqrt(x);
    return r * r * r;
  } else {
    return 1 / (x * sqrt(x));  // errors of rsqrt would add up
  }
}

// Within 2^-22 of log2(x) where that is between -1 and 1, and 2^-22 |log2(x)| elsewhere (PTX ISA, lg2.approx); that of
// a subnormal number is that of 0.
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> approximate_log2(Lane<T, A, N> x) {
#if defined(__CUDA_ARCH__)
  if constexpr (Lane<T, A, N>::approximate) {
    Lane<T, A, N> r;
    asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(r.v) : "f"(x.v));
    return r;
  }
#endif
  return Lane<T, A, N>(math::log2(x.v));
}
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> log1p_of_power(Lane<T, A, N> x) {
  if constexpr (Lane<T, A, N>::approximate)
    return approximate_log2(x + 1) * Lane<T, A, N>(math::constant::ln2);
  else
    return log1p(x);
}
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> xlogx(Lane<T, A, N> x) {
  if constexpr (Lane<T, A, N>::approximate)
    return select(math::abs(x.v) < T(0x1p-126), Lane<T, A, N>(0),
                  x * (approximate_log2(x) * Lane<T, A, N>(math::constant::ln2)));
  else
    return select(x.v == T(0), Lane<T, A, N>(0), x * log(x));
}
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> pow(Lane<T, A, N> x, Lane<T, A, N> y) {
  if constexpr (Lane<T, A, N>::approximate) {
    const Lane<T, A, N> r = exp2(y * approximate_log2(x));
    if (r.v == r.v) [[likely]]
      return r;
  }
  return Lane<T, A, N>(math::pow(x.v, y.v));  // of what is negative, 0^0 and the like
}

// Where it is approximate, 0 for subnormal numbers too, which the instruction takes for 0.
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> rsqrt_or_zero(Lane<T, A, N> x) {
  if constexpr (Lane<T, A, N>::approximate)
    return select(math::abs(x.v) < T(0x1p-126), Lane<T, A, N>(0), rsqrt(x));
  else
    return select(x.v == T(0), Lane<T, A, N>(0), rsqrt(x));
}
// The product with r, which is below 2^-64 for 0 and infinity alone.
template <math::Real T, Accuracy A, int N>
KERNFOLD_HD KERNFOLD_INLINE Lane<T, A, N> sqrt_beside_rsqrt(Lane<T, A, N> x, Lane<T, A, N> r) {
  if constexpr (Lane<T, A, N>::approximate)
    return x * max(r, Lane<T, A, N>(0x1.fp-65));
  else
    return sqrt(x);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

#undef KERNFOLD_LANE_1
#undef KERNFOLD_LANE_2
#undef KERNFOLD_LANE_3

namespace kernfold {
/// Four exponentials of values below it are below exp(8) together.
template <math::Real T, Accuracy A, int Longest>
inline constexpr double shift_margin<gpu::Lane<T, A, Longest>> = 6.6;
}  // namespace kernfold

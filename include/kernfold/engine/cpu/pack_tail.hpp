// SPDX-License-Identifier: MIT
//
// The long tail of functions on packs: glibc's vector library (libmvec, at most 4 ulp; plain -lm links it) on x86-64
// where it has the function, else <cmath> lane by lane. KERNFOLD_NO_LIBMVEC, defined before the first include, chooses
// <cmath>.
//
// Largest errors in ulp with glibc 2.36 (tests/engine/cpu/exhaustive_math.cpp): AVX-512 over every fifth float, sin and
// cos over all, and 5e7 doubles; AVX2 over every 31st and 9e6; of functions of two arguments over 2e8 and 3e7 pairs.
// SSE2, over as many, has at most 3.8, of log1p 0.5 in float. sqrt is exact to 0.5 and rsqrt to 1.5; tgamma,
// in the next larger type, to 0.5 (of double only where long double is one that the hardware computes with: x86).
//
//            AVX-512        AVX2                  AVX-512        AVX2                  AVX-512        AVX2
//          float double float double            float double float double            float double float double
//   log1p   1.95   1.88  1.91   1.56     asin    3.10   2.58  2.60   2.49     acosh   1.06   1.80  2.74   2.97
//   log2    2.08   1.85  2.06   2.02     acos    2.01   1.77  2.08   1.68     atanh   1.89   1.40  2.03   2.37
//   sin     2.12   3.38  2.11   3.30     atan    2.27   2.59  2.34   2.56     erf     4.00   2.52  1.92   2.42
//   cos     2.02   3.52  2.00   3.46     sinh    1.88   1.89  1.83   1.88     erfc    1.60   2.05  1.58   2.05
//   tan     3.84   3.59  3.46   3.20     cosh    2.48   2.00  2.00   1.49     cbrt    1.94   1.82  2.86   2.71
//   pow     0.63   1.00  0.62   1.00     asinh   1.01   1.49  2.05   2.09     atan2   3.41   2.86  3.30   2.76
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/operations/math.hpp>

// Three functions came with glibc 2.22, the others with 2.35.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__CUDA_ARCH__) && !defined(KERNFOLD_NO_LIBMVEC) && \
    (defined(KERNFOLD_AVX512) || defined(KERNFOLD_AVX2) || defined(KERNFOLD_SSE2))
#define KERNFOLD_LIBMVEC_2_22 __GLIBC_PREREQ(2, 22)
#define KERNFOLD_LIBMVEC_2_35 __GLIBC_PREREQ(2, 35)
#else
#define KERNFOLD_LIBMVEC_2_22 0
#define KERNFOLD_LIBMVEC_2_35 0
#endif

// Names of entry points: _ZGV, a letter for the instruction set, N (no mask), the lanes, one v for each argument (x86
// vector function ABI, https://sourceware.org/glibc/wiki/libmvec).
#if defined(KERNFOLD_AVX512)
#define KERNFOLD_VECTOR_FLOAT(arguments, name) _ZGVeN16##arguments##_##name##f
#define KERNFOLD_VECTOR_DOUBLE(arguments, name) _ZGVeN8##arguments##_##name
#elif defined(KERNFOLD_AVX2)
#define KERNFOLD_VECTOR_FLOAT(arguments, name) _ZGVdN8##arguments##_##name##f
#define KERNFOLD_VECTOR_DOUBLE(arguments, name) _ZGVdN4##arguments##_##name
#else
#define KERNFOLD_VECTOR_FLOAT(arguments, name) _ZGVbN4##arguments##_##name##f
#define KERNFOLD_VECTOR_DOUBLE(arguments, name) _ZGVbN2##arguments##_##name
#endif

#define KERNFOLD_LANEWISE_1(name)                          \
  template <Real T, int W>                                 \
  KERNFOLD_INLINE Pack<T, W> name(Pack<T, W> x) {          \
    return lanewise([](T v) { return math::name(v); }, x); \
  }
#define KERNFOLD_LANEWISE_2(name)                                     \
  template <Real T, int W>                                            \
  KERNFOLD_INLINE Pack<T, W> name(Pack<T, W> x, Pack<T, W> y) {       \
    return lanewise([](T v, T w) { return math::name(v, w); }, x, y); \
  }
#define KERNFOLD_LIBMVEC_1(name)                                                                                     \
  extern "C" FloatRegister KERNFOLD_VECTOR_FLOAT(v, name)(FloatRegister);                                            \
  extern "C" DoubleRegister KERNFOLD_VECTOR_DOUBLE(v, name)(DoubleRegister);                                         \
  KERNFOLD_INLINE Pack<float> name(Pack<float> x) { return Pack<float>::wrap(KERNFOLD_VECTOR_FLOAT(v, name)(x.v)); } \
  KERNFOLD_INLINE Pack<double> name(Pack<double> x) { return Pack<double>::wrap(KERNFOLD_VECTOR_DOUBLE(v, name)(x.v)); }
#define KERNFOLD_LIBMVEC_2(name)                                                              \
  extern "C" FloatRegister KERNFOLD_VECTOR_FLOAT(vv, name)(FloatRegister, FloatRegister);     \
  extern "C" DoubleRegister KERNFOLD_VECTOR_DOUBLE(vv, name)(DoubleRegister, DoubleRegister); \
  KERNFOLD_INLINE Pack<float> name(Pack<float> x, Pack<float> y) {                            \
    return Pack<float>::wrap(KERNFOLD_VECTOR_FLOAT(vv, name)(x.v, y.v));                      \
  }                                                                                           \
  KERNFOLD_INLINE Pack<double> name(Pack<double> x, Pack<double> y) {                         \
    return Pack<double>::wrap(KERNFOLD_VECTOR_DOUBLE(vv, name)(x.v, y.v));                    \
  }

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

using FloatRegister = Simd<float, native_lanes<float>>::Register;
using DoubleRegister = Simd<double, native_lanes<double>>::Register;

// Lane by lane: packs of one lane, and what no vector library has.
KERNFOLD_LANEWISE_1(sin)
KERNFOLD_LANEWISE_1(cos)
KERNFOLD_LANEWISE_1(tan)
KERNFOLD_LANEWISE_1(sinh)
KERNFOLD_LANEWISE_1(cosh)
KERNFOLD_LANEWISE_1(asin)
KERNFOLD_LANEWISE_1(acos)
KERNFOLD_LANEWISE_1(atan)
KERNFOLD_LANEWISE_1(asinh)
KERNFOLD_LANEWISE_1(acosh)
KERNFOLD_LANEWISE_1(atanh)
KERNFOLD_LANEWISE_1(erf)
KERNFOLD_LANEWISE_1(erfc)
KERNFOLD_LANEWISE_1(log1p)
KERNFOLD_LANEWISE_1(log2)
KERNFOLD_LANEWISE_1(cbrt)
KERNFOLD_LANEWISE_1(tgamma)
KERNFOLD_LANEWISE_2(pow)
KERNFOLD_LANEWISE_2(atan2)

// Preferred to the templates above, as functions that are no templates.
#if KERNFOLD_LIBMVEC_2_22
KERNFOLD_LIBMVEC_1(sin)
KERNFOLD_LIBMVEC_1(cos)
KERNFOLD_LIBMVEC_2(pow)
#endif
#if KERNFOLD_LIBMVEC_2_35
KERNFOLD_LIBMVEC_1(tan)
KERNFOLD_LIBMVEC_1(sinh)
KERNFOLD_LIBMVEC_1(cosh)
KERNFOLD_LIBMVEC_1(asin)
KERNFOLD_LIBMVEC_1(acos)
KERNFOLD_LIBMVEC_1(atan)
KERNFOLD_LIBMVEC_1(asinh)
KERNFOLD_LIBMVEC_1(acosh)
KERNFOLD_LIBMVEC_1(atanh)
KERNFOLD_LIBMVEC_1(erf)
KERNFOLD_LIBMVEC_1(erfc)
#if defined(KERNFOLD_SSE2)  // glibc's function of floats errs by 2.02 ulp there: in double
extern "C" DoubleRegister KERNFOLD_VECTOR_DOUBLE(v, log1p)(DoubleRegister);
KERNFOLD_INLINE Pack<double> log1p(Pack<double> x) { return Pack<double>::wrap(KERNFOLD_VECTOR_DOUBLE(v, log1p)(x.v)); }
KERNFOLD_INLINE Pack<float> log1p(Pack<float> x) {
  const auto half = [](FloatRegister v) KERNFOLD_INLINE_LAMBDA {
    return _mm_cvtpd_ps(KERNFOLD_VECTOR_DOUBLE(v, log1p)(_mm_cvtps_pd(v)));
  };
  return Pack<float>::wrap(_mm_movelh_ps(half(x.v), half(_mm_movehl_ps(x.v, x.v))));
}
#else
KERNFOLD_LIBMVEC_1(log1p)
#endif
KERNFOLD_LIBMVEC_1(log2)
KERNFOLD_LIBMVEC_1(cbrt)
KERNFOLD_LIBMVEC_2(atan2)
#endif

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

#undef KERNFOLD_LANEWISE_1
#undef KERNFOLD_LANEWISE_2
#undef KERNFOLD_LIBMVEC_1
#undef KERNFOLD_LIBMVEC_2
#undef KERNFOLD_VECTOR_FLOAT
#undef KERNFOLD_VECTOR_DOUBLE

// SPDX-License-Identifier: MIT
//
// The functions of <cmath> that operations/math.hpp is written with, for float and double. Not <cmath> itself, which
// would be a tenth of the time of including kernfold; but nvcc reads it anyway.
#pragma once

#include <cstddef>

#include <kernfold/config.hpp>

#if defined(__CUDACC__)
#include <cmath>

namespace kernfold::math {
namespace libm = std;
}
#else

#define KERNFOLD_LIBM_1(name)                                            \
  KERNFOLD_INLINE float name(float x) { return __builtin_##name##f(x); } \
  KERNFOLD_INLINE double name(double x) { return __builtin_##name(x); }
#define KERNFOLD_LIBM_2(name)                                                        \
  KERNFOLD_INLINE float name(float x, float y) { return __builtin_##name##f(x, y); } \
  KERNFOLD_INLINE double name(double x, double y) { return __builtin_##name(x, y); }

#if defined(__GLIBC__) && defined(__USE_MISC)
extern "C" double lgamma_r(double, int*) noexcept;
extern "C" long double lgammal_r(long double, int*) noexcept;
#endif

namespace kernfold::math::libm {

KERNFOLD_LIBM_1(sqrt)
KERNFOLD_LIBM_1(fabs)
KERNFOLD_LIBM_1(floor)
KERNFOLD_LIBM_1(ceil)
KERNFOLD_LIBM_1(rint)
KERNFOLD_LIBM_1(exp)
KERNFOLD_LIBM_1(exp2)
KERNFOLD_LIBM_1(expm1)
KERNFOLD_LIBM_1(log)
KERNFOLD_LIBM_1(log2)
KERNFOLD_LIBM_1(log1p)
KERNFOLD_LIBM_1(sin)
KERNFOLD_LIBM_1(cos)
KERNFOLD_LIBM_1(tan)
KERNFOLD_LIBM_1(asin)
KERNFOLD_LIBM_1(acos)
KERNFOLD_LIBM_1(atan)
KERNFOLD_LIBM_1(sinh)
KERNFOLD_LIBM_1(cosh)
KERNFOLD_LIBM_1(tanh)
KERNFOLD_LIBM_1(asinh)
KERNFOLD_LIBM_1(acosh)
KERNFOLD_LIBM_1(atanh)
KERNFOLD_LIBM_1(erf)
KERNFOLD_LIBM_1(erfc)
KERNFOLD_LIBM_1(cbrt)
KERNFOLD_LIBM_1(tgamma)
KERNFOLD_LIBM_1(lgamma)
KERNFOLD_LIBM_2(atan2)
KERNFOLD_LIBM_2(fmax)
KERNFOLD_LIBM_2(fmin)
KERNFOLD_LIBM_2(hypot)
KERNFOLD_LIBM_2(nextafter)
KERNFOLD_LIBM_2(pow)
KERNFOLD_INLINE float fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
KERNFOLD_INLINE double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }
KERNFOLD_INLINE long double tgamma(long double x) { return __builtin_tgammal(x); }
KERNFOLD_INLINE long double lgamma(long double x) { return __builtin_lgammal(x); }

}  // namespace kernfold::math::libm

#undef KERNFOLD_LIBM_1
#undef KERNFOLD_LIBM_2
#endif

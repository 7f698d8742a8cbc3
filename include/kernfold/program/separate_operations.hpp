// SPDX-License-Identifier: MIT
//
// What sums that separate (separate.hpp) are made with beside the operations of formulas: marks of numbers that need
// all pairs after all, and what rounding takes from a product or a sum.
#pragma once

#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/extract.hpp>
#include <kernfold/program/operations_of.hpp>

namespace kernfold {

namespace detail {
template <class T>
inline constexpr double exp_limit = sizeof(T) == sizeof(float) ? 29. : 236.;
template <class T>
requires requires { typename T::value_type; }
inline constexpr double exp_limit<T> = exp_limit<typename T::value_type>;
// What is left of a number from here on when rounding has taken its last place has all its digits, too.
template <class T>
inline constexpr double least_normal = sizeof(T) == sizeof(float) ? 0x1p-102 : 0x1p-969;
template <class T>
requires requires { typename T::value_type; }
inline constexpr double least_normal<T> = least_normal<typename T::value_type>;
// One more than a power of two with half the digits.
template <class T>
inline constexpr double split = sizeof(T) == sizeof(float) ? 0x1p12 + 1 : 0x1p27 + 1;
template <class T>
requires requires { typename T::value_type; }
inline constexpr double split<T> = split<typename T::value_type>;
}  // namespace detail

struct NormalOp;
struct ProductRestOp;
struct SumRestOp;

/// x where |x| <= log(largest) / 3, so that the product of three exponentials is finite and none loses digits to
/// subnormal numbers; NaN elsewhere.
struct InExpRangeOp : Elementwise<1> {
  static constexpr const char* name = "InExpRange";
  using uses = TypeList<ConcatOp, ExtractOp, NormalOp, ProductRestOp, SumRestOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::abs;
    using math::select;
    return select(abs(x) <= T(detail::exp_limit<T>), x, T(math::constant::quiet_nan));
  }
};

/// x, which is f g, f / g or f^2 (then g = f), where it has all its digits: it is far from the subnormal numbers, and 0
/// only if f or g is. NaN elsewhere.
struct NormalOp : Elementwise<3> {
  static constexpr const char* name = "Normal";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T f, T g) {
    using math::abs;
    using math::select;
    const auto normal = abs(x) >= T(detail::least_normal<T>);
    return select(normal | (f == T(0)) | (g == T(0)), x, T(math::constant::quiet_nan));
  }
};

/// f g - p, where p is f g, rounded: exact. Without a fused multiply-add the factors are halved (Dekker's product); it
/// is then NaN for some factors near the largest number.
struct ProductRestOp : Elementwise<3> {
  static constexpr const char* name = "ProductRest";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T f, T g, T p) {
#if defined(KERNFOLD_FAST_FMA) && !defined(KERNFOLD_SSE2)
    using math::fms;
    return fms(f, g, p);
#else
    const T a = upper(f), b = upper(g), c = fence(f - a), d = fence(g - b);
    return fence(fence(fence(fence(a * b) - p) + fence(a * d)) + fence(c * b)) + fence(c * d);
#endif
  }

 private:
  // The upper half of the digits (Veltkamp).
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T upper(T f) {
    const T x = fence(f * T(detail::split<T>));
    return fence(x - fence(x - f));
  }
};

/// f + g - s, where s is f + g, rounded: exact (Knuth's TwoSum).
struct SumRestOp : Elementwise<3> {
  static constexpr const char* name = "SumRest";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T f, T g, T s) {
    using math::fence;
    const T added = fence(s - f);
    return fence(f - fence(s - added)) + fence(g - added);
  }
};

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Numbers as arguments store them and as they are computed with: half and bfloat16, of which kernels see the bits, are
// floats from where they are loaded on. And results that are rounded to them.
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/tensors/half.hpp>
#include <kernfold/tensors/view.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// b / 2^shift, rounded to nearest, ties to even; 0 < shift < 32.
KERNFOLD_HD constexpr std::uint32_t shifted_to_nearest(std::uint32_t b, std::uint32_t shift) {
  return (b + ((1U << (shift - 1)) - 1U) + (b >> shift & 1U)) >> shift;
}

/// 5 bits of exponent, 11 of precision.
struct Half {
  using Bits = std::uint16_t;
  static KERNFOLD_HD KERNFOLD_INLINE float value(Bits b) {
#if defined(__CUDA_ARCH__)
    float v;
    asm("cvt.f32.f16 %0, %1;" : "=f"(v) : "h"(b));
    return v;
#else
    const std::uint32_t sign = (b & 0x8000U) << 16, magnitude = b & 0x7fffU;
    if (magnitude < 0x0400U) {  // subnormal, or 0
      const float v = static_cast<float>(magnitude) * 0x1p-24f;
      return sign != 0 ? -v : v;
    }
    const std::uint32_t exponent = magnitude < 0x7c00U ? 0x38000000U : 0x70000000U;  // the latter: infinite, NaN
    return __builtin_bit_cast(float, sign | ((magnitude << 13) + exponent));
#endif
  }
  static KERNFOLD_HD constexpr Bits rounded(float v) {
    const auto b = __builtin_bit_cast(std::uint32_t, v);
    const std::uint32_t sign = b >> 16 & 0x8000U, magnitude = b & 0x7fffffffU;
    std::uint32_t r = 0x7c00U;      // infinite
    if (magnitude > 0x7f800000U) {  // NaN
      r = 0x7e00U;
    } else if (magnitude < 0x38800000U) {  // below 2^-14: a multiple of 2^-24
      const std::uint32_t shift = 126U - (magnitude >> 23);
      r = shifted_to_nearest((magnitude & 0x007fffffU) | 0x00800000U, shift < 25 ? shift : 25);
    } else if (magnitude < 0x47800000U) {  // below 2^16
      r = shifted_to_nearest(magnitude - 0x38000000U, 13);
    }
    return static_cast<Bits>(sign | r);
  }
};

/// The upper half of a float.
struct Bfloat16 {
  using Bits = std::uint16_t;
  static KERNFOLD_HD KERNFOLD_INLINE float value(Bits b) {
    return __builtin_bit_cast(float, static_cast<std::uint32_t>(b) << 16);
  }
  static KERNFOLD_HD constexpr Bits rounded(float v) {
    const auto b = __builtin_bit_cast(std::uint32_t, v);
    const bool nan = (b & 0x7fffffffU) > 0x7f800000U;
    return static_cast<Bits>(nan ? (b >> 16 & 0x8000U) | 0x7fc0U : shifted_to_nearest(b, 16));
  }
};

/// A number as it is.
template <class T>
struct Unchanged {
  using Bits = T;
  static KERNFOLD_HD KERNFOLD_INLINE T value(T v) { return v; }
};

/// How argument p of a call that computes in T is stored.
template <class T, Stored S, int p>
using FormatOf = std::conditional_t<S.in_half(p), Half, std::conditional_t<S.in_bfloat16(p), Bfloat16, Unchanged<T>>>;

/// An array of half or bfloat16 as bits.
template <class Number>
View<std::uint16_t> bits_of(const View<Number>& v) {
  return {reinterpret_cast<std::uint16_t*>(v.data), v.rows, v.cols, v.row_stride, v.col_stride};
}
template <class Number>
View<const std::uint16_t> bits_of(const View<const Number>& v) {
  return {reinterpret_cast<const std::uint16_t*>(v.data), v.rows, v.cols, v.row_stride, v.col_stride};
}

/// Rounds floats to half or bfloat16.
template <class Format>
struct RoundKernel {
  static constexpr int threads = 256;

  struct Arguments {
    View<const float> from;
    View<std::uint16_t> to;
  };
  struct Shared {};
  struct Thread {};

  KERNFOLD_NO_EXEC_CHECK
  template <class Block>
  static KERNFOLD_HD KERNFOLD_INLINE void run(Block& block, const Arguments& a) {
    block.phase([&](int t, Thread&) KERNFOLD_INLINE_LAMBDA {
      const std::ptrdiff_t e = block.x * threads + t;
      if (e >= a.to.rows * a.to.cols) return;
      const std::ptrdiff_t i = e / a.to.cols, k = e % a.to.cols;
      a.to(i, k) = Format::rounded(a.from(i, k));
    });
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

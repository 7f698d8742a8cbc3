// SPDX-License-Identifier: MIT
//
// Half and bfloat16: how data for a GPU may be stored, 16 bits a number, while all arithmetic is in float. They are
// CUDA's types, of which nothing but the names is needed here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

struct __half;         // of cuda_fp16.h
struct __nv_bfloat16;  // of cuda_bf16.h

namespace kernfold {

namespace detail {
template <class T>
inline constexpr bool is_half = std::is_same_v<T, __half> || std::is_same_v<T, __nv_bfloat16>;
template <class T>
inline constexpr bool is_number = std::is_arithmetic_v<T> || is_half<T>;
}  // namespace detail

/// The arguments of a call that are arrays of half or bfloat16: bit p is for position p.
struct Stored {
  std::uint64_t half = 0, bfloat16 = 0;

  constexpr bool in_half(int p) const { return (half >> p & 1U) != 0; }
  constexpr bool in_bfloat16(int p) const { return (bfloat16 >> p & 1U) != 0; }
  /// The bytes of a number of argument p in a call that computes in T.
  template <class T>
  constexpr std::size_t bytes(int p) const {
    return in_half(p) || in_bfloat16(p) ? sizeof(std::uint16_t) : sizeof(T);
  }
};

}  // namespace kernfold

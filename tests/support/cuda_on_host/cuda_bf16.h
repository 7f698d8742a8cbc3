// SPDX-License-Identifier: MIT
//
// Stands in for CUDA's header: bfloat16, by arithmetic in double.
#pragma once

#include "cuda_fp16.h"

struct alignas(2) __nv_bfloat16 {
  using Number = cuda_on_host::Number16<8, -126>;
  std::uint16_t bits;
  __nv_bfloat16() = default;
  __nv_bfloat16(float v) : bits(Number::nearest(v)) {}
  operator float() const { return static_cast<float>(Number::value(bits)); }
};

// SPDX-License-Identifier: MIT
//
// Numbers in shared memory that a thread reads together.
#pragma once

#include <kernfold/config.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

// N neighbours in registers, read by whole vectors. ptxas combines single loads less reliably.
template <class T, int N>
struct StagedRow {
  static constexpr int width = N % (16 / static_cast<int>(sizeof(T))) == 0 ? 16 / static_cast<int>(sizeof(T)) : N;
  struct alignas(width* static_cast<int>(sizeof(T))) Vector {
    T v[width];
  };
  T value[N];

  KERNFOLD_HD KERNFOLD_INLINE explicit StagedRow(const T* from) {
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < N; k += width) {
      const Vector vector = *reinterpret_cast<const Vector*>(from + k);
      KERNFOLD_UNROLL_FULL
      for (int l = 0; l < width; ++l) value[k + l] = vector.v[l];
    }
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

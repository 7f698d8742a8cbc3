// SPDX-License-Identifier: MIT
//
// Fused multiply-adds. Users do not write them: the last pass over a program (program/finalize.hpp) puts them where a
// product has no other use.
#pragma once

#include <kernfold/operations/apply.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// x y + z
struct FmaOp : Elementwise<3> {
  static constexpr const char* name = "Fma";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y, T z) {
    using math::fma;
    return fma(x, y, z);
  }
};

/// z - x y
struct FnmaOp : Elementwise<3> {
  static constexpr const char* name = "Fnma";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y, T z) {
    using math::fnma;
    return fnma(x, y, z);
  }
};

/// x y - z
struct FmsOp : Elementwise<3> {
  static constexpr const char* name = "Fms";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y, T z) {
    using math::fms;
    return fms(x, y, z);
  }
};

}  // namespace kernfold

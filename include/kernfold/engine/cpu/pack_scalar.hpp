// SPDX-License-Identifier: MIT
//
// Packs of one lane: what the `scalar` instruction set computes with, and what remains for tails elsewhere. This file
// and its siblings pack_avx512.hpp, pack_avx2.hpp, pack_sse2.hpp and pack_neon.hpp name the machine's instructions as
// static members of Simd<T, W>; pack.hpp makes arithmetic of them, and pack_math.hpp mathematics.
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

template <class T, int W>
struct Simd;

template <class T>
struct Simd<T, 1> {
  using Register = T;
  using MaskRegister = bool;

  static KERNFOLD_INLINE Register set(T x) { return x; }
  static KERNFOLD_INLINE Register load(const T* p) { return *p; }
  static KERNFOLD_INLINE void store(T* p, Register x) { *p = x; }
  static KERNFOLD_INLINE T lane(Register x, int) { return x; }

  static KERNFOLD_INLINE Register fma(Register a, Register b, Register c) { return math::fma(a, b, c); }
  static KERNFOLD_INLINE Register fnma(Register a, Register b, Register c) { return math::fnma(a, b, c); }
  static KERNFOLD_INLINE Register fms(Register a, Register b, Register c) { return math::fms(a, b, c); }
  static KERNFOLD_INLINE Register min(Register a, Register b) { return math::min(a, b); }
  static KERNFOLD_INLINE Register max(Register a, Register b) { return math::max(a, b); }
  static KERNFOLD_INLINE Register at_most(Register a, Register b) { return a < b ? a : b; }  // b if one is NaN
  static KERNFOLD_INLINE Register at_least(Register a, Register b) { return a > b ? a : b; }
  static KERNFOLD_INLINE Register abs(Register a) { return math::abs(a); }
  static KERNFOLD_INLINE Register sqrt(Register a) { return math::sqrt(a); }
  static KERNFOLD_INLINE Register round(Register a) { return math::round(a); }
  static KERNFOLD_INLINE Register floor(Register a) { return math::floor(a); }

  static KERNFOLD_INLINE MaskRegister lt(Register a, Register b) { return a < b; }
  static KERNFOLD_INLINE MaskRegister le(Register a, Register b) { return a <= b; }
  static KERNFOLD_INLINE MaskRegister eq(Register a, Register b) { return a == b; }
  static KERNFOLD_INLINE MaskRegister ne(Register a, Register b) { return a != b; }
  static KERNFOLD_INLINE MaskRegister both(MaskRegister a, MaskRegister b) { return a && b; }
  static KERNFOLD_INLINE MaskRegister either(MaskRegister a, MaskRegister b) { return a || b; }
  static KERNFOLD_INLINE MaskRegister negate(MaskRegister a) { return !a; }
  static KERNFOLD_INLINE unsigned lanes(MaskRegister a) { return a ? 1U : 0U; }  // bit k: lane k
  static KERNFOLD_INLINE Register select(MaskRegister m, Register a, Register b) { return m ? a : b; }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

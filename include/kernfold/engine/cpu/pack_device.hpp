// SPDX-License-Identifier: MIT
//
// What packs are while nvcc compiles device code: declarations only. nvcc reads host functions in that pass too,
// without generating them, and refuses vector registers in any function for host and device, hence in every operation's
// `value`.
#pragma once

#include <cstdint>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack_scalar.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

template <class T, int W>
struct Simd {
  struct Register {
    Register operator-() const;
    Register operator+(Register) const;
    Register operator-(Register) const;
    Register operator*(Register) const;
    Register operator/(Register) const;
  };
  struct MaskRegister {};

  static Register set(T);
  static Register load(const T*);
  static void store(T*, Register);
  static T lane(Register, int);
  static Register fma(Register, Register, Register);
  static Register fnma(Register, Register, Register);
  static Register fms(Register, Register, Register);
  static Register min(Register, Register);
  static Register max(Register, Register);
  static Register abs(Register);
  static Register sqrt(Register);
  static Register round(Register);
  static Register floor(Register);
  static MaskRegister lt(Register, Register);
  static MaskRegister le(Register, Register);
  static MaskRegister eq(Register, Register);
  static MaskRegister ne(Register, Register);
  static MaskRegister both(MaskRegister, MaskRegister);
  static MaskRegister either(MaskRegister, MaskRegister);
  static MaskRegister negate(MaskRegister);
  static unsigned lanes(MaskRegister);
  static Register select(MaskRegister, Register, Register);
  static Register at_most(Register, Register);
  static Register at_least(Register, Register);
  static Register small_floor(Register);
  template <int>
  static Register fraction(Register);
  static Register add_down(Register, Register);
  static Register lookup(const T*, Register);
  static Register power(const std::uint32_t*, Register);
  static Register scale(Register, Register);
  static Register limit(Register, Register);
  static Register exponent(Register);
  static Register mantissa(Register);
  static void split(Register, Register&, Register&);
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

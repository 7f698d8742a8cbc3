// SPDX-License-Identifier: MIT
//
// Lane<T, A>: the value that a GPU thread computes with, one scalar in one register. It behaves like a scalar
// (operators, the functions of operations/math.hpp found by argument-dependent lookup) and decides what a GPU may
// approximate. On the host the same code runs with the functions of <cmath>.
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/evaluator.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// What a GPU may approximate, in float alone:
/// - fast: exp, exp2, sqrt, rsqrt and quotients by the machine's approximate instructions, subnormal results as 0. A
///   quotient, a root and exp2 are within 2 ulp (a quotient by more than 2^126 is 0), exp(x) within 2 + |x| ulp. In
///   exp(c |x - y|^2), c a parameter, and LogSumExp of such exponents, x and y are scaled before they are subtracted:
///   as if x - z and y - z, for one of some hundred neighbouring rows z, had changed by 2 ulp. A power f^g is within
///   2 + 8 |g| (1 + |log f|) ulp, and that of -0 or a subnormal f is that of 0; so is exp(g log1p(f)), the power of
///   1 + f, where g varies over fewer axes than f. x log x, as in ThinPlateSplineKernel, is within 6 ulp of
///   x (1 + |log x|), not of itself where x is near 1, and 0 for subnormal x.
/// - precise: all functions within 2 ulp, quotients and roots rounded correctly, as in CUDA's own functions.
enum class Accuracy : unsigned char { fast, precise };

namespace gpu {
inline namespace KERNFOLD_ISA {

/// What a comparison of lanes gives.
struct LaneMask {
  bool m;
  KERNFOLD_HD KERNFOLD_INLINE operator bool() const { return m; }
  KERNFOLD_HD KERNFOLD_INLINE bool operator[](int) const { return m; }
  friend KERNFOLD_HD KERNFOLD_INLINE bool any(LaneMask a) { return a.m; }
  friend KERNFOLD_HD KERNFOLD_INLINE bool all(LaneMask a) { return a.m; }
  friend KERNFOLD_HD KERNFOLD_INLINE unsigned bits(LaneMask a) { return a.m ? 1U : 0U; }
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator&(LaneMask a, LaneMask b) { return {a.m && b.m}; }
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator|(LaneMask a, LaneMask b) { return {a.m || b.m}; }
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator!(LaneMask a) { return {!a.m}; }
};

/// Longest: see `unrolled`. A thread's vectors live in registers only where every index is a constant; those of a
/// formula with too many of them live in memory, and are gone through by loops.
template <math::Real T, Accuracy A, int Longest = 128>
struct Lane {
  using value_type = T;
  static constexpr int lanes = 1;
  static constexpr bool approximate = A == Accuracy::fast && std::is_same_v<T, float>;

  T v;

  Lane() = default;  // uninitialized
  template <math::Number N>
  explicit KERNFOLD_HD KERNFOLD_INLINE constexpr Lane(N number) : v(static_cast<T>(number)) {}

  static KERNFOLD_HD KERNFOLD_INLINE Lane load(const T* p) { return Lane(*p); }
  KERNFOLD_HD KERNFOLD_INLINE void store(T* p) const { *p = v; }
  KERNFOLD_HD KERNFOLD_INLINE T operator[](int) const { return v; }

  friend KERNFOLD_HD KERNFOLD_INLINE Lane fence(Lane a) { return a; }
  // The second if one is NaN.
  friend KERNFOLD_HD KERNFOLD_INLINE Lane at_most(Lane a, Lane b) { return a.v < b.v ? a : b; }
  friend KERNFOLD_HD KERNFOLD_INLINE Lane at_least(Lane a, Lane b) { return a.v > b.v ? a : b; }

  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator-(Lane a) { return Lane(-a.v); }
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator+(Lane a, Lane b) { return Lane(a.v + b.v); }
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator-(Lane a, Lane b) { return Lane(a.v - b.v); }
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator*(Lane a, Lane b) { return Lane(a.v * b.v); }
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator/(Lane a, Lane b) {
#if defined(__CUDA_ARCH__)
    if constexpr (approximate) return Lane(__fdividef(a.v, b.v));
#endif
    return Lane(a.v / b.v);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator+(Lane a, N b) {
    return a + Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator-(Lane a, N b) {
    return a - Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator*(Lane a, N b) {
    return a * Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator/(Lane a, N b) {
    return a / Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator+(N a, Lane b) {
    return Lane(a) + b;
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator-(N a, Lane b) {
    return Lane(a) - b;
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator*(N a, Lane b) {
    return Lane(a) * b;
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE Lane operator/(N a, Lane b) {
#if defined(__CUDA_ARCH__)
    if constexpr (approximate) {  // one instruction; a quotient of lanes also scales what would over- or underflow
      Lane r;
      asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(r.v) : "f"(b.v));
      return a * r;
    }
#endif
    return Lane(a) / b;
  }
  template <class B>
  KERNFOLD_HD KERNFOLD_INLINE Lane& operator+=(B b) {
    return *this = *this + b;
  }
  template <class B>
  KERNFOLD_HD KERNFOLD_INLINE Lane& operator-=(B b) {
    return *this = *this - b;
  }
  template <class B>
  KERNFOLD_HD KERNFOLD_INLINE Lane& operator*=(B b) {
    return *this = *this * b;
  }
  template <class B>
  KERNFOLD_HD KERNFOLD_INLINE Lane& operator/=(B b) {
    return *this = *this / b;
  }

  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator<(Lane a, Lane b) { return {a.v < b.v}; }
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator<=(Lane a, Lane b) { return {a.v <= b.v}; }
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator>(Lane a, Lane b) { return {a.v > b.v}; }
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator>=(Lane a, Lane b) { return {a.v >= b.v}; }
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator==(Lane a, Lane b) { return {a.v == b.v}; }
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator!=(Lane a, Lane b) { return {a.v != b.v}; }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator<(Lane a, N b) {
    return a < Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator<=(Lane a, N b) {
    return a <= Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator>(Lane a, N b) {
    return a > Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator>=(Lane a, N b) {
    return a >= Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator==(Lane a, N b) {
    return a == Lane(b);
  }
  template <math::Number N>
  friend KERNFOLD_HD KERNFOLD_INLINE LaneMask operator!=(Lane a, N b) {
    return a != Lane(b);
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace gpu

template <math::Real T, Accuracy A, int Longest>
inline constexpr int unrolled<gpu::Lane<T, A, Longest>> = Longest;

}  // namespace kernfold

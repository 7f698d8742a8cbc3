// SPDX-License-Identifier: MIT
//
// Pack<T, W>: W neighbouring scalars in one register, the value that the CPU engine computes with. It behaves like a
// scalar (operators, comparisons, the functions of operations/math.hpp found by argument-dependent lookup), so that an
// operation's `value` is written once for both. Nothing here is clever: each function is one or two instructions of the
// set that this translation unit is compiled for; pack_math.hpp adds exp, log and the rest.
#pragma once

#include <cstdint>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack_scalar.hpp>
#include <kernfold/engine/cpu/x86.hpp>
#include <kernfold/operations/math.hpp>

#if defined(__CUDA_ARCH__)
#include <kernfold/engine/cpu/pack_device.hpp>
#elif defined(KERNFOLD_AVX512)
#include <kernfold/engine/cpu/pack_avx512.hpp>
#elif defined(KERNFOLD_AVX2)
#include <kernfold/engine/cpu/pack_avx2.hpp>
#elif defined(KERNFOLD_SSE2)
#include <kernfold/engine/cpu/pack_sse2.hpp>
#elif defined(KERNFOLD_NEON)
#include <kernfold/engine/cpu/pack_neon.hpp>
#endif

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

#if defined(KERNFOLD_AVX512)
inline constexpr int register_bytes = 64;
#elif defined(KERNFOLD_AVX2)
inline constexpr int register_bytes = 32;
#elif defined(KERNFOLD_SSE2) || defined(KERNFOLD_NEON)
inline constexpr int register_bytes = 16;
#else
inline constexpr int register_bytes = 1;
#endif

// Lanes of one register: 16, 8, 4, 4 floats with AVX-512, AVX2, SSE2, NEON, half as many doubles; else 1.
template <Real T>
inline constexpr int native_lanes = register_bytes > static_cast<int>(sizeof(T))
                                        ? register_bytes / static_cast<int>(sizeof(T))
                                        : 1;

// Truth values of W lanes: the result of a comparison.
template <Real T, int W = native_lanes<T>>
struct Mask {
  using S = Simd<T, W>;
  typename S::MaskRegister m;

  static KERNFOLD_INLINE Mask wrap(typename S::MaskRegister m) {
    Mask r;
    r.m = m;
    return r;
  }
  KERNFOLD_INLINE bool operator[](int i) const { return (S::lanes(m) >> i & 1U) != 0; }
  template <class B, bool ok = false>
  requires std::is_same_v<B, bool>
  explicit operator B() const {
    static_assert(
        ok,
        "kernfold: if (f < g), in the value of an operation: a pack has a truth value for each of its numbers; "
        "write using math::select; and select(f < g, a, b), which is a or b for each");
    return false;
  }

  friend KERNFOLD_INLINE Mask operator&(Mask a, Mask b) { return wrap(S::both(a.m, b.m)); }
  friend KERNFOLD_INLINE Mask operator|(Mask a, Mask b) { return wrap(S::either(a.m, b.m)); }
  friend KERNFOLD_INLINE Mask operator!(Mask a) { return wrap(S::negate(a.m)); }
  friend KERNFOLD_INLINE unsigned bits(Mask a) { return S::lanes(a.m); }  // bit k: lane k
  friend KERNFOLD_INLINE bool any(Mask a) { return S::lanes(a.m) != 0; }
  friend KERNFOLD_INLINE bool all(Mask a) { return S::lanes(a.m) == (1U << W) - 1U; }
};

template <Real T, int W = native_lanes<T>>
struct Pack {
  static_assert(W == 1 || W == native_lanes<T>, "kernfold: a pack has one lane or fills one register");
  using S = Simd<T, W>;
  using value_type = T;
  using M = Mask<T, W>;
  static constexpr int lanes = W;

  typename S::Register v;

  Pack() = default;  // uninitialized
  template <Number N>
  explicit KERNFOLD_INLINE Pack(N number) : v(S::set(static_cast<T>(number))) {}
  static KERNFOLD_INLINE Pack wrap(typename S::Register v) {
    Pack r;
    r.v = v;
    return r;
  }

  // No alignment is asked of p.
  static KERNFOLD_INLINE Pack load(const T* p) { return wrap(S::load(p)); }
  KERNFOLD_INLINE void store(T* p) const { S::store(p, v); }
  KERNFOLD_INLINE T operator[](int i) const { return S::lane(v, i); }

  friend KERNFOLD_INLINE Pack operator-(Pack a) { return wrap(-a.v); }
  friend KERNFOLD_INLINE Pack operator+(Pack a, Pack b) { return wrap(a.v + b.v); }
  friend KERNFOLD_INLINE Pack operator-(Pack a, Pack b) { return wrap(a.v - b.v); }
  friend KERNFOLD_INLINE Pack operator*(Pack a, Pack b) { return wrap(a.v * b.v); }
  friend KERNFOLD_INLINE Pack operator/(Pack a, Pack b) { return wrap(a.v / b.v); }
  // A number beside a pack is converted to T, as in 0.5 * x.
  template <Number N>
  friend KERNFOLD_INLINE Pack operator+(Pack a, N b) {
    return a + Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE Pack operator-(Pack a, N b) {
    return a - Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE Pack operator*(Pack a, N b) {
    return a * Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE Pack operator/(Pack a, N b) {
    return a / Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE Pack operator+(N a, Pack b) {
    return Pack(a) + b;
  }
  template <Number N>
  friend KERNFOLD_INLINE Pack operator-(N a, Pack b) {
    return Pack(a) - b;
  }
  template <Number N>
  friend KERNFOLD_INLINE Pack operator*(N a, Pack b) {
    return Pack(a) * b;
  }
  template <Number N>
  friend KERNFOLD_INLINE Pack operator/(N a, Pack b) {
    return Pack(a) / b;
  }
  template <class B>
  KERNFOLD_INLINE Pack& operator+=(B b) {
    return *this = *this + b;
  }
  template <class B>
  KERNFOLD_INLINE Pack& operator-=(B b) {
    return *this = *this - b;
  }
  template <class B>
  KERNFOLD_INLINE Pack& operator*=(B b) {
    return *this = *this * b;
  }
  template <class B>
  KERNFOLD_INLINE Pack& operator/=(B b) {
    return *this = *this / b;
  }

  friend KERNFOLD_INLINE M operator<(Pack a, Pack b) { return M::wrap(S::lt(a.v, b.v)); }
  friend KERNFOLD_INLINE M operator<=(Pack a, Pack b) { return M::wrap(S::le(a.v, b.v)); }
  friend KERNFOLD_INLINE M operator>(Pack a, Pack b) { return b < a; }
  friend KERNFOLD_INLINE M operator>=(Pack a, Pack b) { return b <= a; }
  friend KERNFOLD_INLINE M operator==(Pack a, Pack b) { return M::wrap(S::eq(a.v, b.v)); }
  friend KERNFOLD_INLINE M operator!=(Pack a, Pack b) { return M::wrap(S::ne(a.v, b.v)); }
  template <Number N>
  friend KERNFOLD_INLINE M operator<(Pack a, N b) {
    return a < Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE M operator<=(Pack a, N b) {
    return a <= Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE M operator>(Pack a, N b) {
    return a > Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE M operator>=(Pack a, N b) {
    return a >= Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE M operator==(Pack a, N b) {
    return a == Pack(b);
  }
  template <Number N>
  friend KERNFOLD_INLINE M operator!=(Pack a, N b) {
    return a != Pack(b);
  }

  friend KERNFOLD_INLINE M not_le(Pack a, Pack b) requires requires(typename S::Register x) { S::nle(x, x); }
  { return M::wrap(S::nle(a.v, b.v)); }

  // Fused where the machine fuses: AVX-512, AVX2, NEON.
  friend KERNFOLD_INLINE Pack fma(Pack a, Pack b, Pack c) { return wrap(S::fma(a.v, b.v, c.v)); }    // a b + c
  friend KERNFOLD_INLINE Pack fnma(Pack a, Pack b, Pack c) { return wrap(S::fnma(a.v, b.v, c.v)); }  // c - a b
  friend KERNFOLD_INLINE Pack fms(Pack a, Pack b, Pack c) { return wrap(S::fms(a.v, b.v, c.v)); }    // a b - c

  // See math::fence.
  friend KERNFOLD_INLINE Pack fence(Pack a) { return wrap(math::fence(a.v)); }

  // NaN if either operand is.
  friend KERNFOLD_INLINE Pack min(Pack a, Pack b) { return wrap(S::min(a.v, b.v)); }
  friend KERNFOLD_INLINE Pack max(Pack a, Pack b) { return wrap(S::max(a.v, b.v)); }

  // b, or NaN, if one is NaN: one instruction.
  friend KERNFOLD_INLINE Pack at_most(Pack a, Pack b) { return wrap(S::at_most(a.v, b.v)); }
  friend KERNFOLD_INLINE Pack at_least(Pack a, Pack b) { return wrap(S::at_least(a.v, b.v)); }
  friend KERNFOLD_INLINE Pack min_of_number(Pack a, Pack c) { return at_most(c, a); }
  friend KERNFOLD_INLINE Pack max_of_number(Pack a, Pack c) { return at_least(c, a); }

  friend KERNFOLD_INLINE Pack max_of_magnitudes(Pack a, Pack b) requires requires(typename S::Register x) {
    S::max_of_bits(x, x);
  }
  { return wrap(S::max_of_bits(a.v, b.v)); }

  friend KERNFOLD_INLINE Pack select(M m, Pack a, Pack b) { return wrap(S::select(m.m, a.v, b.v)); }
  friend KERNFOLD_INLINE Pack abs(Pack a) { return wrap(S::abs(a.v)); }
  // -a; see SubtractOp. Where there is such an instruction.
  friend KERNFOLD_INLINE Pack opposite(Pack a) requires requires(typename S::Register x) { S::opposite(x); }
  { return wrap(S::opposite(a.v)); }
  friend KERNFOLD_INLINE Pack sqrt(Pack a) { return wrap(S::sqrt(a.v)); }
  friend KERNFOLD_INLINE Pack rsqrt(Pack a) {
    if constexpr (requires { S::rsqrt(a.v); })
      return wrap(S::rsqrt(a.v));
    else
      return 1 / sqrt(a);
  }
  // Of doubles from the root, which is there: its quotient leaves time to other units than the series does.
  friend KERNFOLD_INLINE Pack rsqrt_beside_sqrt(Pack a) {
    return select(a == Pack(0), Pack(0), sizeof(T) == 8 ? 1 / sqrt(a) : rsqrt(a));
  }
  friend KERNFOLD_INLINE Pack round(Pack a) { return wrap(S::round(a.v)); }  // to nearest, ties to even
  friend KERNFOLD_INLINE Pack floor(Pack a) { return wrap(S::floor(a.v)); }
  friend KERNFOLD_INLINE Pack ceil(Pack a) { return -floor(-a); }
  friend KERNFOLD_INLINE Pack sign(Pack a) {
    if constexpr (requires { S::sign(a.v); })
      return wrap(S::sign(a.v));
    else
      return select(a > 0, Pack(1), select(a < 0, Pack(-1), a));
  }
  friend KERNFOLD_INLINE Pack step(Pack a) requires requires(typename S::Register x) { S::step(x); }
  { return wrap(S::step(a.v)); }
  friend KERNFOLD_INLINE Pack pow(Pack a, int n) { return math::powi(a, n); }
};

// f of one lane at a time.
template <class F, Real T, int W, class... Packs>
requires(std::is_same_v<Pack<T, W>, Packs>&&...) KERNFOLD_INLINE Pack<T, W> lanewise(F f, Pack<T, W> x, Packs... more) {
  T y[W];
  for (int i = 0; i < W; ++i) y[i] = f(x[i], more[i]...);
  return Pack<T, W>::load(y);
}

// The bits of a register's numbers. (Each type by itself: nvcc knows no vectors whose type depends on a template. While
// it compiles device code registers have no bits, engine/cpu/pack_device.hpp.)
template <class T, int W>
struct BitsOf;
#define KERNFOLD_BITS_OF(T, Integer, W)                               \
  template <>                                                         \
  struct BitsOf<T, W> {                                               \
    typedef Integer type __attribute__((vector_size(W * sizeof(T)))); \
  };
KERNFOLD_BITS_OF(float, std::uint32_t, 4)
KERNFOLD_BITS_OF(float, std::uint32_t, 8)
KERNFOLD_BITS_OF(float, std::uint32_t, 16)
KERNFOLD_BITS_OF(double, std::uint64_t, 2)
KERNFOLD_BITS_OF(double, std::uint64_t, 4)
KERNFOLD_BITS_OF(double, std::uint64_t, 8)
#undef KERNFOLD_BITS_OF

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

// SPDX-License-Identifier: MIT
//
// sin and cos of the packs of a tile at once, where there is FMA; those of single packs are in pack_tail.hpp.
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/engine/cpu/pack_polynomial.hpp>
#include <kernfold/engine/cpu/pack_tail.hpp>
#include <kernfold/engine/cpu/pack_tile.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

#if !defined(__CUDA_ARCH__) && (defined(KERNFOLD_AVX512) || defined(KERNFOLD_AVX2) || defined(KERNFOLD_NEON))
template <class T>
struct SineConstants;

template <>
struct SineConstants<float> {
  static constexpr float to_integer = 0x1.8p23F, range = 0x1p16F, inverse_pi = 0x1.45f306p-2F;
  static constexpr float pi[3] = {0x1.921fb6p+1F, -0x1.777a5cp-24F, -0x1.ee59dap-49F};
  static constexpr float polynomial[4] = {-0x1.55554cp-3F, 0x1.110ed8p-7F, -0x1.9f7054p-13F, 0x1.5dbddp-19F};
};

template <>
struct SineConstants<double> {
  static constexpr double to_integer = 0x1.8p52, range = 0x1p30, inverse_pi = 0x1.45f306dc9c883p-2;
  static constexpr double pi[3] = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53, -0x1.f1976b7ed8fbcp-109};
  static constexpr double polynomial[8] = {-0x1.5555555555555p-3,  0x1.11111111110c8p-7,   -0x1.a01a01a014d6fp-13,
                                           0x1.71de3a52a0b15p-19,  -0x1.ae6454d474539p-26, 0x1.6123cd07414e3p-33,
                                           -0x1.ae43847400786p-41, 0x1.8832a919f83a7p-49};
};

// sin x = (-1)^n sin(x - n pi), and cos x = (-1)^n sin(x - h pi) with h = n - 1/2, for |x| up to some range. The first
// of the three parts of pi that are subtracted leaves no rounding error, as FMA has none in the product.
template <bool Cosine, Real T, int W>
KERNFOLD_INLINE Pack<T, W> sine(Pack<T, W> x) {
  using P = Pack<T, W>;
  using S = Simd<T, W>;
  using C = SineConstants<T>;
  using Bits = typename BitsOf<T, W>::type;
  const auto a = Cosine ? x.v : S::abs(x.v), to_integer = S::set(C::to_integer);
  const auto k = Cosine ? fence(fence(S::fma(a, S::set(C::inverse_pi), S::set(T(0.5)))) + to_integer)
                        : fence(S::fma(a, S::set(C::inverse_pi), to_integer));
  auto n = fence(k - to_integer);
  if constexpr (Cosine) n = fence(n - S::set(T(0.5)));
  auto r = fence(S::fnma(n, S::set(C::pi[0]), a));
  r = fence(S::fnma(n, S::set(C::pi[1]), r));
  r = fence(S::fnma(n, S::set(C::pi[2]), r));
  const auto z = r * r;
  const auto y = S::fma(z * r, polynomial<S>(z, C::polynomial), r);
  Bits sign = __builtin_bit_cast(Bits, k) << (8 * sizeof(T) - 1);
  if constexpr (!Cosine) sign ^= __builtin_bit_cast(Bits, x.v) ^ __builtin_bit_cast(Bits, a);
  return P::wrap(__builtin_bit_cast(typename S::Register, __builtin_bit_cast(Bits, y) ^ sign));
}
template <bool Cosine>
struct Sine {
  template <Real T>
  static constexpr T range = SineConstants<T>::range;
  template <class P>
  static KERNFOLD_INLINE P within(P x) {
    return sine<Cosine>(x);
  }
  template <class P>
  static KERNFOLD_INLINE P beyond(P x) {
    return Cosine ? cos(x) : sin(x);
  }
};
template <Real T, int W, int U, int B>
requires(W > 1) KERNFOLD_INLINE void sin_tile(Pack<T, W> (&x)[U][B]) { function_of_tile<Sine<false>>(x); }
template <Real T, int W, int U, int B>
requires(W > 1) KERNFOLD_INLINE void cos_tile(Pack<T, W> (&x)[U][B]) { function_of_tile<Sine<true>>(x); }
#endif

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

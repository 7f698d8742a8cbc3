// SPDX-License-Identifier: MIT
//
// exp, exp2 and expm1 of packs.
//
// 2^x = 2^n 2^f with n = floor(x). Rounding down instead of to nearest lets f run through [0, 1), where 2^f stays in
// one binade, so that the polynomial's error counts in one and the same ulp. With one degree less, 5 for float, exp2
// has 1.9 ulp at best, without FMA (SSE2) more than 2.
//
// AVX-512 has a table of 32 floats or 16 doubles in two registers, and the polynomial is one of the rest: 2^x = 2^n T_k
// 2^f with f in [0, 1/32) or [0, 1/16). It needs degree 2 or 6 instead of 6 or 11, so that what multiplies and what
// adds (VREDUCE, VSCALEF) take turns. In AVX-512, exp2 of floats is 7 instructions and exp is 10. With AVX2 the packs
// of a tile have a table of 8 numbers and degree 3 or 7: 12 instructions.
#pragma once

#include <cstdint>
#include <type_traits>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/engine/cpu/pack_polynomial.hpp>
#include <kernfold/engine/cpu/pack_tile.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// e2 is of 2^f on [0, 1) and ee of e^r on [0, ln 2), with the constant exactly 1. expm1 interpolates (e^r - 1 - r) /
// r^2 at Chebyshev's nodes of [-ln 2 / 2, ln 2 / 2].
template <class T>
struct ExpConstants;

template <>
struct ExpConstants<float> : Constants<float> {
  static constexpr float log2_e = 0x1.715476p+0F;
  static constexpr float exp_range[2] = {-104.0F, 89.0F};  // below: 0, above: inf
  static constexpr float exp2_range[2] = {-151.0F, 128.0F};
  static constexpr float e2[7] = {0x1p+0F,        0x1.62e42ap-1F,  0x1.ebfda8p-3F, 0x1.c6832p-5F,
                                  0x1.3d3c5cp-7F, 0x1.456c08p-10F, 0x1.c9274cp-13F};
  static constexpr float ee[7] = {0x1p+0F,        0x1.fffff8p-1F, 0x1.0000e4p-1F, 0x1.553414p-3F,
                                  0x1.5789ecp-5F, 0x1.fcd06ap-8F, 0x1.014ba4p-9F};
#if defined(KERNFOLD_AVX512)
  static constexpr int step_bits = 5;
  static constexpr float to_steps = 0x1.8p18F;
  static constexpr float powers[32] = {
      0x1p+0F,        0x1.059b0ep+0F, 0x1.0b5586p+0F, 0x1.11301ep+0F, 0x1.172b84p+0F, 0x1.1d4874p+0F, 0x1.2387a6p+0F,
      0x1.29e9ep+0F,  0x1.306fep+0F,  0x1.371a74p+0F, 0x1.3dea64p+0F, 0x1.44e086p+0F, 0x1.4bfdaep+0F, 0x1.5342b6p+0F,
      0x1.5ab07ep+0F, 0x1.6247ecp+0F, 0x1.6a09e6p+0F, 0x1.71f75ep+0F, 0x1.7a1148p+0F, 0x1.82589ap+0F, 0x1.8ace54p+0F,
      0x1.93737cp+0F, 0x1.9c4918p+0F, 0x1.a5503cp+0F, 0x1.ae89fap+0F, 0x1.b7f77p+0F,  0x1.c199bep+0F, 0x1.cb720ep+0F,
      0x1.d5818ep+0F, 0x1.dfc974p+0F, 0x1.ea4afap+0F, 0x1.f50766p+0F};
  static constexpr float step_e2[2] = {0x1.62e0ecp-1F, 0x1.f10682p-3F};
  static constexpr float step_ee[2] = {0x1.0000eap+0F, 0x1.ffeb06p-2F};
#elif defined(KERNFOLD_AVX2)
  static constexpr float to_steps = 0x1.8p20F;
  static constexpr float step_range[2] = {100.0F, 69.0F};  // of exp2 and exp
  static constexpr float shifted_range[2] = {-118.0F, 64.0F};
  static constexpr std::uint32_t powers[8] = {0x3f800000, 0x3f7b95c2, 0x3f7837f0, 0x3f75fed7,
                                              0x3f7504f3, 0x3f75672a, 0x3f7744fd, 0x3f7ac0c7};
  static constexpr float step_e2[3] = {0x1.62e43p-1F, 0x1.ec0c3p-3F, 0x1.c6b93cp-5F};
  static constexpr float step_ee[3] = {0x1p+0F, 0x1.00087ep-1F, 0x1.555c82p-3F};
#endif
  static constexpr float expm1[6] = {0x1p-1F,       0x1.555556p-3F, 0x1.5554e4p-5F,
                                     0x1.1110ep-7F, 0x1.6d492p-10F, 0x1.a12a42p-13F};
};

template <>
struct ExpConstants<double> : Constants<double> {
  static constexpr double log2_e = 0x1.71547652b82fep+0;
  static constexpr double exp_range[2] = {-746.0, 710.0};
  static constexpr double exp2_range[2] = {-1076.0, 1024.0};
  static constexpr double e2[12] = {0x1p+0,
                                    0x1.62e42fefa39f7p-1,
                                    0x1.ebfbdff82be8fp-3,
                                    0x1.c6b08d706d014p-5,
                                    0x1.3b2ab6f6345b8p-7,
                                    0x1.5d87ff743be95p-10,
                                    0x1.4308f66d17ca9p-13,
                                    0x1.ffd03878e0229p-17,
                                    0x1.628ad30eeb06fp-20,
                                    0x1.b894cb3ef26f2p-24,
                                    0x1.c1540223585dfp-28,
                                    0x1.5a78f8300b9dbp-31};
  static constexpr double ee[12] = {0x1p+0,
                                    0x1.0000000000005p+0,
                                    0x1.ffffffffff94cp-2,
                                    0x1.555555556df20p-3,
                                    0x1.5555554fbcd3dp-5,
                                    0x1.111111cd8dcc8p-7,
                                    0x1.6c16a253b4beep-10,
                                    0x1.a01d5b4e87e0bp-13,
                                    0x1.9fdccb4c0b9d6p-16,
                                    0x1.74bacb8293b61p-19,
                                    0x1.127731c78517fp-22,
                                    0x1.3096671f998e9p-25};
#if defined(KERNFOLD_AVX512)
  static constexpr int step_bits = 4;
  static constexpr double to_steps = 0x1.8p48;
  static constexpr double powers[16] = {0x1p+0,
                                        0x1.0b5586cf9890fp+0,
                                        0x1.172b83c7d517bp+0,
                                        0x1.2387a6e756238p+0,
                                        0x1.306fe0a31b715p+0,
                                        0x1.3dea64c123422p+0,
                                        0x1.4bfdad5362a27p+0,
                                        0x1.5ab07dd485429p+0,
                                        0x1.6a09e667f3bcdp+0,
                                        0x1.7a11473eb0187p+0,
                                        0x1.8ace5422aa0dbp+0,
                                        0x1.9c49182a3f090p+0,
                                        0x1.ae89f995ad3adp+0,
                                        0x1.c199bdd85529cp+0,
                                        0x1.d5818dcfba487p+0,
                                        0x1.ea4afa2a490dap+0};
  static constexpr double step_e2[6] = {0x1.62e42fefa39a9p-1, 0x1.ebfbdff8417e6p-3,  0x1.c6b08d4e36728p-5,
                                        0x1.3b2ad043da337p-7, 0x1.5d7506c7b7b87p-10, 0x1.4a06681ec553bp-13};
  static constexpr double step_ee[6] = {0x1.000000000000ap+0, 0x1.fffffffffffcep-2, 0x1.55555554066c3p-3,
                                        0x1.555555578a38ap-5, 0x1.11126e737d0b7p-7, 0x1.6c15fe8b810e8p-10};
#elif defined(KERNFOLD_AVX2)
  static constexpr double to_steps = 0x1.8p49;
  static constexpr double step_range[2] = {960.0, 665.0};
  static constexpr double shifted_range[2] = {-1014.0, 512.0};
  static constexpr std::uint32_t powers[16] = {0x0,        0x3c7d517b, 0xa31b715,  0xd5362a27, 0x667f3bcd, 0x422aa0db,
                                               0x995ad3ad, 0xdcfba487, 0x3ff00000, 0x3fef72b8, 0x3fef06fe, 0x3feebfda,
                                               0x3feea09e, 0x3feeace5, 0x3feee89f, 0x3fef5818};  // lower, upper halves
  static constexpr double step_e2[7] = {0x1.62e42fefa39efp-1, 0x1.ebfbdff82c783p-3,  0x1.c6b08d704b08ap-5,
                                        0x1.3b2ab6ef85962p-7, 0x1.5d87fe45ef826p-10, 0x1.430e5c8b83d8ap-13,
                                        0x1.ffdc4e9ea802cp-17};
  static constexpr double step_ee[7] = {0x1p+0,
                                        0x1.000000000010fp-1,
                                        0x1.5555555555631p-3,
                                        0x1.55555547f62b1p-5,
                                        0x1.11111108d42f2p-7,
                                        0x1.6c1cc1b4dee6ap-10,
                                        0x1.a020226b1dc29p-13};
#endif
  static constexpr double expm1[11] = {0x1.0000000000000p-1,  0x1.5555555555557p-3,  0x1.5555555555556p-5,
                                       0x1.11111111100bep-7,  0x1.6c16c16c162c3p-10, 0x1.a01a01abf85abp-13,
                                       0x1.a01a01a6e1e2ap-16, 0x1.71de01fdbf9cap-19, 0x1.27e4db46cddd1p-22,
                                       0x1.af4e554377204p-26, 0x1.1f7340dbc337ep-29};
};

#if defined(KERNFOLD_AVX512)
// x as a multiple k of a step, whose power of two the last bits of k tell, a rest r, and what exponents take from n.
// The instructions that reduce and scale are right for every x.
template <class S>
struct Steps {
  using Register = typename S::Register;
  Register k, r, n;
};
template <bool Binary, Real T, int W>
KERNFOLD_INLINE Steps<Simd<T, W>> steps_of(Pack<T, W> x) {
  using S = Simd<T, W>;
  using C = ExpConstants<T>;
  const auto to_steps = S::set(C::to_steps);
  if constexpr (Binary) {
    return {S::add_down(x.v, to_steps), S::template fraction<C::step_bits>(x.v), x.v};
  } else {  // ln 2 in two parts (Cody and Waite)
    const auto k = fence(S::fma(x.v, S::set(C::log2_e), to_steps));
    const auto n = fence(k - to_steps);
    auto r = fence(S::fnma(n, S::set(C::ln2_hi), x.v));
    r = fence(S::fnma(n, S::set(C::ln2_lo), r));
    return {k, S::limit(r, S::set(1)), n};  // far outside of the range, r is noise; scale() then decides alone
  }
}
template <bool Binary, Real T, int W>
KERNFOLD_INLINE Pack<T, W> exponential(Pack<T, W> x) {
  using S = Simd<T, W>;
  using C = ExpConstants<T>;
  const auto a = steps_of<Binary>(x);
  const auto p = S::lookup(C::powers, a.k);
  return Pack<T, W>::wrap(S::scale(S::fma(p * a.r, polynomial<S>(a.r, Binary ? C::step_e2 : C::step_ee), p), a.n));
}
// Of the packs of a tile two by two: processors find what they can do at a time sooner.
template <bool Binary, Real T, int W, int U, int B>
KERNFOLD_INLINE void exponential_of_tile(Pack<T, W> (&x)[U][B]) {
  using P = Pack<T, W>;
  using S = Simd<T, W>;
  using C = ExpConstants<T>;
  constexpr auto& c = Binary ? C::step_e2 : C::step_ee;
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < U * B / 2 * 2; n += 2) {
    P &first = x[n / B][n % B], &second = x[(n + 1) / B][(n + 1) % B];
    const auto a = steps_of<Binary>(first), b = steps_of<Binary>(second);
    const auto p = S::lookup(C::powers, a.k), q = S::lookup(C::powers, b.k);
    const auto f = polynomial<S>(a.r, c), g = polynomial<S>(b.r, c);
    const auto pr = p * a.r, qr = q * b.r;
    const auto y = S::fma(pr, f, p), z = S::fma(qr, g, q);
    first = P::wrap(S::scale(y, a.n));
    second = P::wrap(S::scale(z, b.n));
  }
  if constexpr (U * B % 2 == 1) x[U - 1][B - 1] = exponential<Binary>(x[U - 1][B - 1]);
}
template <Real T, int W, int U, int B>
requires(W > 1) KERNFOLD_INLINE void exp2_tile(Pack<T, W> (&x)[U][B]) { exponential_of_tile<true>(x); }
template <Real T, int W, int U, int B>
requires(W > 1) KERNFOLD_INLINE void exp_tile(Pack<T, W> (&x)[U][B]) { exponential_of_tile<false>(x); }
#endif

// 2^x. Out of range, the clamped ends give 0 and inf (the minimum and maximum are ordered so that a NaN survives);
// AVX-512 needs no clamp, as its instructions are right for every x.
template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> exp2(Pack<T, W> x) {
  if constexpr (W == 1) {
    return Pack<T, W>(math::exp2(x.v));
#if defined(KERNFOLD_AVX512)
  } else {
    return exponential<true>(x);
#else
  } else {
    using S = Simd<T, W>;
    using C = ExpConstants<T>;
    const auto a = S::at_least(S::set(C::exp2_range[0]), S::at_most(S::set(C::exp2_range[1]), x.v));
    const auto n = S::small_floor(a);
    return Pack<T, W>::wrap(S::scale(polynomial<S>(fence(a - n), C::e2), n));
#endif
  }
}

// e^x = 2^n e^r, r = x - n ln 2 with ln 2 in two parts (Cody and Waite).
template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> exp(Pack<T, W> x) {
  if constexpr (W == 1) {
    return Pack<T, W>(math::exp(x.v));
#if defined(KERNFOLD_AVX512)
  } else {
    return exponential<false>(x);
#else
  } else {
    using S = Simd<T, W>;
    using C = ExpConstants<T>;
    const auto a = S::at_least(S::set(C::exp_range[0]), S::at_most(S::set(C::exp_range[1]), x.v));
    const auto n = S::small_floor(a * S::set(C::log2_e));
    auto r = fence(S::fnma(n, S::set(C::ln2_hi), a));
    r = fence(S::fnma(n, S::set(C::ln2_lo), r));
    return Pack<T, W>::wrap(S::scale(polynomial<S>(r, C::ee), n));
#endif
  }
}

#if defined(KERNFOLD_AVX2)
// exp2 and exp of the packs of a tile at once: 2^x = 2^n T_k 2^f with f in [-1/16, 1/16], T a table of 8 numbers, and
// 2^n is multiplied by adding integers. That does where results are normal numbers, even times 2^-25 (2^-54). Far from
// there they are computed times a power of two that is multiplied afterwards. One test tells for the whole tile.
template <bool Binary, bool Far, Real T, int W>
KERNFOLD_INLINE Pack<T, W> exponential(Pack<T, W> x) {
  using P = Pack<T, W>;
  using S = Simd<T, W>;
  using C = ExpConstants<T>;
  P back(1);  // what is multiplied afterwards; 0 where results are: processors take their time to underflow
  constexpr bool is_float = std::is_same_v<T, float>;
  constexpr auto& range = Binary ? C::exp2_range : C::exp_range;
  const auto zero = x <= range[0], below = x < 0;
  if constexpr (Far) {
    back = select(zero, P(0), select(below, P(is_float ? 0x1p-64 : 0x1p-512), P(is_float ? 0x1p64 : 0x1p512)));
    x.v = S::at_least(S::set(range[0]), S::at_most(S::set(range[1]), x.v));
  }
  const auto steps = S::set(C::to_steps);
  auto k = fence(Binary ? x.v + steps : S::fma(x.v, S::set(C::log2_e), steps));
  const auto n = fence(k - steps);
  auto f = Binary ? x.v - n : fence(S::fnma(n, S::set(C::ln2_hi), x.v));
  if constexpr (!Binary) f = S::fnma(n, S::set(C::ln2_lo), f);
  f = fence(f);
  if constexpr (Far) k = k + select(below, P(is_float ? 64 : 512), P(is_float ? -64 : -512)).v;
  const auto p = S::power(C::powers, k);
  const auto y = S::fma(p * f, polynomial<S>(f, Binary ? C::step_e2 : C::step_ee), p);
  return Far ? P::wrap(fence(y)) * back : P::wrap(y);
}
template <bool Binary>
struct Exponential {
  template <Real T>
  static constexpr T range = ExpConstants<T>::step_range[Binary ? 0 : 1];
  template <class P>
  static KERNFOLD_INLINE P within(P x) {
    return exponential<Binary, false>(x);
  }
  template <class P>
  static KERNFOLD_INLINE P beyond(P x) {
    return exponential<Binary, true>(x);
  }
};
template <Real T, int W, int U, int B>
requires(W > 1) KERNFOLD_INLINE void exp2_tile(Pack<T, W> (&x)[U][B]) { function_of_tile<Exponential<true>>(x); }
template <Real T, int W, int U, int B>
requires(W > 1) KERNFOLD_INLINE void exp_tile(Pack<T, W> (&x)[U][B]) { function_of_tile<Exponential<false>>(x); }

// 2^x for a sum of such numbers that has some of about 1: 0 where x is below shifted_range, which is lost there; some
// large number where x is above.
template <Real T, int W>
requires(W > 1) KERNFOLD_INLINE Pack<T, W> shifted_exp2(Pack<T, W> x) {
  using P = Pack<T, W>;
  const P least(ExpConstants<T>::shifted_range[0]), most(ExpConstants<T>::shifted_range[1]);
  return select(x < least, P(0), exponential<true, false>(at_least(least, at_most(most, x))));
}
#endif

// e^x - 1 = 2^n (q + 1) - 1 with q = e^r - 1, r = x - n ln 2 in [-ln 2 / 2, ln 2 / 2] and what its rounding leaves.
// Half of it is computed and doubled: 2^n may overflow where the result does not.
template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> expm1(Pack<T, W> x) {
  using P = Pack<T, W>;
  using S = Simd<T, W>;
  using C = ExpConstants<T>;
  if constexpr (W == 1) {
    return P(math::expm1(x.v));
  } else {
    const P a = max(P(C::exp_range[0]), min(P(C::exp_range[1]), x));
    const P n = round(a * C::log2_e);
    const P upper = P::wrap(fence(S::fnma(n.v, S::set(C::ln2_hi), a.v))), lower = n * C::ln2_lo;
    const P r = P::wrap(fence((upper - lower).v)), rest = P::wrap(fence((upper - r).v)) - lower;
    const P q = r + fma(r * r, P::wrap(polynomial<S>(r.v, C::expm1)), fma(rest, r, rest));
    const P half = P::wrap(S::scale(S::set(1), (n - 1).v));
    const P y = fma(half, q, half - 0.5);
    return select(n == 0, select(x == 0, x, q), y + y);
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

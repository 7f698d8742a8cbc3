// SPDX-License-Identifier: MIT
//
// log of packs, and log1p of fractions.
#pragma once

#include <type_traits>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/engine/cpu/pack_polynomial.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// The polynomial is that of the bracketed terms in logarithm() below: p(t) of floats, R(z) / z of doubles.
template <class T>
struct LogConstants;

template <>
struct LogConstants<float> : Constants<float> {
  static constexpr float subnormal_scale = 0x1p23F, subnormal_bits = 23;
  static constexpr float polynomial[7] = {0x1.5555b2p-2F, -0x1.ffececp-3F, 0x1.993ce8p-3F, -0x1.57d5c2p-3F,
                                          0x1.313e32p-3F, -0x1.f031fp-4F,  0x1.c773e4p-5F};
};

template <>
struct LogConstants<double> : Constants<double> {
  static constexpr double subnormal_scale = 0x1p52, subnormal_bits = 52;
  static constexpr double polynomial[7] = {0x1.5555555555776p-1, 0x1.99999998f0c9fp-2, 0x1.249249b21c13bp-2,
                                           0x1.c71c0168ec3d7p-3, 0x1.7474e1eb82669p-3, 0x1.3852e8abd1fbfp-3,
                                           0x1.3abd948b2616ep-3};
};

// log x = e ln 2 + log m for x = m 2^e, m in [0.75, 1.5): near 1 the exponent is 0, so that nothing cancels.
// With Rest, log(x + rest) for x in [1, 2], where x is the rounded sum.
template <bool Rest, Real T, int W>
KERNFOLD_INLINE Pack<T, W> logarithm(Pack<T, W> x, [[maybe_unused]] Pack<T, W> rest) {
  using P = Pack<T, W>;
  using S = Simd<T, W>;
  using C = LogConstants<T>;
  if constexpr (W == 1) {
    return P(math::log(x.v));
  } else {
    P m, e;
#if defined(KERNFOLD_AVX512)
    m.v = S::mantissa(x.v);
    e.v = S::exponent(x.v) - S::exponent(m.v);
#else
    if constexpr (Rest) {
      S::split(x.v, m.v, e.v);
    } else {
      const auto subnormal = x < C::smallest_normal;
      S::split(select(subnormal, x * C::subnormal_scale, x).v, m.v, e.v);
      e = e - select(subnormal, P(C::subnormal_bits), P(0));
    }
#endif
    P t = m - 1;
    if constexpr (Rest) t = P::wrap(fence(t.v)) + fnma(0.5 * rest, e, rest);  // e is 0 or 1
    P y;
    if constexpr (std::is_same_v<T, float>) {
      // t - t^2/2 + t^3 p(t), least terms first.
      const P p = P::wrap(polynomial<S>(t.v, C::polynomial));
      y = fma(e, P(C::ln2_lo), t * t * fma(t, p, P(-0.5)));
    } else {
      // log(1 + t) = t - (t^2/2 - s (t^2/2 + R(s^2))), s = t / (2 + t), as in fdlibm's e_log.c: half the terms, one
      // division.
      const P s = t / (t + 2), z = s * s, half = 0.5 * t * t;
      const P r = z * P::wrap(polynomial<S>(z.v, C::polynomial));
      y = fma(s, half + r, e * C::ln2_lo) - half;
    }
    y = fma(e, P(C::ln2_hi), P::wrap(fence((t + y).v)));
#if !defined(KERNFOLD_AVX512)
    if constexpr (!Rest) {
      constexpr T infinite = static_cast<T>(constant::inf), nan = static_cast<T>(constant::quiet_nan);
      const P outside = select(x == 0, P(-infinite), select(x < 0, P(nan), x));
      y = select((x > 0) & (x < infinite), y, outside);
    }
#endif
    return y;
  }
}
template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> log(Pack<T, W> x) {
  return logarithm<false>(x, x);
}
template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> log1p_of_fraction(Pack<T, W> x) {
  using P = Pack<T, W>;
  if constexpr (W == 1) {
    return P(math::log1p(x.v));
  } else {
    const P sum = P::wrap(fence((x + 1).v));
    return logarithm<true>(sum, x - P::wrap(fence((sum - 1).v)));
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

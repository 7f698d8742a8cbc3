// SPDX-License-Identifier: MIT
//
// log gamma and its derivatives of packs for positive arguments; packs with others go lane by lane. Near 1 and 2,
// where log gamma is 0, and near 1.46, where its derivative is, the result is a polynomial times the distances to the
// zeros. What is larger is brought there by the recurrence, and from some argument on there is Stirling's series
// (https://dlmf.nist.gov/5.5, 5.11).
//
// Largest errors in ulp for positive arguments (tests/engine/cpu/exhaustive_math.cpp, every 31st float and 9e6 doubles;
// of double digamma but for 0.01 beside its zero; of derivatives a sample):
//
//             float lgamma  digamma  first  second     double lgamma  digamma  first  second
//   AVX-512           3.31     2.09   3.11    3.73              2.47     3.57   3.90    4.24
//   AVX2, SSE2        3.02     2.28   3.11    3.73              2.56     3.23   3.90    4.24
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/engine/cpu/pack_log.hpp>
#include <kernfold/engine/cpu/pack_polynomial.hpp>
#include <kernfold/operations/polygamma_math.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// Polynomials in t - 3/4 for t in [0, 1.5]: log gamma(1 + t) / (t (t - 1)), and psi(1 + t) / (t - zero); and in 1 / x^2
// for x from 2 + steps on: of the series x (log gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2), and x^2 (log x -
// 1 / (2 x) - psi(x)). Least squares at Chebyshev's nodes.
template <class T>
struct GammaConstants;

template <>
struct GammaConstants<float> {
  static constexpr int steps = 2;
  static constexpr float stirling = 0x1.acfe3ap-2F;  // (log(2 pi) - 1) / 2
  static constexpr float zero[2] = {0x1.d8b618p-2F, 0x1.ab5f2p-27F};
  static constexpr float log_gamma[11] = {0x1.ccf152p-2F,  -0x1.e9659ap-4F,  0x1.6cb618p-5F, -0x1.3823p-6F,
                                          0x1.1f8ef4p-7F,  -0x1.16ab22p-8F,  0x1.14266p-9F,  -0x1.f6d8c8p-11F,
                                          0x1.03a3dcp-11F, -0x1.d5eb46p-12F, 0x1.e9e19ep-13F};
  static constexpr float log_gamma_series[3] = {0x1.555554p-4F, -0x1.6beddcp-9F, 0x1.850a5ep-11F};
  static constexpr float psi[12] = {0x1.b763cap-1F, -0x1.4e15b2p-2F, 0x1.41c90cp-3F, -0x1.510b1ep-4F,
                                    0x1.6eb878p-5F, -0x1.979108p-6F, 0x1.d2908ap-7F, -0x1.073dcep-7F,
                                    0x1.e06986p-9F, -0x1.16318ep-9F, 0x1.58b06ep-9F, -0x1.831528p-10F};
  static constexpr float psi_series[3] = {0x1.55554ep-4F, -0x1.10cf2ep-7F, 0x1.da9d5cp-9F};
};

template <>
struct GammaConstants<double> {
  static constexpr int steps = 6;
  static constexpr double stirling = 0x1.acfe390c97d69p-2;
  static constexpr double zero[2] = {0x1.d8b618d5af8fcp-2, 0x1.b86a722197829p-54};
  static constexpr double log_gamma[24] = {
      0x1.ccf151e09cde8p-2,   -0x1.e96586307946dp-4,  0x1.6cb6251711c4p-5,   -0x1.382e176f60f1bp-6,
      0x1.1f9587f9dcafap-7,   -0x1.14f7c58e606d3p-8,  0x1.12aa7318591a4p-9,  -0x1.1605629670597p-10,
      0x1.1daecd1eb3bdfp-11,  -0x1.28f25d3920441p-12, 0x1.3777bb48afa02p-13, -0x1.49193e1b79947p-14,
      0x1.5db5f5667f5ebp-15,  -0x1.75a9da5457005p-16, 0x1.934fbb66bec3fp-17, -0x1.b299b3db30f44p-18,
      0x1.bc2a614da1531p-19,  -0x1.e0cfb449c0e77p-20, 0x1.645963634e3e4p-20, -0x1.863addffc7ep-21,
      -0x1.4b6b93f3470f5p-26, 0x1.c1fb8378a3a1ep-27,  0x1.264f6eec1b0fp-22,  -0x1.44e1b856967afp-23};
  static constexpr double log_gamma_series[6] = {0x1.5555555555553p-4,   -0x1.6c16c16bba497p-9, 0x1.a019fd4d7600ep-11,
                                                 -0x1.380ecd0a87638p-11, 0x1.b6fe62ec1bceep-11, -0x1.b169cba812eebp-10};
  static constexpr double psi[25] = {
      0x1.b763ca67112ap-1,   -0x1.4e15b17372d95p-2,  0x1.41c830a3206bep-3,   -0x1.510ab0e54e13cp-4,
      0x1.6effaf57ea4bdp-5,  -0x1.97cc6e0bc98d1p-6,  0x1.ca49471ea3e55p-7,   -0x1.0335d342c393ap-7,
      0x1.266021bcebec3p-8,  -0x1.4f1bf5c20a9aap-9,  0x1.7e0a9593fe978p-10,  -0x1.b3f8d0e259188p-11,
      0x1.f1c37f8a95a4p-12,  -0x1.1bf07f4cc4f22p-12, 0x1.44697efa3224ap-13,  -0x1.77a21b67fc31dp-14,
      0x1.acccdd76c7f44p-15, -0x1.b604abed8114fp-16, 0x1.f7d36b33e1bbcp-17,  -0x1.d59b266a9b6bfp-17,
      0x1.0868068f7dfa9p-17, 0x1.a0abd1dc3bbebp-20,  -0x1.b0d283de2b774p-21, -0x1.cfccb1e8578ep-19,
      0x1.05c4908f54cbep-19};
  static constexpr double psi_series[5] = {0x1.5555555554c22p-4, -0x1.111110d733511p-7, 0x1.040f5754d3c57p-8,
                                           -0x1.106ad75de79a5p-8, 0x1.bf6e2d78dc689p-8};
};

namespace detail {

// What x, from 0 to 2 + steps, has in common with an argument in [1, 2.5): that less 1, t, and whether x is below 1,
// where the argument is x + 1. The factors x - 1, x - 2, ... between them go to take(condition, factor).
template <class P, class Take>
KERNFOLD_INLINE P reduced_argument(P x, Take take) {
  P t = select(x < 1, x, x - 1), factor = x - 1;
  KERNFOLD_UNROLL_FULL
  for (int k = 1; k <= GammaConstants<typename P::value_type>::steps; ++k) {
    const auto above = x >= k + 1.5;
    take(above, factor);
    factor = x - (k + 1);
    t = select(above, factor, t);
  }
  return t;
}
template <class P, class T, int N>
KERNFOLD_INLINE P gamma_polynomial(P t, const T (&c)[N]) {
  return P::wrap(polynomial<typename P::S>((t - 0.75).v, c));
}

}  // namespace detail

template <Real T, int W>
KERNFOLD_NOINLINE KERNFOLD_ALIGN_STACK Pack<T, W> lgamma(Pack<T, W> x) {
  using P = Pack<T, W>;
  using C = GammaConstants<T>;
  if (W == 1 || any(x < 0)) return lanewise([](T v) { return math::lgamma(v); }, x);
  P y = x;
  const auto large = x >= C::steps + 2;
  if (!all(large)) {
    P product(1);
    const P t = detail::reduced_argument(
        x, [&](auto above, P factor) KERNFOLD_INLINE_LAMBDA { product = select(above, product * factor, product); });
    const auto below = x < 1;
    const P l = log(select(below, x, product)), r = t * (t - 1) * detail::gamma_polynomial(t, C::log_gamma);
    y = select(below, r - l, r + l);
  }
  if (any(large)) {
    const P z = 1 / x, series = P::wrap(polynomial<typename P::S>((z * z).v, C::log_gamma_series));
    y = select(large, fma(x - 0.5, log(x) - 1, fma(z, series, P(C::stirling))), y);
  }
  return y;
}

namespace detail {

template <class P>
KERNFOLD_INLINE P digamma(P x) {
  using C = GammaConstants<typename P::value_type>;
  P y = x;
  const auto large = x >= C::steps + 2;
  if (!all(large)) {
    P above_line(0), below_line(1);  // of the sum of 1 / factor
    const P t = reduced_argument(x, [&](auto above, P factor) KERNFOLD_INLINE_LAMBDA {
      above_line = select(above, fma(above_line, factor, below_line), above_line);
      below_line = select(above, below_line * factor, below_line);
    });
    const auto below = x < 1;
    const P sum = select(below, P(-1), above_line) / select(below, x, below_line);
    y = fma(fence(t - C::zero[0]) - C::zero[1], gamma_polynomial(t, C::psi), sum);
  }
  if (any(large)) {
    const P z = 1 / x, square = z * z, series = P::wrap(polynomial<typename P::S>(square.v, C::psi_series));
    y = select(large, log(x) - fma(z, P(0.5), square * series), y);
  }
  return y;
}

// (-1)^(N + 1) N! (sum of 1 / (x + n)^(N + 1) for n = 0, 1, ...), the first of them one by one, the rest
// by its asymptotic series.
template <int N, class P>
KERNFOLD_INLINE P polygamma_by_series(P x) {
  using T = typename P::value_type;
  constexpr bool is_float = sizeof(T) == 4;
  constexpr int enough = (is_float ? 5 : 8) + N, terms = is_float ? 4 : 10;
  constexpr double factorial = N * polygamma_coefficient<N>(0);  // N!
  P sum(0);
  for (auto low = x < enough; any(low); low = x < enough) {
    sum = select(low, sum + 1 / powi(x, N + 1), sum);
    x = select(low, x + 1, x);
  }
  const P z = 1 / x, square = z * z;
  P series(polygamma_coefficient<N>(terms));
  KERNFOLD_UNROLL_FULL
  for (int k = terms - 1; k > 0; --k) series = fma(series, square, P(polygamma_coefficient<N>(k)));
  const P rest = powi(z, N) * fma(z, fma(z, series, P(factorial / 2)), P(factorial / N));
  const P r = fma(sum, P(factorial), rest);
  return N % 2 == 0 ? -r : r;
}

}  // namespace detail

// The derivative of order N of digamma, N up to 2; others lane by lane.
template <int N, Real T, int W>
KERNFOLD_NOINLINE KERNFOLD_ALIGN_STACK Pack<T, W> polygamma(Pack<T, W> x) {
  if (W == 1 || N > 2 || any(x < 0)) return lanewise([](T v) { return math::polygamma<N>(v); }, x);
  if constexpr (N == 0)
    return detail::digamma(x);
  else if constexpr (N <= 2)
    return detail::polygamma_by_series<N>(x);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

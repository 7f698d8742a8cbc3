// SPDX-License-Identifier: MIT
//
// What kernfold is measured against: the Gaussian kernel of R^3, the formula of the README and their gradients in
// single precision, as an expert would write them for one machine (AVX-512, or AVX2 with FMA), and the rate of fused
// multiply-adds of the machine. Nothing here uses kernfold, save that both share their threads, so that a ratio
// compares kernels and not thread pools. On other machines HAND_WRITTEN is not defined.
#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/threads.hpp>

#if defined(__AVX512F__) && defined(__AVX512DQ__) || defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define HAND_WRITTEN 1
#endif

namespace hand {

#if !defined(HAND_WRITTEN)

inline const char* const instruction_set = "none";

#else

#if defined(__AVX512F__) && defined(__AVX512DQ__)

inline const char* const instruction_set = "AVX-512";
using Floats = __m512;
using Doubles = __m512d;
inline constexpr int registers = 32;

inline __m512 fma(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
inline __m512d fma(__m512d a, __m512d b, __m512d c) { return _mm512_fmadd_pd(a, b, c); }
inline Floats fnma(Floats a, Floats b, Floats c) { return _mm512_fnmadd_ps(a, b, c); }
inline Floats all(float x) { return _mm512_set1_ps(x); }
inline Doubles all(double x) { return _mm512_set1_pd(x); }

#else

inline const char* const instruction_set = "AVX2";
using Floats = __m256;
using Doubles = __m256d;
inline constexpr int registers = 16;

inline __m256 fma(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
inline __m256d fma(__m256d a, __m256d b, __m256d c) { return _mm256_fmadd_pd(a, b, c); }
inline Floats fnma(Floats a, Floats b, Floats c) { return _mm256_fnmadd_ps(a, b, c); }
inline Floats all(float x) { return _mm256_set1_ps(x); }
inline Doubles all(double x) { return _mm256_set1_pd(x); }

#endif

inline constexpr int float_lanes = static_cast<int>(sizeof(Floats) / sizeof(float));

// 2^f on [0, 1): of degree 6 the polynomial of pack_exp.hpp for AVX2, of degree 5 what is still as good as most
// libraries (2.2 ulp), and what an expert would take who wants speed.
template <int degree>
inline constexpr float exp2_coefficients[degree + 1] = {};
template <>
inline constexpr float exp2_coefficients<6>[7] = {0x1p+0F,        0x1.62e42ap-1F,  0x1.ebfda8p-3F, 0x1.c6832p-5F,
                                                  0x1.3d3c5cp-7F, 0x1.456c08p-10F, 0x1.c9274cp-13F};
template <>
inline constexpr float exp2_coefficients<5>[6] = {0x1p+0F,        0x1.62e4e2p-1F, 0x1.ebd53ap-3F,
                                                  0x1.c9686ep-5F, 0x1.260a26p-7F, 0x1.ee3832p-10F};

template <int degree>
using Degree = std::integral_constant<int, degree>;

template <int degree>
KERNFOLD_INLINE Floats polynomial(Floats f) {
  Floats p = all(exp2_coefficients<degree>[degree]);
  KERNFOLD_UNROLL_FULL
  for (int c = degree - 1; c >= 0; --c) p = fma(p, f, all(exp2_coefficients<degree>[c]));
  return p;
}
/// 2^x for x < 128; with AVX2 at least 2^-126.
template <int degree>
KERNFOLD_INLINE Floats exp2(Floats x) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  // x - floor(x), and p 2^floor(x). All lanes chosen by a mask: the same code, without gcc 12's warnings of its header.
  return _mm512_maskz_scalef_ps(0xffff, polynomial<degree>(_mm512_maskz_reduce_ps(0xffff, x, 9)), x);
#else
  const Floats a = _mm256_max_ps(x, all(-126.0F)), n = _mm256_round_ps(a, 9);
  const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(polynomial<degree>(a - n)), exponent));
#endif
}

// R packs of rows of R^3 (R was measured: processors that look far ahead need but one), times `scale`, against all
// columns, packed as n records of F numbers: pair(row, column, sums) adds to the sums of one pack of rows. out(i, sums
// of row i) takes the results.
template <int R, int F, int S, class Pair, class Out>
void sum_columns(const float* x, float scale, std::ptrdiff_t M, const float* columns, std::ptrdiff_t n, int threads,
                 Pair pair, Out out) {
  constexpr int tile = R * float_lanes;
  kernfold::cpu::parallel_for((M + tile - 1) / tile, threads, [&](std::ptrdiff_t task, int) {
    alignas(64) float numbers[R][3][float_lanes], results[S][tile];
    const std::ptrdiff_t first = task * tile, valid = M - first < tile ? M - first : tile;
    for (int l = 0; l < tile; ++l)
      for (int k = 0; k < 3; ++k)
        numbers[l / float_lanes][k][l % float_lanes] = scale * x[3 * (first + (l < valid ? l : valid - 1)) + k];
    Floats row[R][3], sums[R][S];
    for (int r = 0; r < R; ++r) {
      for (int k = 0; k < 3; ++k) __builtin_memcpy(&row[r][k], numbers[r][k], sizeof(Floats));
      for (int k = 0; k < S; ++k) sums[r][k] = all(0.0F);
    }
    const float* c = columns;
    KERNFOLD_UNROLL_PARTLY
    for (std::ptrdiff_t j = 0; j < n; ++j, c += F) {
      Floats column[F];
      KERNFOLD_UNROLL_FULL
      for (int k = 0; k < F; ++k) column[k] = all(c[k]);
      KERNFOLD_UNROLL_FULL
      for (int r = 0; r < R; ++r) pair(row[r], column, sums[r]);
    }
    for (int r = 0; r < R; ++r)
      for (int k = 0; k < S; ++k) __builtin_memcpy(results[k] + r * float_lanes, &sums[r][k], sizeof(Floats));
    for (int l = 0; l < valid; ++l) {
      float row_sums[S];
      for (int k = 0; k < S; ++k) row_sums[k] = results[k][l];
      out(first + l, row_sums);
    }
  });
}

// 2^-|row - column|^2, and row - column.
template <int degree>
KERNFOLD_INLINE Floats gaussian_value(const Floats (&row)[3], const Floats* column, Floats (&d)[3]) {
  Floats s = all(0.0F);
  KERNFOLD_UNROLL_FULL
  for (int k = 0; k < 3; ++k) {
    d[k] = row[k] - column[k];
    s = fnma(d[k], d[k], s);
  }
  return exp2<degree>(s);
}

using Numbers = std::vector<float>;

// Records (scale y_j, w_j) for y (N, 3) and w (N, D).
template <int D>
Numbers records(const float* y, float scale, const float* w, std::ptrdiff_t N) {
  Numbers c(static_cast<std::size_t>((3 + D) * N));
  for (std::ptrdiff_t j = 0; j < N; ++j) {
    float* const record = c.data() + (3 + D) * j;
    for (int k = 0; k < 3; ++k) record[k] = scale * y[3 * j + k];
    for (int k = 0; k < D; ++k) record[3 + k] = w[D * j + k];
  }
  return c;
}

inline constexpr float log2_e = 0x1.715476p+0F;

/// out_i = sum_j exp(-g |x_i - y_j|^2) b_j for x (M, 3), y (N, 3), b (N).
template <int degree>
void gaussian(const float* x, const float* y, const float* b, float g, std::ptrdiff_t M, std::ptrdiff_t N, int threads,
              float* out) {
  const float scale = __builtin_sqrtf(g * log2_e);
  const auto pair = [](const Floats(&row)[3], const Floats(&column)[4], Floats(&sum)[1]) KERNFOLD_INLINE_LAMBDA {
    Floats d[3];
    sum[0] = fma(gaussian_value<degree>(row, column, d), column[3], sum[0]);
  };
  sum_columns<registers == 32 ? 1 : 5, 4, 1>(x, scale, M, records<1>(y, scale, b, N).data(), N, threads, pair,
                                             [=](std::ptrdiff_t i, const float(&sum)[1]) { out[i] = sum[0]; });
}

/// The gradient of sum_i e_i gaussian_i in x, (M, 3); with x and y, b and e exchanged it is the gradient in y.
template <int degree>
void gaussian_gradient(const float* x, const float* y, const float* b, const float* e, float g, std::ptrdiff_t M,
                       std::ptrdiff_t N, int threads, float* out) {
  const float scale = __builtin_sqrtf(g * log2_e), factor = -2 * g / scale;
  const auto pair = [](const Floats(&row)[3], const Floats(&column)[4], Floats(&sum)[3]) KERNFOLD_INLINE_LAMBDA {
    Floats d[3];
    const Floats weight = gaussian_value<degree>(row, column, d) * column[3];
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < 3; ++k) sum[k] = fma(weight, d[k], sum[k]);
  };
  sum_columns<registers == 32 ? 1 : 2, 4, 3>(x, scale, M, records<1>(y, scale, b, N).data(), N, threads, pair,
                                             [=](std::ptrdiff_t i, const float(&sum)[3]) {
                                               for (int k = 0; k < 3; ++k) out[3 * i + k] = factor * e[i] * sum[k];
                                             });
}

// out_i = sum_j w_j exp(x_i + y_j) for x (M, 3), y (N, 3) and w (N, D), D = 1 or 3. Every pair is evaluated.
template <int degree, int D, class Out>
void sum_exp(const float* x, const float* y, const float* w, std::ptrdiff_t M, std::ptrdiff_t N, int threads, Out out) {
  const auto pair = [](const Floats(&row)[3], const Floats(&column)[3 + D], Floats(&sum)[3]) KERNFOLD_INLINE_LAMBDA {
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < 3; ++k) sum[k] = fma(exp2<degree>(row[k] + column[k]), column[3 + (D == 1 ? 0 : k)], sum[k]);
  };
  sum_columns<registers == 32 ? 1 : 2, 3 + D, 3>(x, log2_e, M, records<D>(y, log2_e, w, N).data(), N, threads, pair,
                                                 out);
}

/// out_i = sum_j (p - a_j)^2 exp(x_i + y_j) for x (M, 3), y (N, 3), a (N).
template <int degree>
void tutorial(const float* x, const float* y, const float* a, float p, std::ptrdiff_t M, std::ptrdiff_t N, int threads,
              float* out) {
  Numbers w(a, a + N);
  for (float& v : w) v = (p - v) * (p - v);
  sum_exp<degree, 1>(x, y, w.data(), M, N, threads, [=](std::ptrdiff_t i, const float(&sum)[3]) {
    for (int k = 0; k < 3; ++k) out[3 * i + k] = sum[k];
  });
}
/// The gradient of sum_i e_i . tutorial_i in y, (N, 3), for e (M, 3).
template <int degree>
void tutorial_gradient(const float* x, const float* y, const float* a, float p, const float* e, std::ptrdiff_t M,
                       std::ptrdiff_t N, int threads, float* out) {
  sum_exp<degree, 3>(y, x, e, N, M, threads, [=](std::ptrdiff_t j, const float(&sum)[3]) {
    for (int k = 0; k < 3; ++k) out[3 * j + k] = (p - a[j]) * (p - a[j]) * sum[k];
  });
}

/// Operations (two for each fused multiply-add) of `rounds` rounds of independent chains in registers, on one thread.
template <class T>
__attribute__((noinline)) double fma_peak(std::ptrdiff_t rounds, volatile T* result) {
  using V = decltype(all(T(0)));
  constexpr int chains = registers == 32 ? 24 : 12;  // the latency is at most 5 cycles, two a cycle
  V a[chains];
  const V m = all(T(0.999)), c = all(T(1e-3));
  for (int k = 0; k < chains; ++k) a[k] = all(static_cast<T>(k));
  for (std::ptrdiff_t n = 0; n < rounds; ++n) {
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < chains; ++k) a[k] = fma(a[k], m, c);
  }
  T sum = 0;
  for (int k = 0; k < chains; ++k) sum += a[k][0];
  *result = sum;
  return 2.0 * static_cast<double>(rounds) * chains * static_cast<double>(sizeof(V) / sizeof(T));
}

#endif

}  // namespace hand

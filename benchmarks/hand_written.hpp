// SPDX-License-Identifier: MIT
//
// What kernfold is measured against: the Gaussian kernel of R^3 in single precision as an expert would write it for one
// machine (AVX-512, or AVX2 with FMA), and the rate of fused multiply-adds of the machine. Nothing here uses kernfold,
// save that both share their threads, so that a ratio compares kernels and not thread pools. On other machines
// `hand::available` is false.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/threads.hpp>

#if defined(__AVX512F__) && defined(__AVX512DQ__) || defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define HAND_WRITTEN 1
#endif

namespace hand {

#if !defined(HAND_WRITTEN)

inline constexpr bool available = false;
inline const char* const instruction_set = "none";

#else

inline constexpr bool available = true;

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

// 2^f on [0, 1): the polynomial of pack_math.hpp, so that both compute to the same accuracy.
inline constexpr float exp2_coefficients[7] = {0x1p+0F,        0x1.62e42ap-1F,  0x1.ebfda8p-3F, 0x1.c6832p-5F,
                                               0x1.3d3c5cp-7F, 0x1.456c08p-10F, 0x1.c9274cp-13F};

KERNFOLD_INLINE Floats polynomial(Floats f) {
  Floats p = all(exp2_coefficients[6]);
  KERNFOLD_UNROLL_FULL
  for (int c = 5; c >= 0; --c) p = fma(p, f, all(exp2_coefficients[c]));
  return p;
}
/// 2^x for x <= 0; with AVX2 at least 2^-126.
KERNFOLD_INLINE Floats exp2_negative(Floats x) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
  // x - floor(x), and p 2^floor(x). All lanes chosen by a mask: the same code, without gcc 12's warnings of its header.
  return _mm512_maskz_scalef_ps(0xffff, polynomial(_mm512_maskz_reduce_ps(0xffff, x, 9)), x);
#else
  const Floats a = _mm256_max_ps(x, all(-126.0F)), n = _mm256_round_ps(a, 9);
  const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(polynomial(a - n)), exponent));
#endif
}

inline constexpr int float_lanes = static_cast<int>(sizeof(Floats) / sizeof(float));

// R packs of rows against all columns. Coordinates come scaled by sqrt(g log2 e), so that the value of a pair is
// 2^-|x - y|^2 b; a column is (y_0, y_1, y_2, b).
template <int R>
inline void gaussian_tile(const float (&rows)[3][R * float_lanes], const float* columns, std::ptrdiff_t n, float* out) {
  Floats x[3][R], sum[R];
  for (int r = 0; r < R; ++r) {
    for (int k = 0; k < 3; ++k) __builtin_memcpy(&x[k][r], rows[k] + r * float_lanes, sizeof(Floats));
    sum[r] = all(0.0F);
  }
  const Floats zero = all(0.0F);
  for (std::ptrdiff_t j = 0; j < n; ++j, columns += 4) {
    const Floats y0 = all(columns[0]), y1 = all(columns[1]), y2 = all(columns[2]), b = all(columns[3]);
    KERNFOLD_UNROLL_FULL
    for (int r = 0; r < R; ++r) {
      const Floats d0 = x[0][r] - y0, d1 = x[1][r] - y1, d2 = x[2][r] - y2;
      sum[r] = fma(exp2_negative(fnma(d2, d2, fnma(d1, d1, fnma(d0, d0, zero)))), b, sum[r]);
    }
  }
  for (int r = 0; r < R; ++r) __builtin_memcpy(out + r * float_lanes, &sum[r], sizeof(Floats));
}

/// out_i = sum_j exp(-g |x_i - y_j|^2) b_j for x (M, 3), y (N, 3), b (N).
inline void gaussian(const float* x, const float* y, const float* b, float g, std::ptrdiff_t M, std::ptrdiff_t N,
                     int threads, float* out) {
  constexpr int R = registers == 32 ? 4 : 2, tile = R * float_lanes;
  const float scale = __builtin_sqrtf(g * 0x1.715476p+0F);
  const std::unique_ptr<float[]> columns(new float[static_cast<std::size_t>(N > 0 ? N : 1) * 4]);
  for (std::ptrdiff_t j = 0; j < N; ++j) {
    for (int k = 0; k < 3; ++k) columns[static_cast<std::size_t>(4 * j + k)] = scale * y[3 * j + k];
    columns[static_cast<std::size_t>(4 * j + 3)] = b[j];
  }
  kernfold::cpu::parallel_for((M + tile - 1) / tile, threads, [&](std::ptrdiff_t task, int) {
    alignas(64) float rows[3][tile], sums[tile];
    const std::ptrdiff_t first = task * tile, valid = M - first < tile ? M - first : tile;
    for (int l = 0; l < tile; ++l)
      for (int k = 0; k < 3; ++k) rows[k][l] = scale * x[3 * (first + (l < valid ? l : valid - 1)) + k];
    gaussian_tile<R>(rows, columns.get(), N, sums);
    for (int l = 0; l < valid; ++l) out[first + l] = sums[l];
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

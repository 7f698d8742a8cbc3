// SPDX-License-Identifier: MIT
//
// Sums over pairs by hand, for any function of a pair: a tile of R packs of rows and C columns is computed step by
// step, as in hand_kernels.hpp. A formula is a function of a Pair, whose numbers are those of all pairs of a tile.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "hand_kernels.hpp"

#if defined(HAND_WRITTEN)

namespace hand {

/// One number for each of N packs of pairs.
template <class T, int N>
struct Many {
  using V = Register<T>;
  V v[N];

  Many() = default;
  KERNFOLD_INLINE Many(T x) {
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) v[n] = all(x);
  }
  template <class F>
  static KERNFOLD_INLINE Many each(F f) {
    Many r;
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) r.v[n] = f(n);
    return r;
  }
  friend KERNFOLD_INLINE Many operator+(const Many& a, const Many& b) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return a.v[n] + b.v[n]; });
  }
  friend KERNFOLD_INLINE Many operator-(const Many& a, const Many& b) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return a.v[n] - b.v[n]; });
  }
  friend KERNFOLD_INLINE Many operator*(const Many& a, const Many& b) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return a.v[n] * b.v[n]; });
  }
  friend KERNFOLD_INLINE Many operator/(const Many& a, const Many& b) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return a.v[n] / b.v[n]; });
  }
  /// a b + c.
  friend KERNFOLD_INLINE Many mad(const Many& a, const Many& b, const Many& c) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return fma(a.v[n], b.v[n], c.v[n]); });
  }
  friend KERNFOLD_INLINE Many root(const Many& a) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return hand::root(a.v[n]); });
  }
  friend KERNFOLD_INLINE Many inverse(const Many& a) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return hand::inverse(a.v[n]); });
  }
  friend KERNFOLD_INLINE Many inverse_root(const Many& a) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return hand::inverse_root(a.v[n]); });
  }
  friend KERNFOLD_INLINE Many positive_part(const Many& a) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return hand::larger(a.v[n], all(T(0))); });
  }
  friend KERNFOLD_INLINE Many magnitude(const Many& a) {
    return each([&](int n) KERNFOLD_INLINE_LAMBDA { return hand::negative(a.v[n], a.v[n]); });
  }
  /// exp(-a); with AVX2 for a >= 0.
  friend KERNFOLD_INLINE Many exp_minus(const Many& a) {
    Many r = a * Many(static_cast<T>(1.4426950408889634));
    exp2_minus<T>(r.v);
    return r;
  }
};

/// The pairs of a tile: x(k) of the rows, y(k) of the columns, whose records have DY numbers, and S sums.
template <class T, int DX, int DY, int S, int R, int C>
struct Pair {
  static constexpr int N = R * C;
  using Number = Many<T, N>;
  const Register<T> (&row)[R][DX];
  const T* column;
  Register<T> (&sum)[R][S];

  KERNFOLD_INLINE Number x(int k) const {
    return Number::each([&](int n) KERNFOLD_INLINE_LAMBDA { return row[n / C][k]; });
  }
  KERNFOLD_INLINE Number y(int k) const {
    return Number::each([&](int n) KERNFOLD_INLINE_LAMBDA { return all(column[n % C * DY + k]); });
  }
  KERNFOLD_INLINE Number difference(int k) const { return x(k) - y(k); }
  template <int D>
  KERNFOLD_INLINE Number square_distance() const {
    Number s = difference(0) * difference(0);
    KERNFOLD_UNROLL_FULL
    for (int k = 1; k < D; ++k) s = mad(difference(k), difference(k), s);
    return s;
  }
  /// x . y of the numbers from `at` and `of` on.
  template <int D>
  KERNFOLD_INLINE Number product(int at, int of) const {
    Number s = x(at) * y(of);
    KERNFOLD_UNROLL_FULL
    for (int k = 1; k < D; ++k) s = mad(x(at + k), y(of + k), s);
    return s;
  }
  /// Adds a b to the sums k.
  KERNFOLD_INLINE void add(int k, const Number& a, const Number& b) {
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) sum[n / C][k] = fma(a.v[n], b.v[n], sum[n / C][k]);
  }
};

/// out (M, S): sums of `pair` over the records of y (N, DY) for each row of x (M, DX), where N is a multiple of C.
template <int DX, int DY, int S, int R, int C, class T, class F>
KERNFOLD_NOINLINE void sum_tiles(const T* x, const T* y, std::ptrdiff_t M, std::ptrdiff_t N, F pair, T* out) {
  using V = Register<T>;
  constexpr int W = lanes<T>, tile = R * W;
  constexpr std::ptrdiff_t block = 16384 / DY / C * C;  // columns that stay in the caches
  for (std::ptrdiff_t i = 0; i < M * S; ++i) out[i] = 0;
  for (std::ptrdiff_t start = 0; start < N; start += block)
    for (std::ptrdiff_t first = 0; first < M; first += tile) {
      V row[R][DX], sum[R][S];
      for (int p = 0; p < R; ++p) {
        T lane[W];
        for (int k = 0; k < DX; ++k) {
          for (int l = 0; l < W; ++l) lane[l] = x[std::min(first + p * W + l, M - 1) * DX + k];
          std::memcpy(&row[p][k], lane, sizeof lane);
        }
        for (int k = 0; k < S; ++k) sum[p][k] = all(T(0));
      }
      const T* const end = y + std::min(start + block, N) * DY;
      for (const T* c = y + start * DY; c < end; c += C * DY) {
        Pair<T, DX, DY, S, R, C> p{row, c, sum};
        pair(p);
      }
      for (int p = 0; p < R; ++p)
        for (int k = 0; k < S; ++k) {
          T lane[W];
          std::memcpy(lane, &sum[p][k], sizeof lane);
          for (int l = 0; l < W && first + p * W + l < M; ++l) out[(first + p * W + l) * S + k] += lane[l];
        }
    }
}

}  // namespace hand

#endif

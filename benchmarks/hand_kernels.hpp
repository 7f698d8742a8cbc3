// SPDX-License-Identifier: MIT
//
// Sums of radial kernels k(|x - y| / l) in R^D as an expert would write them by hand for one machine, AVX-512 or AVX2
// with FMA, in float and double: a tile of R packs of rows and C columns is computed step by step, so that no
// instruction waits for the one before it. Points may be scaled beforehand, so that the kernel is a function of |d|^2
// alone: that saves a product for each pair, and costs digits where points are far from 0 and near each other.
//
// What is fast is taken, where user data allow it. 2^-x is for x >= 0, and with AVX2 at least 2^-126 (double:
// 2^-1022); 1 / x and 1 / sqrt(x) are estimates with one step (AVX-512, double: two) of Newton's method. All
// of them are within 2 ulp.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "hand_written.hpp"

#if defined(HAND_WRITTEN)

namespace hand {

template <class T>
using Register = decltype(all(T(0)));
template <class T>
inline constexpr int lanes = static_cast<int>(sizeof(Register<T>) / sizeof(T));
inline Doubles fnma(Doubles a, Doubles b, Doubles c) {
#if defined(__AVX512F__)
  return _mm512_fnmadd_pd(a, b, c);
#else
  return _mm256_fnmadd_pd(a, b, c);
#endif
}

// 2^-f = 1 - f (c0 + c1 f + ...) for |f| <= 1/64 or, of doubles, 1/32 (AVX-512), 1/16 (AVX2). steps - x has -x in
// steps of 1/32, 1/16 or 1/8 in its last bits. They choose a power of two from a table; AVX2 adds the bits above them
// to its exponent, and the table is less what the last bits add.
#if defined(__AVX512F__)

inline constexpr float exp2_steps_f = 0x1.8p18F, exp2_f[] = {0x1.62e584p-1F, -0x1.ebfd18p-3F};
inline constexpr double exp2_steps_d = 0x1.8p48,
                        exp2_d[] = {0x1.62e42fefa39fdp-1,  -0x1.ebfbdff82c59bp-3, 0x1.c6b08d6e8cd05p-5,
                                    -0x1.3b2ab6faaa9d7p-7, 0x1.5d89bd5f74d4bp-10, -0x1.430a8cfa01d19p-13};
template <class T>
struct Powers {
  alignas(64) T at[128 / sizeof(T)];
  Powers() {
    constexpr int n = static_cast<int>(128 / sizeof(T));
    for (int k = 0; k < n; ++k) at[k] = static_cast<T>(std::exp2(static_cast<double>(k) / n));
  }
};
template <class T>
inline const Powers<T> powers;

template <class T>
KERNFOLD_INLINE Register<T> power(Register<T> k) {
  const T* const t = powers<T>.at;
  if constexpr (sizeof(T) == 4)
    return _mm512_permutex2var_ps(_mm512_load_ps(t), _mm512_castps_si512(k), _mm512_load_ps(t + 16));
  else
    return _mm512_permutex2var_pd(_mm512_load_pd(t), _mm512_castpd_si512(k), _mm512_load_pd(t + 8));
}
KERNFOLD_INLINE Floats scale(Floats p, Floats n) { return _mm512_maskz_scalef_ps(0xffff, p, n); }
KERNFOLD_INLINE Doubles scale(Doubles p, Doubles n) { return _mm512_maskz_scalef_pd(0xff, p, n); }
KERNFOLD_INLINE Floats inverse_root(Floats x) {
  const Floats y = _mm512_maskz_rsqrt14_ps(0xffff, x);
  return fma(y * all(0.5F), fnma(x * y, y, all(1.0F)), y);
}
KERNFOLD_INLINE Doubles inverse_root(Doubles x) {
  Doubles y = _mm512_maskz_rsqrt14_pd(0xff, x);
  y = fma(y * all(0.5), fnma(x * y, y, all(1.0)), y);
  return fma(y * all(0.5), fnma(x * y, y, all(1.0)), y);
}
KERNFOLD_INLINE Floats inverse(Floats x) {
  const Floats y = _mm512_maskz_rcp14_ps(0xffff, x);
  return fma(y, fnma(x, y, all(1.0F)), y);
}
KERNFOLD_INLINE Doubles inverse(Doubles x) {
  Doubles y = _mm512_maskz_rcp14_pd(0xff, x);
  y = fma(y, fnma(x, y, all(1.0)), y);
  return fma(y, fnma(x, y, all(1.0)), y);
}
KERNFOLD_INLINE Floats root(Floats x) { return _mm512_maskz_sqrt_ps(0xffff, x); }
KERNFOLD_INLINE Doubles root(Doubles x) { return _mm512_maskz_sqrt_pd(0xff, x); }
KERNFOLD_INLINE Floats larger(Floats a, Floats b) { return _mm512_maskz_max_ps(0xffff, a, b); }
KERNFOLD_INLINE Doubles larger(Doubles a, Doubles b) { return _mm512_maskz_max_pd(0xff, a, b); }

#else

inline constexpr float exp2_steps_f = 0x1.8p20F, exp2_f[] = {0x1.62e43p-1F, -0x1.ec0c3p-3F, 0x1.c6b93cp-5F};
inline constexpr double exp2_steps_d = 0x1.8p49,
                        exp2_d[] = {0x1.62e42fefa39efp-1,  -0x1.ebfbdff82c783p-3, 0x1.c6b08d704b08ap-5,
                                    -0x1.3b2ab6ef85962p-7, 0x1.5d87fe45ef826p-10, -0x1.430e5c8b83d8ap-13,
                                    0x1.ffdc4e9ea802cp-17};
alignas(32) inline constexpr std::uint32_t powers_f[8] = {0x3f800000, 0x3f7b95c2, 0x3f7837f0, 0x3f75fed7,
                                                          0x3f7504f3, 0x3f75672a, 0x3f7744fd, 0x3f7ac0c7};
alignas(32) inline constexpr std::uint32_t lower_powers_d[8] = {0x0,        0x3c7d517b, 0xa31b715,  0xd5362a27,
                                                                0x667f3bcd, 0x422aa0db, 0x995ad3ad, 0xdcfba487};
alignas(32) inline constexpr std::uint32_t upper_powers_d[8] = {0x3ff00000, 0x3fef72b8, 0x3fef06fe, 0x3feebfda,
                                                                0x3feea09e, 0x3feeace5, 0x3feee89f, 0x3fef5818};

KERNFOLD_INLINE __m256i table(const std::uint32_t* t, __m256i k) {
  return _mm256_permutevar8x32_epi32(_mm256_load_si256(reinterpret_cast<const __m256i*>(t)), k);
}
template <class T>
KERNFOLD_INLINE Register<T> power(Register<T> x) {
  if constexpr (sizeof(T) == 4) {
    const __m256i k = _mm256_castps_si256(x);
    return _mm256_castsi256_ps(_mm256_add_epi32(table(powers_f, k), _mm256_slli_epi32(k, 20)));
  } else {
    const __m256i k = _mm256_castpd_si256(x), both = _mm256_shuffle_epi32(k, 0xa0);
    const __m256i p = _mm256_blend_epi32(table(lower_powers_d, both), table(upper_powers_d, both), 0xaa);
    return _mm256_castsi256_pd(_mm256_add_epi64(p, _mm256_slli_epi64(k, 49)));
  }
}

KERNFOLD_INLINE Floats inverse_root(Floats x) {
  const Floats y = _mm256_rsqrt_ps(x);
  return fma(y * all(0.5F), fnma(x * y, y, all(1.0F)), y);
}
KERNFOLD_INLINE Doubles inverse_root(Doubles x) { return all(1.0) / _mm256_sqrt_pd(x); }
KERNFOLD_INLINE Floats inverse(Floats x) {
  const Floats y = _mm256_rcp_ps(x);
  return fma(y, fnma(x, y, all(1.0F)), y);
}
KERNFOLD_INLINE Doubles inverse(Doubles x) { return all(1.0) / x; }
KERNFOLD_INLINE Floats root(Floats x) { return _mm256_sqrt_ps(x); }
KERNFOLD_INLINE Doubles root(Doubles x) { return _mm256_sqrt_pd(x); }
KERNFOLD_INLINE Floats larger(Floats a, Floats b) { return _mm256_max_ps(a, b); }
KERNFOLD_INLINE Doubles larger(Doubles a, Doubles b) { return _mm256_max_pd(a, b); }
KERNFOLD_INLINE Floats smaller(Floats a, Floats b) { return _mm256_min_ps(a, b); }
KERNFOLD_INLINE Doubles smaller(Doubles a, Doubles b) { return _mm256_min_pd(a, b); }

#endif

// a with its sign changed where b is negative; negative(a, a) is |a|.
KERNFOLD_INLINE Floats negative(Floats a, Floats b) {
#if defined(__AVX512F__)
  return _mm512_xor_ps(a, _mm512_and_ps(b, all(-0.0F)));
#else
  return _mm256_xor_ps(a, _mm256_and_ps(b, all(-0.0F)));
#endif
}
KERNFOLD_INLINE Doubles negative(Doubles a, Doubles b) {
#if defined(__AVX512F__)
  return _mm512_xor_pd(a, _mm512_and_pd(b, all(-0.0)));
#else
  return _mm256_xor_pd(a, _mm256_and_pd(b, all(-0.0)));
#endif
}

/// x = 2^-x for x >= 0, of N packs in step.
template <class T, int N>
KERNFOLD_INLINE void exp2_minus(Register<T> (&x)[N]) {
  constexpr T steps = sizeof(T) == 4 ? static_cast<T>(exp2_steps_f) : static_cast<T>(exp2_steps_d);
  constexpr int degree = sizeof(T) == 4 ? std::extent_v<decltype(exp2_f)> : std::extent_v<decltype(exp2_d)>;
  const auto c = [](int k) KERNFOLD_INLINE_LAMBDA {
    if constexpr (sizeof(T) == 4)
      return all(exp2_f[k]);
    else
      return all(exp2_d[k]);
  };
  Register<T> f[N], k[N], q[N];
#if !defined(__AVX512F__)
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) x[n] = smaller(x[n], all(T(sizeof(T) == 4 ? 126 : 1022)));
#endif
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) k[n] = all(steps) - x[n];
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) f[n] = k[n] - all(steps);
#if defined(__AVX512F__)
  Register<T> exponent[N];
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) exponent[n] = f[n];
#endif
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) f[n] = x[n] + f[n];
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) k[n] = power<T>(k[n]);
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) q[n] = fma(f[n], c(degree - 1), c(degree - 2));
  KERNFOLD_UNROLL_FULL
  for (int p = degree - 3; p >= 0; --p) KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) q[n] = fma(q[n], f[n], c(p));
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) f[n] = k[n] * f[n];
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) x[n] = fnma(f[n], q[n], k[n]);
#if defined(__AVX512F__)
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < N; ++n) x[n] = scale(x[n], exponent[n]);
#endif
}

// Which function of the pair is summed up: k b, or what its gradients in x and l have in place of k, but for factors.
enum class Part { value, gradient, length };

// Kernels, of s = (scale |x - y| / l)^2, or (Root, in R^1) of its root; `gradient` is the factor of l^-2 (y - x) w in
// the gradient, w l^-1 in that in l is `length`. Each changes s into the value of a part.
struct Radial {
  static constexpr bool of_root = false;        // is the root all that it takes?
  static constexpr bool unit_gradient = false;  // in R^1, of the sign of x - y alone
};
struct Gaussian : Radial {  // exp(-r^2 / 2)
  static double scale() { return std::sqrt(0.5 * std::log2(std::exp(1.0))); }
  static double gradient() { return 1; }
  static double length() { return 2 * std::log(2.0); }
  template <class T, Part part, bool Root, int N>
  static KERNFOLD_INLINE void apply(Register<T> (&s)[N]) {
    Register<T> k[N];
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) k[n] = s[n];
    exp2_minus<T>(k);
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) s[n] = part == Part::length ? s[n] * k[n] : k[n];
  }
};
struct Laplacian : Radial {  // exp(-r)
  static constexpr bool of_root = true, unit_gradient = true;
  static double scale() { return std::log2(std::exp(1.0)); }
  static double gradient() { return scale(); }
  static double length() { return std::log(2.0); }
  template <class T, Part part, bool Root, int N>
  static KERNFOLD_INLINE void apply(Register<T> (&s)[N]) {
    Register<T> r[N], k[N];
    if constexpr (Root) {
      KERNFOLD_UNROLL_FULL
      for (int n = 0; n < N; ++n) k[n] = r[n] = s[n];
    } else if constexpr (part == Part::gradient) {
      KERNFOLD_UNROLL_FULL
      for (int n = 0; n < N; ++n) s[n] = larger(s[n], all(T(1e-30)));
      KERNFOLD_UNROLL_FULL
      for (int n = 0; n < N; ++n) r[n] = inverse_root(s[n]);
      KERNFOLD_UNROLL_FULL
      for (int n = 0; n < N; ++n) k[n] = s[n] * r[n];
    } else {
      KERNFOLD_UNROLL_FULL
      for (int n = 0; n < N; ++n) r[n] = root(s[n]);
      KERNFOLD_UNROLL_FULL
      for (int n = 0; n < N; ++n) k[n] = r[n];
    }
    exp2_minus<T>(k);
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) s[n] = part == Part::value || (Root && part == Part::gradient) ? k[n] : k[n] * r[n];
  }
};
struct Cauchy : Radial {  // 1 / (1 + r^2)
  static double scale() { return 1; }
  static double gradient() { return 2; }
  static double length() { return 2; }
  template <class T, Part part, bool Root, int N>
  static KERNFOLD_INLINE void apply(Register<T> (&s)[N]) {
    Register<T> k[N];
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) k[n] = inverse(all(T(1)) + s[n]);
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n)
      s[n] = part == Part::value ? k[n] : part == Part::gradient ? k[n] * k[n] : s[n] * k[n] * k[n];
  }
};
struct Matern52 : Radial {  // (1 + r + r^2 / 3) exp(-r) of sqrt(5) r
  static constexpr bool of_root = true;
  static double scale() { return std::sqrt(5.0) * std::log2(std::exp(1.0)); }
  static double gradient() { return 5.0 / 3; }
  static double length() { return std::log(2.0) * std::log(2.0) / 3; }
  template <class T, Part part, bool Root, int N>
  static KERNFOLD_INLINE void apply(Register<T> (&s)[N]) {
    const Register<T> ln2 = all(T(0.6931471805599453)), third = all(T(0.6931471805599453 * 0.6931471805599453 / 3));
    Register<T> r[N], k[N];
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) {
      r[n] = Root ? s[n] : root(s[n]);
      if constexpr (Root && part != Part::gradient) s[n] = s[n] * s[n];
    }
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) k[n] = r[n];
    exp2_minus<T>(k);
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n) r[n] = fma(r[n], ln2, all(T(1)));
    KERNFOLD_UNROLL_FULL
    for (int n = 0; n < N; ++n)
      s[n] = part == Part::value      ? fma(s[n], third, r[n]) * k[n]
             : part == Part::gradient ? r[n] * k[n]
                                      : s[n] * r[n] * k[n];
  }
};

/// For each row i of x (M, D): the sum over j of the part times b_j (N, B), or for gradients times (e_i . b_j) and
/// x_i - y_j (N, D), scaled where points are; out(i, sums) takes them.
template <bool Scaled, class T, class K, Part part, int D, int B, int R, int C, class Out>
void sum_pairs(const T* x, const T* y, const T* e, const T* b, double scale, std::ptrdiff_t M, std::ptrdiff_t N,
               int threads, Out out) {
  using V = Register<T>;
  constexpr int W = lanes<T>, tile = R * W, F = D + B, S = part == Part::gradient ? D : B;
  constexpr int rows = D + (part == Part::gradient && B > 1 ? B : 0);
  constexpr int block = 16384 / F / C * C;  // columns that stay in the caches
  const T of_points = Scaled ? static_cast<T>(scale) : T(1);
  constexpr bool of_root = D == 1 && K::of_root;
  const V of_values = all(static_cast<T>(of_root ? scale : scale * scale));
  const std::ptrdiff_t columns = (N + C - 1) / C * C;
  std::vector<T> records(static_cast<std::size_t>(F * columns));  // (y_j, b_j); beyond the end b is 0
  for (std::ptrdiff_t j = 0; j < N; ++j) {
    for (int k = 0; k < D; ++k) records[static_cast<std::size_t>(F * j + k)] = of_points * y[D * j + k];
    for (int k = 0; k < B; ++k) records[static_cast<std::size_t>(F * j + D + k)] = b[B * j + k];
  }
  constexpr std::ptrdiff_t group = 8;  // tiles that share a block
  const std::ptrdiff_t tiles = (M + tile - 1) / tile;
  kernfold::cpu::parallel_for((tiles + group - 1) / group, threads, [&](std::ptrdiff_t task, int) {
    alignas(64) T row[group][rows][tile], total[group][S][tile];
    const std::ptrdiff_t begin = task * group, count = tiles - begin < group ? tiles - begin : group;
    for (std::ptrdiff_t g = 0; g < count; ++g)
      for (int l = 0; l < tile; ++l) {
        const std::ptrdiff_t i = (begin + g) * tile + l < M ? (begin + g) * tile + l : M - 1;
        for (int k = 0; k < D; ++k) row[g][k][l] = of_points * x[D * i + k];
        for (int k = D; k < rows; ++k) row[g][k][l] = e[B * i + k - D];
        for (int k = 0; k < S; ++k) total[g][k][l] = 0;
      }
    for (std::ptrdiff_t start = 0; start < columns; start += block) {
      const T* const end = records.data() + F * (start + block < columns ? start + block : columns);
      for (std::ptrdiff_t g = 0; g < count; ++g) {
        V r[R][rows], sum[R][S];
        for (int p = 0; p < R; ++p) {
          for (int k = 0; k < rows; ++k) __builtin_memcpy(&r[p][k], row[g][k] + p * W, sizeof(V));
          for (int k = 0; k < S; ++k) __builtin_memcpy(&sum[p][k], total[g][k] + p * W, sizeof(V));
        }
        for (const T* c = records.data() + F * start; c < end; c += C * F) {
          V s[R * C], d[R * C][D];
          KERNFOLD_UNROLL_FULL
          for (int k = 0; k < D; ++k) KERNFOLD_UNROLL_FULL
          for (int n = 0; n < R * C; ++n) {
            d[n][k] = r[n / C][k] - all(c[n % C * F + k]);
            s[n] = of_root ? negative(d[n][k], d[n][k]) : k == 0 ? d[n][k] * d[n][k] : fma(d[n][k], d[n][k], s[n]);
          }
          if constexpr (!Scaled) {
            KERNFOLD_UNROLL_FULL
            for (int n = 0; n < R * C; ++n) s[n] = s[n] * of_values;
          }
          K::template apply<T, part, of_root>(s);
          if constexpr (part == Part::gradient) {
            KERNFOLD_UNROLL_FULL
            for (int n = 0; n < R * C; ++n) {
              V w = all(c[n % C * F + D]);
              if constexpr (B > 1) {
                w = w * r[n / C][D];
                KERNFOLD_UNROLL_FULL
                for (int k = 1; k < B; ++k) w = fma(all(c[n % C * F + D + k]), r[n / C][D + k], w);
              }
              s[n] = s[n] * w;
            }
            KERNFOLD_UNROLL_FULL
            for (int k = 0; k < D; ++k) KERNFOLD_UNROLL_FULL
            for (int n = 0; n < R * C; ++n)
              if constexpr (of_root && K::unit_gradient)
                sum[n / C][k] = sum[n / C][k] + negative(s[n], d[n][k]);
              else
                sum[n / C][k] = fma(s[n], d[n][k], sum[n / C][k]);
          } else {
            KERNFOLD_UNROLL_FULL
            for (int k = 0; k < B; ++k) KERNFOLD_UNROLL_FULL
            for (int n = 0; n < R * C; ++n) sum[n / C][k] = fma(s[n], all(c[n % C * F + D + k]), sum[n / C][k]);
          }
        }
        for (int p = 0; p < R; ++p)
          for (int k = 0; k < S; ++k) __builtin_memcpy(total[g][k] + p * W, &sum[p][k], sizeof(V));
      }
    }
    for (std::ptrdiff_t g = 0; g < count; ++g)
      for (int l = 0; l < tile && (begin + g) * tile + l < M; ++l) {
        T sums[S];
        for (int k = 0; k < S; ++k) sums[k] = total[g][k][l];
        out((begin + g) * tile + l, sums);
      }
  });
}

// Packs of rows and columns of a tile, as measured on Zen 4.
#if defined(__AVX512F__)
template <Part part>
inline constexpr int tile_columns = part == Part::value ? 4 : 2;
inline constexpr int tile_rows = 1;
#else
template <Part part>
inline constexpr int tile_columns = 2;
inline constexpr int tile_rows = 2;
#endif

/// out_i = sum_j k(|x_i - y_j| / l) b_j for x (M, D), y (N, D), b (N, B).
template <bool Scaled, class K, int D, int B, class T>
void kernel_sum(const T* x, const T* y, const T* b, T l, std::ptrdiff_t M, std::ptrdiff_t N, int threads, T* out) {
  constexpr Part part = Part::value;
  sum_pairs<Scaled, T, K, part, D, B, tile_rows, tile_columns<part>>(
      x, y, nullptr, b, K::scale() / static_cast<double>(l), M, N, threads, [=](std::ptrdiff_t i, const T(&sum)[B]) {
        for (int k = 0; k < B; ++k) out[B * i + k] = sum[k];
      });
}

/// The gradient of sum_i e_i . kernel_sum_i in x, (M, D); with x and y, b and e exchanged it is the gradient in y.
template <bool Scaled, class K, int D, int B, class T>
void kernel_gradient(const T* x, const T* y, const T* b, const T* e, T l, std::ptrdiff_t M, std::ptrdiff_t N,
                     int threads, T* out) {
  constexpr Part part = Part::gradient;
  const double scale = K::scale() / static_cast<double>(l);
  bool by_scale = Scaled;
  if constexpr (D == 1 && K::of_root) by_scale = by_scale || K::unit_gradient;
  const T factor =
      static_cast<T>(-K::gradient() / (static_cast<double>(l) * static_cast<double>(l) * (by_scale ? scale : 1)));
  sum_pairs<Scaled, T, K, part, D, B, tile_rows, tile_columns<part>>(
      x, y, e, b, scale, M, N, threads, [=](std::ptrdiff_t i, const T(&sum)[D]) {
        for (int k = 0; k < D; ++k) out[D * i + k] = (B == 1 ? factor * e[i] : factor) * sum[k];
      });
}

/// Its gradient in l.
template <bool Scaled, class K, int D, int B, class T>
T kernel_length_gradient(const T* x, const T* y, const T* b, const T* e, T l, std::ptrdiff_t M, std::ptrdiff_t N,
                         int threads) {
  constexpr Part part = Part::length;
  std::vector<double> rows(static_cast<std::size_t>(M));
  sum_pairs<Scaled, T, K, part, D, B, tile_rows, tile_columns<part>>(
      x, y, nullptr, b, K::scale() / static_cast<double>(l), M, N, threads, [&](std::ptrdiff_t i, const T(&sum)[B]) {
        double s = 0;
        for (int k = 0; k < B; ++k) s += static_cast<double>(e[B * i + k]) * static_cast<double>(sum[k]);
        rows[static_cast<std::size_t>(i)] = s;
      });
  double s = 0;
  for (const double r : rows) s += r;
  return static_cast<T>(s * K::length() / static_cast<double>(l));
}

}  // namespace hand

#endif

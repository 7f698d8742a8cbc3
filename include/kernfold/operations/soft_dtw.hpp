// SPDX-License-Identifier: MIT
//
// Soft dynamic time warping of two series of numbers.
//
// M. Cuturi and M. Blondel, Soft-DTW: a differentiable loss function for time-series, ICML 2017, arXiv:1703.01541.
#pragma once

#include <kernfold/operations/extract.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

namespace detail {

KERNFOLD_NO_EXEC_CHECK
template <class T>
KERNFOLD_HD KERNFOLD_INLINE T square_difference(T x, T y) {
  const T d = x - y;
  return d * d;
}

// -gamma log(exp(-a / gamma) + exp(-b / gamma) + exp(-c / gamma)), without overflow: relative to the least.
KERNFOLD_NO_EXEC_CHECK
template <class T>
KERNFOLD_HD KERNFOLD_INLINE T soft_min(T a, T b, T c, T gamma) {
  using math::exp;
  using math::log1p;
  using math::max;
  using math::min;
  const T lower = min(a, b), least = min(lower, c);
  return least - gamma * log1p(exp((least - max(lower, c)) / gamma) + exp((least - max(a, b)) / gamma));
}

// The cost of the cheapest alignments that end at (0, j), ..., (i, j), from those that end one column earlier.
KERNFOLD_NO_EXEC_CHECK
template <class T, int N>
KERNFOLD_HD KERNFOLD_INLINE void soft_dtw_column(T (&cost)[N], const T (&before)[N], const T (&x)[N], T y, T gamma) {
  cost[0] = before[0] + square_difference(x[0], y);
  for (int i = 1; i < N; ++i)
    cost[i] = soft_min(before[i - 1], before[i], cost[i - 1], gamma) + square_difference(x[i], y);
}
KERNFOLD_NO_EXEC_CHECK
template <class T, int N>
KERNFOLD_HD KERNFOLD_INLINE void soft_dtw_first_column(T (&cost)[N], const T (&x)[N], T y) {
  cost[0] = square_difference(x[0], y);
  for (int i = 1; i < N; ++i) cost[i] = cost[i - 1] + square_difference(x[i], y);
}

}  // namespace detail

/// The derivatives of SoftDTW_SqDist(x, y, gamma) in x, then in y, then in gamma: dimension x.dim + y.dim + 1.
struct GradSoftDTWSqDistOp : Opaque<3> {
  static constexpr const char* name = "GradSoftDTW_SqDist";
  static constexpr int cost = 100;
  template <class Op>
  struct no_derivative {
    static_assert(detail::always_false<Op>,
                  "kernfold: Grad(f, v, e): SoftDTW_SqDist(x, y, gamma) has first derivatives only; this formula "
                  "differentiates it twice");
  };
  static constexpr int dim(const Shape& s) { return s.dim[2] == 1 ? s.dim[0] + s.dim[1] + 1 : 0; }
  static constexpr int terms(const Shape& s) { return s.dim[0] * s.dim[1] / (s.dim[0] + s.dim[1] + 1) + 1; }
  /// Reverse mode (algorithm 2 of the article): the adjoint of an alignment cost goes to the three that it was made
  /// from, in parts exp(-cost / gamma) / sum. Where softmin is differentiated in gamma, minus the entropy of these
  /// parts remains.
  KERNFOLD_NO_EXEC_CHECK
  template <class T, int N, int M, int Size>
  KERNFOLD_HD KERNFOLD_INLINE static void value(T (&grad)[Size], const T (&x)[N], const T (&y)[M],
                                                const T (&gamma)[1]) {
    using math::exp;
    using math::log1p;
    using math::min;
    using math::select;
    T total[M][N];
    static_assert(sizeof(total) <= 4 << 20,
                  "kernfold: the gradient of SoftDTW_SqDist(x, y, gamma) keeps x.dim * y.dim registers on the stack: "
                  "at most 4 MiB");
    detail::soft_dtw_first_column(total[0], x, y[0]);
    for (int j = 1; j < M; ++j) detail::soft_dtw_column(total[j], total[j - 1], x, y[j], gamma[0]);
    for (int k = 0; k < Size; ++k) grad[k] = T(0);
    T adjoint[N], before[N];  // of the costs of this column and of the one before
    for (int i = 0; i < N; ++i) adjoint[i] = T(i == N - 1 ? 1 : 0);
    for (int j = M - 1; j >= 0; --j) {
      for (int i = 0; i < N; ++i) before[i] = T(0);
      for (int i = N - 1; i >= 0; --i) {
        const T here = adjoint[i], slope = (here + here) * (x[i] - y[j]);
        grad[i] = grad[i] + slope;
        grad[N + j] = grad[N + j] - slope;
        if (i == 0 && j > 0) before[0] = before[0] + here;
        if (i > 0 && j == 0) adjoint[i - 1] = adjoint[i - 1] + here;
        if (i == 0 || j == 0) continue;
        const T a = total[j - 1][i - 1], b = total[j - 1][i], c = total[j][i - 1], least = min(min(a, b), c);
        const T u = (least - a) / gamma[0], v = (least - b) / gamma[0], w = (least - c) / gamma[0];
        const T p = exp(u), q = exp(v), r = exp(w);
        // the sum without the 1 of a least one
        const T others = select(a == least, q + r, select(b == least, p + r, p + q));
        const T part = here / (others + T(1));
        before[i - 1] = before[i - 1] + part * p;
        before[i] = before[i] + part * q;
        adjoint[i - 1] = adjoint[i - 1] + part * r;
        grad[N + M] = grad[N + M] + part * (p * u + q * v + r * w) - here * log1p(others);
      }
      for (int i = 0; i < N; ++i) adjoint[i] = before[i];
    }
  }
};

struct SoftDTWSqDistOp : Opaque<3> {
  static constexpr const char* name = "SoftDTW_SqDist";
  using uses = TypeList<GradSoftDTWSqDistOp, ExtractOp>;
  static constexpr int cost = 60;
  static constexpr int dim(const Shape& s) { return s.dim[2] == 1 ? 1 : 0; }
  static constexpr int terms(const Shape& s) { return s.dim[0] * s.dim[1]; }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(sizeof...(dimensions) == 0,
                  "kernfold: SoftDTW_SqDist(x, y, gamma): operands_do_not_fit<Op, x, y, gamma>: gamma is one number; "
                  "x and y may have any dimensions");
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class T, int N, int M>
  KERNFOLD_HD KERNFOLD_INLINE static void value(T (&result)[1], const T (&x)[N], const T (&y)[M], const T (&gamma)[1]) {
    T total[2][N];
    detail::soft_dtw_first_column(total[0], x, y[0]);
    for (int j = 1; j < M; ++j) detail::soft_dtw_column(total[j % 2], total[(j + 1) % 2], x, y[j], gamma[0]);
    result[0] = total[(M + 1) % 2][N - 1];
  }
  template <class B>  // instantiated when it is needed
  static constexpr int adjoint(B& b, int which, const Node& x, int, int g) {
    const int n = b.dim(x.operand[0]), m = b.dim(x.operand[1]);
    const int first[] = {0, n, n + m}, size[] = {n, m, 1};
    const int all = b.template apply<GradSoftDTWSqDistOp>(x.operand[0], x.operand[1], x.operand[2]);
    return b.template apply<MultOp>(g, b.template apply<ExtractOp>(all, -1, -1, first[which], size[which]));
  }
};

/// The soft minimum, with smoothing gamma > 0, of the costs of all alignments of the series x and y: dimension 1. An
/// alignment is a path from (0, 0) to the last indices by steps (1, 0), (0, 1), (1, 1), its cost the sum of
/// (x_i - y_j)^2 along it; softmin(a) = -gamma log(sum_k exp(-a_k / gamma)). Takes x.dim y.dim steps and, for a
/// gradient, as many registers of stack, of which 4 MiB are allowed. First derivatives, in x, y and gamma.
/// Example: `SoftDTW_SqDist(x, y, s)`.
template <class X, class Y, class Gamma>
struct SoftDTW_SqDist : Apply<SoftDTWSqDistOp, X, Y, Gamma> {
  constexpr SoftDTW_SqDist() = default;
  constexpr explicit SoftDTW_SqDist(X, Y, Gamma) {}
};
KERNFOLD_OPERANDS_3(SoftDTW_SqDist);

}  // namespace kernfold

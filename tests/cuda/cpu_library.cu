// SPDX-License-Identifier: MIT
//
// The CPU library in a CUDA source file, with no GPU: a sum and its gradient, and functions of packs that look at their
// bits, against plain loops.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> a{};

std::vector<double> numbers(std::size_t n, double step) {
  std::vector<double> v(n);
  for (std::size_t k = 0; k < n; ++k) v[k] = std::sin(step * static_cast<double>(k + 1));
  return v;
}

int main() {
  const std::size_t M = 29, N = 43;
  const std::vector<double> X = numbers(3 * M, 0.7), Y = numbers(3 * N, 1.3), A = numbers(N, 2.1), E = numbers(M, 0.3);
  constexpr auto sum = reduction<Sum, Axis1>(a * Exp(-SqDist(x, y)));
  const Tensor<double> c = sum(X, Y, A), g = grad(sum, y)(X, Y, A, E);

  std::vector<double> right_c(M), right_g(3 * N);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      double square = 0;
      for (std::size_t k = 0; k < 3; ++k) square += (X[3 * i + k] - Y[3 * j + k]) * (X[3 * i + k] - Y[3 * j + k]);
      const double term = A[j] * std::exp(-square);
      right_c[i] += term;
      for (std::size_t k = 0; k < 3; ++k) right_g[3 * j + k] += E[i] * term * 2 * (X[3 * i + k] - Y[3 * j + k]);
    }

  const Tensor<double> f = reduce<Sum, Axis1>(Sin(x) * Cos(y) + Hypot(x, y) + Softplus(x - y), X, Y);
  std::vector<double> right_f(3 * M);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j)
      for (std::size_t k = 0; k < 3; ++k) {
        const double s = X[3 * i + k], t = Y[3 * j + k];
        right_f[3 * i + k] += std::sin(s) * std::cos(t) + std::hypot(s, t) + std::log1p(std::exp(s - t));
      }

  double largest = 0;
  for (std::size_t i = 0; i < M; ++i) largest = std::fmax(largest, std::fabs(c.data()[i] - right_c[i]));
  for (std::size_t k = 0; k < 3 * N; ++k) largest = std::fmax(largest, std::fabs(g.data()[k] - right_g[k]));
  for (std::size_t k = 0; k < 3 * M; ++k) largest = std::fmax(largest, std::fabs(f.data()[k] - right_f[k]));
  std::printf("largest difference %.2e\n", largest);
  return largest < 1e-12 ? 0 : 1;
}

// SPDX-License-Identifier: MIT
//
// Few rows and many columns, as densities at some points: sums over N points of R^3 for each of M, on one thread,
// beside a loop over the points for each of M: vectorized by `omp simd`, but for std::exp. Ratios are times of the loop
// by those of kernfold.
#include <cmath>
#include <cstdlib>

#include "harness.hpp"

#include <kernfold/kernfold.hpp>

using namespace bench;
using namespace kernfold;

namespace {

using Vector = std::vector<float>;

struct Cauchy {
  static constexpr const char* name = "Cauchy";
  template <class F>
  static constexpr auto formula(F squared_distance) {
    return Inv(1_c + squared_distance);
  }
  template <class T>
  static T value(T squared_distance) {
    return 1 / (1 + squared_distance);
  }
};
struct Gaussian {
  static constexpr const char* name = "Gaussian";
  template <class F>
  static constexpr auto formula(F squared_distance) {
    return Exp(-squared_distance);
  }
  template <class T>
  static T value(T squared_distance) {
    return std::exp(-squared_distance);
  }
};

template <class Kernel, class T>
T sum(const float* q, const Vector& y, const Vector& b) {
  T s = 0;
#pragma omp simd reduction(+ : s)
  for (std::size_t j = 0; j < b.size(); ++j) {
    const T u = T(y[3 * j]) - T(q[0]), v = T(y[3 * j + 1]) - T(q[1]), w = T(y[3 * j + 2]) - T(q[2]);
    s += Kernel::value(u * u + v * v + w * w) * T(b[j]);
  }
  return s;
}

template <class Kernel>
void measure(Index M, Index N, int rounds) {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 1> b{};
  constexpr auto f = Kernel::formula(SqDist(x, y)) * b;
  const auto X = numbers<float>(M * 3, 1, 0, 1), Y = numbers<float>(N * 3, 2, 0, 1), B = numbers<float>(N, 3, 0, 1);
  Vector of_call(static_cast<std::size_t>(M)), of_loop(of_call.size());
  const auto call = [&] { reduce<Sum, Axis1>(f, X, Y, B, into(of_call), threads(1)); };
  const auto loop = [&] {
    for (std::size_t i = 0; i < of_loop.size(); ++i) of_loop[i] = sum<Kernel, float>(&X[3 * i], Y, B);
  };
  call();
  for (std::size_t i = 0; i < of_call.size(); ++i) {
    const double exact = sum<Kernel, double>(&X[3 * i], Y, B);
    if (!(std::fabs(static_cast<double>(of_call[i]) - exact) <= 1e-6 * exact)) {
      fprintf(stderr, "%s, M = %td: sum %zu is wrong\n", Kernel::name, M, i);
      failed = true;
    }
  }
  printf("| %s | %td x %td | %s |\n", Kernel::name, M, N, beside_loop(N, rounds, loop, call).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 15;
  printf("| kernel | pairs | kernfold, ns a column | loop / kernfold |\n|---|---|---|---|\n");
  for (const Index M : {1, 2, 4, 8, 12, 16, 64}) measure<Cauchy>(M, 300000, rounds);
  for (const Index M : {1, 2, 4, 8, 12, 16}) measure<Gaussian>(M, 100000, rounds);
  return failed ? 1 : 0;
}

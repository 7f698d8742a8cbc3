// SPDX-License-Identifier: MIT
//
// Many rows and few columns, as in k-means: the nearest of N centres for each of M points, on one thread, beside a loop
// that transposes 64 points at a time and lets the compiler vectorize over them. Ratios are times of the loop by those
// of kernfold.
#include <cmath>
#include <cstdlib>

#include "harness.hpp"

#include <kernfold/kernfold.hpp>

using namespace bench;
using namespace kernfold;

namespace {

template <int D>
void nearest(const std::vector<float>& x, const std::vector<float>& y, std::vector<std::int64_t>& to) {
  constexpr std::size_t block = 64;
  float point[D][block] = {}, least[block], distance[block];
  int at[block];
  const std::size_t rows = x.size() / D;
  for (std::size_t first = 0; first < rows; first += block) {
    const std::size_t n = std::min(block, rows - first);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t d = 0; d < D; ++d) point[d][i] = x[(first + i) * D + d];
    std::fill(least, least + block, HUGE_VALF);
    std::fill(at, at + block, 0);
    for (std::size_t j = 0; j < y.size() / D; ++j) {
      std::fill(distance, distance + block, 0.0f);
      for (std::size_t d = 0; d < D; ++d)
        for (std::size_t i = 0; i < block; ++i) {
          const float e = point[d][i] - y[j * D + d];
          distance[i] += e * e;
        }
      for (std::size_t i = 0; i < block; ++i) {
        const bool less = distance[i] < least[i];
        at[i] = less ? static_cast<int>(j) : at[i];
        least[i] = less ? distance[i] : least[i];
      }
    }
    for (std::size_t i = 0; i < n; ++i) to[first + i] = at[i];
  }
}

template <int D>
double distance(const std::vector<float>& x, const std::vector<float>& y, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::size_t d = 0; d < D; ++d) {
    const double e = static_cast<double>(x[i * D + d]) - static_cast<double>(y[j * D + d]);
    sum += e * e;
  }
  return sum;
}

template <int D>
void measure(Index M, Index N, int rounds) {
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  const auto X = numbers<float>(M * D, 1, 0, 1), Y = numbers<float>(N * D, 2, 0, 1);
  std::vector<std::int64_t> of_call(static_cast<std::size_t>(M)), of_loop(of_call.size());
  const auto call = [&] { reduce<ArgMin, Axis1>(SqDist(x, y), X, Y, into(of_call), threads(1)); };
  const auto loop = [&] { nearest<D>(X, Y, of_loop); };
  call();
  for (std::size_t i = 0; i < of_call.size(); i += 997) {
    double least = HUGE_VAL;
    for (std::size_t j = 0; j < static_cast<std::size_t>(N); ++j) least = std::min(least, distance<D>(X, Y, i, j));
    if (!(distance<D>(X, Y, i, static_cast<std::size_t>(of_call[i])) <= (1 + 1e-5) * least)) {
      fprintf(stderr, "D = %d, N = %td: point %zu has a nearer centre\n", D, N, i);
      failed = true;
    }
  }
  printf("| %d | %td x %td | %s |\n", D, M, N, beside_loop(M, rounds, loop, call).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 15;
  printf("| D | points x centres | kernfold, ns a point | loop / kernfold |\n|---|---|---|---|\n");
  for (const Index N : {1, 3, 5, 8, 10, 16, 64}) measure<3>(1000000, N, rounds);
  for (const Index N : {3, 8, 16, 64}) measure<16>(200000, N, rounds);
  for (const Index N : {3, 8, 16, 64}) measure<64>(50000, N, rounds);
  return failed ? 1 : 0;
}

// SPDX-License-Identifier: MIT
//
// A program outside of the library: one formula, reduced in two translation units, against a plain loop. With an
// argument it makes a mistake.
#include <cmath>
#include <cstddef>
#include <cstdio>

#include "distances.hpp"

// What CMake or pkg-config say of the version, if they were asked.
#if defined(CONSUMER_FOUND_MAJOR)
static_assert(CONSUMER_FOUND_MAJOR == KERNFOLD_VERSION_MAJOR && CONSUMER_FOUND_MINOR == KERNFOLD_VERSION_MINOR &&
              CONSUMER_FOUND_PATCH == KERNFOLD_VERSION_PATCH);
#endif

int main(int argc, char**) {
  const std::size_t M = 37, N = 53;
  consumer::Numbers X(3 * M), Y(3 * N);
  for (std::size_t k = 0; k < X.size(); ++k) X[k] = std::sin(static_cast<double>(k));
  for (std::size_t k = 0; k < Y.size(); ++k) Y[k] = std::cos(3 * static_cast<double>(k));

  if (argc > 1) return static_cast<int>(consumer::sums(X, consumer::Numbers(10)).rows());

  const auto elsewhere = consumer::sums(X, Y);
  const auto here = kernfold::reduce<kernfold::Sum, kernfold::Axis1>(consumer::gaussian, X, Y);
  double largest = 0;
  for (std::size_t i = 0; i < M; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < N; ++j) {
      double square = 0;
      for (std::size_t k = 0; k < 3; ++k) square += (X[3 * i + k] - Y[3 * j + k]) * (X[3 * i + k] - Y[3 * j + k]);
      sum += std::exp(-square);
    }
    const auto row = static_cast<std::ptrdiff_t>(i);
    largest = std::fmax(largest, std::fmax(std::fabs(here(row, 0) - sum), std::fabs(elsewhere(row, 0) - sum)) / sum);
  }
  std::printf("largest relative difference %.2e\n", largest);
  return largest < 1e-13 ? 0 : 1;
}

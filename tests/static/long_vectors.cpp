// SPDX-License-Identifier: MIT
//
// Vectors of a million numbers: sizes of tiles and blocks do not overflow where the compiler computes them.
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 1000000> x{};
constexpr Vj<1, 1000000> y{};

Tensor<double> products(const std::vector<double>& X, const std::vector<double>& Y) {
  return reduce<Sum, Axis1>(x | y, X, Y);
}
Tensor<double> kernels(const std::vector<double>& X, const std::vector<double>& Y) {
  return reduce<Sum, Axis1>(Exp(-SqDist(x, y)), X, Y);
}
auto neighbours(const std::vector<double>& X, const std::vector<double>& Y) {
  return reduce<ArgKMin<3>, Axis1>(SqDist(x, y), X, Y);
}

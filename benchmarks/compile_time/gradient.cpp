// SPDX-License-Identifier: MIT
//
// One formula, summed, and its gradient.
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;
using Data = std::vector<float>;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> a{};
constexpr Pm<3, 1> p{};
constexpr auto sum = reduction<Sum, Axis1>(Square(p - a) * Exp(x + y));
constexpr auto gradient = grad(sum, y);

Tensor<float> value(const Data& X, const Data& Y, const Data& A, float P) { return sum(X, Y, A, P); }
Tensor<float> derivative(const Data& X, const Data& Y, const Data& A, float P, const Data& E) {
  return gradient(X, Y, A, P, E);
}

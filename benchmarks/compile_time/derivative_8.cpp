// SPDX-License-Identifier: MIT
//
// The eighth derivative of a Gaussian in eight different directions, summed.
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;
using Data = std::vector<float>;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> p{};

template <int Order, class F>
constexpr auto derivative(F f) {
  if constexpr (Order == 0)
    return f;
  else
    return Grad(derivative<Order - 1>(f), x, 1_c) | Vi<3 + Order, 3>{};
}
constexpr auto sum = reduction<Sum, Axis1>(derivative<8>(Exp(-SqDist(x, y) * p) * b));

Tensor<float> value(const Data& X, const Data& Y, const Data& B, float P, const Data& U) {
  return sum(X, Y, B, P, U, U, U, U, U, U, U, U);
}

// SPDX-License-Identifier: MIT
//
// One formula, summed, and its gradient, of data on a GPU.
#include <kernfold/cuda.hpp>

using namespace kernfold;
using Data = DeviceView<const float>;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> g{};
constexpr auto sum = reduction<Sum, Axis1>(Exp(-g * SqDist(x, y)) * b);
constexpr auto gradient = grad(sum, x);

DeviceTensor<float> value(Data X, Data Y, Data B, float G) { return sum(X, Y, B, G); }
DeviceTensor<float> derivative(Data X, Data Y, Data B, float G, Data E) { return gradient(X, Y, B, G, E); }

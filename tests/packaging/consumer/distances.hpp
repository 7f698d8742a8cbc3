// SPDX-License-Identifier: MIT
//
// What both translation units of the consumer share: a formula and the types of its data.
#pragma once

#include <vector>

#include <kernfold/kernfold.hpp>

namespace consumer {

using namespace kernfold;
using Numbers = std::vector<double>;

inline constexpr Vi<0, 3> x{};
inline constexpr Vj<1, 3> y{};
inline constexpr auto gaussian = Exp(-SqDist(x, y));

/// sum_j gaussian(x_i, y_j), in another translation unit.
Tensor<double> sums(const Numbers& X, const Numbers& Y);

}  // namespace consumer

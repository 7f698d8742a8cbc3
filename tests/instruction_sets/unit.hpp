// SPDX-License-Identifier: MIT
//
// The same computations, compiled once for each instruction set (unit.cpp) and linked into one program (main.cpp).
#pragma once

#include <array>
#include <string>
#include <vector>

#include <kernfold/kernfold.hpp>

struct Data {
  std::vector<float> x, y, b;  // (M, 3), (N, 3), (N, 2)
};

struct Results {
  kernfold::Tensor<float> sums, gradient, into, total;
  std::array<double, 2> pair;
  std::string refused;
};

namespace baseline {
Results compute(const Data& data);
}
namespace avx2 {
Results compute(const Data& data);
}
namespace native {
Results compute(const Data& data);
}

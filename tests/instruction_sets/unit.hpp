// SPDX-License-Identifier: MIT
//
// The same computations, compiled once for each instruction set (unit.cpp) and linked into one program (main.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <kernfold/kernfold.hpp>

struct Data {
  std::vector<float> x, y, b;  // (M, 3), (N, 3), (N, 2)
};

struct Results {
  kernfold::Tensor<float> sums, gradient, into, total, separated, functions, logsumexp;
  kernfold::Tensor<std::int64_t> nearest;
  std::array<double, 2> pair;
  std::string refused;
};

Results compute_sse2(const Data& data);
Results compute_avx2(const Data& data);
Results compute_native(const Data& data);

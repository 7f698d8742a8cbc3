// SPDX-License-Identifier: MIT
//
// The same computations, compiled once for each instruction set, and with other rules of arithmetic (unit.cpp), linked
// into one program (main.cpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <kernfold/kernfold.hpp>

struct Data {
  std::vector<float> x, y, b;  // (M, 3), (N, 3), (N, 2)
};

constexpr std::ptrdiff_t many_terms = 1000000;

struct Results {
  kernfold::Tensor<float> sums, gradient, into, total, separated, functions, logsumexp, many;
  kernfold::Tensor<std::int64_t> nearest;
  std::array<double, 2> pair;
  std::string refused;
};

Results compute_sse2(const Data& data);
Results compute_avx2(const Data& data);
Results compute_avx2_reassociates(const Data& data);
Results compute_native(const Data& data);

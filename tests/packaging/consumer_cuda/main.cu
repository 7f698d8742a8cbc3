// SPDX-License-Identifier: MIT
//
// A sum on the GPU, or what is said without one.
#include <cstdio>
#include <cstring>
#include <vector>

#include <kernfold/cuda.hpp>

int main() {
  using namespace kernfold;
  constexpr Vi<0, 2> x{};
  constexpr Vj<1, 2> y{};
  const std::vector<float> X(20, 1.f), Y(60, 2.f);
  try {
    const Tensor<float> c = reduce<Sum, Axis1>(SqDist(x, y), X, Y, on_cuda{});
    return c(9, 0) == 60 ? 0 : 1;
  } catch (const cuda_error& e) {
    std::puts(e.what());
    return std::strstr(e.what(), "there is no GPU to compute on") != nullptr ? 0 : 1;
  }
}

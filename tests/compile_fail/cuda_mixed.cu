// SPDX-License-Identifier: MIT
//
// A gradient of data of which some are on a GPU.
// expected-error: memory_differs<V, W>: the argument for V is in host memory and that for W on a device
// expected-error: memory_differs<(kernfold::)?Vj<1, 1>, (kernfold::)?Vi<0, 1>
#include <vector>

#include <kernfold/cuda.hpp>

using namespace kernfold;

int main() {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  constexpr auto gradient = value_and_grad(reduction<LogSumExp, Axis1>(x * y), x);
  const float* data = nullptr;
  const std::vector<float> Y(4);
#ifdef REJECT
  gradient(device(data, 3), Y, device(data, 3));
#else
  gradient(device(data, 3), device(data, 4), device(data, 3));
#endif
}

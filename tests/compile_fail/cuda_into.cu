// SPDX-License-Identifier: MIT
//
// Data on a GPU, and a result in host memory.
// expected-error: the data are on a GPU and out is in host memory; pass into\(device\(pointer, rows, cols\)\), or copy the result
#include <vector>

#include <kernfold/cuda.hpp>

using namespace kernfold;

int main() {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  const float* data = nullptr;
  float* result = nullptr;
  std::vector<float> out(3);
#ifdef REJECT
  reduce<Sum, Axis1>(x * y, device(data, 3), device(data, 4), into(out));
  (void)result;
#else
  reduce<Sum, Axis1>(x * y, device(data, 3), device(data, 4), into(device(result, 3)));
#endif
}

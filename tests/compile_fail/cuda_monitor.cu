// SPDX-License-Identifier: MIT
//
// A token that would stop a call on the CPU. What only that engine needs, but keeps its word on a GPU, may stay.
// expected-error: stop and progress watch calls on the CPU; leave them out of a call on a GPU
#include <vector>

#include <kernfold/cuda.hpp>
#include <kernfold/stop.hpp>

using namespace kernfold;

int main() {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  const std::vector<float> X(3), Y(4);
#ifdef REJECT
  reduce<Sum, Axis1>(Exp(x * y), X, Y, on_cuda{}, stop(std::stop_token()));
#else
  reduce<Sum, Axis1>(Exp(x * y), X, Y, on_cuda{}, threads(2), all_pairs);
#endif
}

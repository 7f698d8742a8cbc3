// SPDX-License-Identifier: MIT
//
// A gradient that takes two passes, which run on the CPU alone, with data on a GPU.
// expected-error: this call has data on a GPU or the option on_cuda, and runs on the CPU alone
#include <vector>

#include <kernfold/cuda.hpp>

using namespace kernfold;

int main() {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  constexpr auto gradient = grad(reduction<LogSumExp, Axis1>(x * y), x);
  const std::vector<float> X(3), Y(4), E(3);
#ifdef REJECT
  gradient(X, Y, E, on_cuda{});
#else
  gradient(X, Y, E);
#endif
}

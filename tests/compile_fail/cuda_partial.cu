// SPDX-License-Identifier: MIT
//
// States of a part of the axis, which the CPU alone makes, with data on a GPU.
// expected-error: this call has data on a GPU or the option on_cuda, and runs on the CPU alone
#include <vector>

#include <kernfold/cuda.hpp>

using namespace kernfold;

int main() {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  const std::vector<float> X(3), Y(4);
#ifdef REJECT
  partial(reduction<Sum, Axis1>(x * y), X, Y, on_cuda{});
#else
  partial(reduction<Sum, Axis1>(x * y), X, Y);
#endif
}

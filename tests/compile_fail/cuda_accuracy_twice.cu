// SPDX-License-Identifier: MIT
//
// Two accuracies that exclude each other; that of functions and that of sums do not.
// expected-error: kernfold: reduce\(f, ...\): an option is given twice, or two that exclude each other; give it once
#include <kernfold/cuda.hpp>

using namespace kernfold;

int main() {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  const float* data = nullptr;
#ifdef REJECT
  reduce<Sum, Axis1>(Exp(x * y), device(data, 3), device(data, 4), accuracy::fast, accuracy::precise);
#else
  reduce<Sum, Axis1>(Exp(x * y), device(data, 3), device(data, 4), accuracy::precise, accuracy::compensated);
#endif
}

// SPDX-License-Identifier: MIT
//
// A plain number as the length of a kernel.
// in-readme
// expected-error: kernfold: GaussianKernel\(x, y, 0\.5\) and the like: a parameter of a kernel is a formula
// further-errors: 2
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  [[maybe_unused]] const std::vector<float> X(30), Y(60);
#ifdef REJECT
  static_cast<void>(GaussianKernel(x, y, 0.5f));
#else
  static_cast<void>(GaussianKernel(x, y, 0.5_c));
#endif
}

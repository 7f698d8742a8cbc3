// SPDX-License-Identifier: MIT
//
// A kernel without its parameter.
// expected-error: kernfold: GaussianKernel\(\.\.\.\): not the operands of this operation: .* write GaussianKernel\(x, y, length\)
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(GaussianKernel(x, y));
#else
  static_cast<void>(GaussianKernel(x, y, p));
#endif
}

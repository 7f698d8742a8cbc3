// SPDX-License-Identifier: MIT
//
// Decimals as an argument of a function.
// in-readme
// expected-error: kernfold: Round\(\.\.\.\): not the operands of this operation: .* write Round<2>\(f\)
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  [[maybe_unused]] const std::vector<float> X(30), Y(60);
#ifdef REJECT
  static_cast<void>(Round(x, 2));
#else
  static_cast<void>(Round<2>(x));
#endif
}

// SPDX-License-Identifier: MIT
//
// A comparison of formulas as a condition of the program.
// in-readme
// expected-error: kernfold: if \(f < g\): a comparison of formulas is a formula
// further-errors: 1
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  [[maybe_unused]] const std::vector<float> X(30), Y(60);
#ifdef REJECT
  if (x < y) return 1;
#else
  static_cast<void>(IfElse(y - x, x, y));
#endif
}

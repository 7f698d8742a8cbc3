// SPDX-License-Identifier: MIT
//
// A formula compared with a plain number as numbers are.
// expected-error: kernfold: f == 2: formulas are compared in each pair by Equal\(f, g\) and NotEqual\(f, g\)
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  [[maybe_unused]] const std::vector<float> X(30), Y(60);
#ifdef REJECT
  static_cast<void>((x | y) == 2);
#else
  static_cast<void>(Equal(x | y, 2_c));
#endif
}

// SPDX-License-Identifier: MIT
//
// Formulas compared as numbers are, in a formula and in a call.
// expected-error: kernfold: f == g: formulas are compared in each pair by Equal\(f, g\) and NotEqual\(f, g\)
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  [[maybe_unused]] const std::vector<float> X(30), Y(60);
#ifdef REJECT
  static_cast<void>(reduce<Sum, Axis1>(Where(x != y, x, y), X, Y));
#else
  static_cast<void>(reduce<Sum, Axis1>(Where(NotEqual(x, y), x, y), X, Y));
#endif
}

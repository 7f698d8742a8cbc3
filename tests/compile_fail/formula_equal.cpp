// SPDX-License-Identifier: MIT
//
// Formulas compared as numbers are.
// expected-error: kernfold: f == g: formulas are compared in each pair by Equal\(f, g\) and NotEqual\(f, g\)
#include <kernfold/operations/compare.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
#ifdef REJECT
  static_cast<void>(x != y);
#else
  static_cast<void>(NotEqual(x, y));
#endif
}

// SPDX-License-Identifier: MIT
//
// A function of <cmath> that no other parameter hides.
// expected-error: kernfold: exp\(f\) and the like: operations on formulas are written with capitals
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  [[maybe_unused]] const std::vector<float> X(30), Y(60);
#ifdef REJECT
  static_cast<void>(tanh(x | y));
#else
  static_cast<void>(Tanh(x | y));
#endif
}

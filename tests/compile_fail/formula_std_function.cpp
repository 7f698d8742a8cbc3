// SPDX-License-Identifier: MIT
//
// A function of <cmath> with its namespace.
// expected-error: kernfold: std::exp\(f\), double\(f\), c \? f : g and the like: a formula is no number; write operations on it with
// in-readme
#include <cmath>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
  [[maybe_unused]] const std::vector<double> Y(12);
#ifdef REJECT
  static_cast<void>(std::exp(x | y));
#else
  static_cast<void>(Exp(x | y));
#endif
}

// SPDX-License-Identifier: MIT
//
// Data in braces, before others, as arguments of an operator.
// expected-error: kernfold: reduce\(f, \{1, 2\}, \.\.\.\): braces have no type of their own; name it, as in std::array\{1\.f, 2\.f\}
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
  [[maybe_unused]] const std::vector<double> Y(12);
#ifdef REJECT
  static_cast<void>((reduction<Sum, Axis1>(SqDist(x, y))({1, 2, 3}, Y, threads(1))));
#else
  static_cast<void>((reduction<Sum, Axis1>(SqDist(x, y))(std::array{1.0, 2.0, 3.0}, Y, threads(1))));
#endif
}

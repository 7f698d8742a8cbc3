// SPDX-License-Identifier: MIT
//
// Data in braces.
// expected-error: kernfold: reduce\(f, \{1, 2\}, \.\.\.\): braces have no type of their own; name it, as in std::array\{1\.f, 2\.f\}
// in-readme
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
  static_cast<void>((reduce<Sum, Axis1>(SqDist(x, y), Y, {1.0, 2.0, 3.0})));
#else
  static_cast<void>((reduce<Sum, Axis1>(SqDist(x, y), Y, std::array{1.0, 2.0, 3.0})));
#endif
}

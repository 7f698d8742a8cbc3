// SPDX-License-Identifier: MIT
//
// A variable whose position and dimension stand in parentheses.
// expected-error: kernfold: Vi\(0, 3\) and the like: position and dimension of a variable are known to the compiler; write
// further-errors: 1
// in-readme
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
  [[maybe_unused]] const std::vector<double> Y(12);
#ifdef REJECT
  static_cast<void>(Vj(1, 3));
#else
  static_cast<void>((Vj<1, 3>{}));
#endif
}

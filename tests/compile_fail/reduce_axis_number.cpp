// SPDX-License-Identifier: MIT
//
// An axis by its number.
// expected-error: kernfold: reduce<Sum, 1>\(f, \.\.\.\): the axis is Axis1 to reduce over j
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(3), Y(3);
#ifdef REJECT
  reduce<Sum, 1>(x | y, X, Y);
#else
  reduce<Sum, Axis1>(x | y, X, Y);
#endif
}

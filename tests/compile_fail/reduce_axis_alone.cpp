// SPDX-License-Identifier: MIT
//
// An axis without a reduction.
// expected-error: kernfold: reduce<Axis1>\(f, \.\.\.\): the reduction is missing; write reduce<Sum, Axis1>\(f, \.\.\.\)
// further-errors: 1
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  static_cast<void>(reduction<Axis1>(x | y));
  reduce<Axis1>(x | y, X, Y);
#else
  static_cast<void>(reduction<Sum, Axis1>(x | y));
  reduce<Sum, Axis1>(x | y, X, Y);
#endif
}

// SPDX-License-Identifier: MIT
//
// A reduction without an axis.
// expected-error: kernfold: reduce<Sum>\(f, \.\.\.\): the axis is missing; write reduce<Sum, Axis1>\(f, \.\.\.\) to
// in-readme
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

const std::vector<float> X(6), Y(9);
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(reduce<Sum>(x | y, X, Y));
#else
  static_cast<void>(reduce<Sum, Axis1>(x | y, X, Y));
#endif
}

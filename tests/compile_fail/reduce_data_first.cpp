// SPDX-License-Identifier: MIT
//
// Data before the formula.
// expected-error: kernfold: reduce<R, Axis>\(f, \.\.\.\): f must be a formula, made of variables Vi, Vj, Pm; data
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

const std::vector<float> X(6), Y(9);
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(reduce<Sum, Axis1>(X, Y, x | y));
#else
  static_cast<void>(reduce<Sum, Axis1>(x | y, X, Y));
#endif
}

// SPDX-License-Identifier: MIT
//
// A formula that is called like a function.
// expected-error: kernfold: f\(X, Y, \.\.\.\): a formula has no values of its own; write reduce<Sum, Axis1>\(f, X,
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
  static_cast<void>(reduce<Sum, Axis1>((x | y)(X, Y) + x, X, Y));
#else
  static_cast<void>(reduce<Sum, Axis1>((x | y) + x, X, Y));
#endif
}

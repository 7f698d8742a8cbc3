// SPDX-License-Identifier: MIT
//
// A reduction that is none.
// expected-error: kernfold: reduce<R, Axis>\(f, \.\.\.\): R must be a reduction, such as Sum, and stands before the
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

const std::vector<float> X(6), Y(9);
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(reduce<int, Axis1>(x | y, X, Y));
#else
  static_cast<void>(reduce<Sum<>, Axis1>(x | y, X, Y));
#endif
}

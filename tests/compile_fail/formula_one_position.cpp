// SPDX-License-Identifier: MIT
//
// Two variables of different dimensions at one position.
// expected-error: kernfold: two variables of the formula have the same position but different categories or dimensions
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

const std::vector<float> X(6), Y(9);
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
#ifdef REJECT
  static_cast<void>(reduce<Sum, Axis1>(SqDist(x, y) * Sum(Vi<0, 2>{}), X, Y));
#else
  static_cast<void>(reduce<Sum, Axis1>(SqDist(x, y) * Sum(x), X, Y));
#endif
}

// SPDX-License-Identifier: MIT
//
// Two variables of different dimensions at one position.
// expected-error: kernfold: one_position<V, W>: the variables V and W of the formula have the same position but
// expected-error: one_position<(kernfold::)?Vi<0, 3>, (kernfold::)?Vi<0, 2>
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
  static_cast<void>(reduce<Sum, Axis1>(SqDist(x, y) * Sum(Vi<0, 2>{}), X, Y));
#else
  static_cast<void>(reduce<Sum, Axis1>(SqDist(x, y) * Sum(x), X, Y));
#endif
}

// SPDX-License-Identifier: MIT
//
// Where a part begins, for a whole.
// expected-error: kernfold: reduce\(f, ..., first_index\(k\)\): the indices of a whole axis begin at 0; write partial
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  reduce<ArgMin, Axis1>(SqDist(x, y), X, Y, first_index(3));
#else
  partial(reduction<ArgMin, Axis1>(SqDist(x, y)), X, Y, first_index(3));
#endif
}

// SPDX-License-Identifier: MIT
//
// One output for values and indices.
// expected-error: kernfold: into\(out\): the reduction gives values and indices, which one matrix cannot take; leave
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(6), Y(9);
  std::vector<float> out(6);
#ifdef REJECT
  reduce<MinArgMin, Axis1>(x - y, X, Y, into(out));
#else
  reduce<Min, Axis1>(x - y, X, Y, into(out));
#endif
}

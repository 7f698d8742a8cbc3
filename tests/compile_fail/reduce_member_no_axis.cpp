// SPDX-License-Identifier: MIT
//
// A member reduce without an axis.
// expected-error: kernfold: reduce<Sum>\(f, \.\.\.\): the axis is missing; write reduce<Sum, Axis1>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
  const std::vector<double> Q(8), K(12);
#ifdef REJECT
  (query | key).reduce<Sum>(Q, K);
#else
  (query | key).reduce<Sum, Axis1>(Q, K);
#endif
}

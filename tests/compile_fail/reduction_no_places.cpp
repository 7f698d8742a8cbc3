// SPDX-License-Identifier: MIT
//
// The 0 smallest values.
// expected-error: kernfold: KMin<K> and its kin: no_places<K>: K must be at least 1
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  reduce<KMin<0>, Axis1>(x - y, X, Y);
#else
  reduce<KMin<1>, Axis1>(x - y, X, Y);
#endif
}

// SPDX-License-Identifier: MIT
//
// The 0 smallest values, or as many as no row has room for.
// expected-error: kernfold: KMin<K> and its kin: places_out_of_range<K>: K must be 1 to 4096; to sort more of the values of a row, write dense\(f, \.\.\.\)
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

// SPDX-License-Identifier: MIT
//
// The number of places of KMin beside it.
// expected-error: kernfold: reduce<KMin, Axis>\(f, \.\.\.\): KMin and its kin give the K smallest or largest values
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  reduce<ArgKMin, 3, Axis1>(pos | source, P, S);
  static_cast<void>(reduction<ArgKMin, 3, Axis1>(pos | source));
#else
  reduce<ArgKMin<3>, Axis1>(pos | source, P, S);
  static_cast<void>(reduction<ArgKMin<3>, Axis1>(pos | source));
#endif
}

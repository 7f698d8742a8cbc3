// SPDX-License-Identifier: MIT
//
// KMin without K.
// expected-error: kernfold: reduce<KMin, Axis>\(f, \.\.\.\): KMin and its kin give the K smallest or largest values
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(3), Y(3);
#ifdef REJECT
  reduce<KMin, Axis1>(x | y, X, Y);
#else
  reduce<KMin<2>, Axis1>(x | y, X, Y);
#endif
}

// SPDX-License-Identifier: MIT
//
// Data bound by a comparison.
// expected-error: kernfold: x == X, with data X: data are bound to a variable by one =, as in x = X
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  reduce<Sum, Axis1>(SqDist(pos, source), pos == P, source == S);
#else
  reduce<Sum, Axis1>(SqDist(pos, source), pos = P, source = S);
#endif
}

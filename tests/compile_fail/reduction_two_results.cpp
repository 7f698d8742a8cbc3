// SPDX-License-Identifier: MIT
//
// Values and indices read as one matrix.
// expected-error: kernfold: c\(i, k\), of values and indices: the reduction gives two matrices; write c\.values\(i, k\) or c\.indices\(i, k\)
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  static_cast<void>(reduce<MinArgMin, Axis1>(pos | source, P, S)(0, 0));
#else
  static_cast<void>(reduce<MinArgMin, Axis1>(pos | source, P, S).values(0, 0));
#endif
}

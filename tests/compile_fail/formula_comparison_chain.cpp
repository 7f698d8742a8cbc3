// SPDX-License-Identifier: MIT
//
// A comparison of a comparison, as it is written in mathematics.
// expected-error: kernfold: f < g < h: a comparison is 1 or 0, and h is compared with that; join two conditions, And\(f < g, g < h\)
// further-errors: 3
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  static_cast<void>(0_c < SqDist(pos, source) < 1_c);
  static_cast<void>(0_c <= Norm2(pos) <= 1_c);
  static_cast<void>(4_c > Norm2(source) > 2_c);
  static_cast<void>(4_c >= Norm2(pos - source) >= 2_c);
#else
  static_cast<void>(And(0_c < SqDist(pos, source), SqDist(pos, source) < 1_c));
  static_cast<void>(LessThan(0_c < Norm2(pos), 1_c));
  static_cast<void>(1_c > (4_c > Norm2(source)));
#endif
}

// SPDX-License-Identifier: MIT
//
// A choice between formulas that the program makes.
// expected-error: kernfold: std::exp\(f\), double\(f\), c \? f : g and the like: a formula is no number; write operations on it with
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  static_cast<void>(P.empty() ? SqDist(pos, source) : pos | source);
#else
  static_cast<void>(P.empty() ? reduce<Sum, Axis1>(SqDist(pos, source), P, S) : reduce<Sum, Axis1>(pos | source, P, S));
#endif
}

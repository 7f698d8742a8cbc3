// SPDX-License-Identifier: MIT
//
// A reduction where one pair is evaluated.
// expected-error: kernfold: evaluate\(reduction<Sum, Axis1>\(f\), \.\.\.\): a reduction is called with its data; write op\(X, Y, \.\.\.\)
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  static_cast<void>(evaluate(reduction<Sum, Axis1>(SqDist(pos, source)), P, S));
#else
  static_cast<void>(reduction<Sum, Axis1>(SqDist(pos, source))(P, S));
#endif
}

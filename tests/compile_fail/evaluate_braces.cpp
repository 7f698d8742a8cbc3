// SPDX-License-Identifier: MIT
//
// Values in braces.
// expected-error: kernfold: evaluate\(f, \{1, 2\}, \.\.\.\): braces have no type of their own; name it, as in std::array
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  static_cast<void>(evaluate(SqDist(pos, source), {1.0, 2.0}, {3.0, 4.0}));
#else
  static_cast<void>(evaluate(SqDist(pos, source), std::array{1.0, 2.0}, std::array{3.0, 4.0}));
#endif
}

// SPDX-License-Identifier: MIT
//
// A reduction as a member, as in KeOps.
// expected-error: kernfold: f\.exp\(\), f\.sum\(1\) and the like: .* a sum over j is reduce<Sum, Axis1>\(f, X, Y, \.\.\.\)
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
  [[maybe_unused]] const std::vector<double> Y(12);
#ifdef REJECT
  static_cast<void>(SqDist(x, y).sum(1));
#else
  static_cast<void>((reduce<Sum, Axis1>(SqDist(x, y), Y, Y)));
#endif
}

// SPDX-License-Identifier: MIT
//
// An operation on formulas where the reduction stands.
// expected-error: kernfold: reduce<R, Axis>\(f, \.\.\.\): R is an operation on formulas; R must be a reduction
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  static_cast<void>(reduction<Exp, Axis1>(query | key));
  const std::vector<double> Q(4), K(8);
  reduce<Exp, Axis1>(query | key, Q, K);
#else
  static_cast<void>(reduction<Sum, Axis1>(Exp(query | key)));
  const std::vector<double> Q(4), K(8);
  reduce<Sum, Axis1>(Exp(query | key), Q, K);
#endif
}

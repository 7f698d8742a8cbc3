// SPDX-License-Identifier: MIT
//
// The product of the components of a formula.
// expected-error: kernfold: Norm\(f\), Mean\(f\), Prod\(f\): reduction_of_components<R>: R reduces over an axis
// expected-error: reduction_of_components<.*Prod
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
  const std::vector<double> Q(8), K(12);
#ifdef REJECT
  [[maybe_unused]] const auto f = Prod(query - key);
#else
  reduce<Prod, Axis1>(query - key, Q, K);
#endif
}

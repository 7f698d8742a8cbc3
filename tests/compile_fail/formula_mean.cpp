// SPDX-License-Identifier: MIT
//
// The mean of the components of a formula.
// expected-error: kernfold: Norm\(f\), Mean\(f\), Prod\(f\): reduction_of_components<R>: R reduces over an axis
// expected-error: reduction_of_components<.*Mean
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  [[maybe_unused]] const auto f = Mean(query);
#else
  [[maybe_unused]] const auto f = Sum(query) / 4_c;
#endif
}

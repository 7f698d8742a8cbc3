// SPDX-License-Identifier: MIT
//
// A part of a formula instead of its sum.
// expected-error: kernfold: partial\(f, \.\.\.\): f is a formula; write partial\(reduction<Sum, Axis1>\(f\), \.\.\.\)
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  const std::vector<double> Q(4), K(8);
  partial(query | key, Q, K);
#else
  const std::vector<double> Q(4), K(8);
  partial(reduction<Sum, Axis1>(query | key), Q, K);
#endif
}

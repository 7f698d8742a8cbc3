// SPDX-License-Identifier: MIT
//
// An operation on the components of a formula where the reduction stands.
// expected-error: kernfold: reduce<R, Axis>\(f, \.\.\.\): R is an operation on formulas; .* reduce<SumSoftMaxWeight, Axis1>\(f, w, \.\.\.\)
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  reduce<SoftMax, Axis1>(pos | source, P, S);
#else
  reduce<SumSoftMaxWeight, Axis1>(pos | source, source, P, S);
#endif
}

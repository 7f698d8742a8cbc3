// SPDX-License-Identifier: MIT
//
// An axis for the second of several reductions in one pass.
// expected-error: kernfold: reduce<Axis1>\(reduction<Sum, Axis1>\(f\), \.\.\.\): several reductions in one pass have one axis
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  [[maybe_unused]] const std::vector<float> X(30), Y(60);
#ifdef REJECT
  [[maybe_unused]] const auto [sum, max] = reduce<Axis1>(reduction<Sum>(x | y), reduction<Max, Axis1>(x | y), X, Y);
#else
  [[maybe_unused]] const auto [sum, max] = reduce<Axis1>(reduction<Sum>(x | y), reduction<Max>(x | y), X, Y);
#endif
}

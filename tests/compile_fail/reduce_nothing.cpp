// SPDX-License-Identifier: MIT
//
// Neither a reduction nor an axis.
// expected-error: kernfold: reduce\(f, \.\.\.\): the reduction and the axis are missing; write reduce<Sum, Axis1>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

const std::vector<float> X(6), Y(9);
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  constexpr auto conv = reduction(x | y);
  static_cast<void>(grad(conv, x)(X, Y));
#else
  constexpr auto conv = reduction<Sum, Axis1>(x | y);
  static_cast<void>(conv(X, Y));
#endif
}

// SPDX-License-Identifier: MIT
//
// A wrong formula is explained once, where it is written, and not again where it is used.
// expected-error: kernfold: f \+ g and the like: operands_differ
// expected-error: operands_differ<(kernfold::)?SubtractOp, 3, 2>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

const std::vector<float> X(6), Y(9);
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(grad(reduction<Sum, Axis1>(Exp(-SqDist(x, Vj<1, 2>{}))), x)(X, Y, X));
#else
  static_cast<void>(grad(reduction<Sum, Axis1>(Exp(-SqDist(x, y))), x)(X, Y, X));
#endif
}

// SPDX-License-Identifier: MIT
//
// A sum of vectors of different dimensions.
// expected-error: kernfold: the dimensions of the operands do not fit
// expected-error: dimension_of<(struct )?(kernfold::)?AddOp, 3, 2>|O = kernfold::AddOp; int \.\.\.Dims = \{3, 2\}
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return static_cast<int>((x + Vj<1, 2>{}).dim);
#else
  return static_cast<int>((x + y).dim + (x + p).dim);
#endif
}

// SPDX-License-Identifier: MIT
//
// A sum of vectors of different dimensions.
// expected-error: kernfold: f \+ g and the like: operands_differ<operation, dimensions\.\.\.>: the operands of this
// expected-error: operands_differ<(kernfold::)?AddOp, 3, 2>
// in-readme
#include <kernfold/operations/core.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(x + Vj<1, 2>{});
#else
  static_cast<void>(x + y);
  static_cast<void>(x + p);
#endif
}

// SPDX-License-Identifier: MIT
//
// A cross product of vectors of R^4.
// expected-error: kernfold: Cross\(f, g\): operands_do_not_fit<Op, f, g>: f and g must have dimension 3
// expected-error: operands_do_not_fit<(kernfold::)?CrossOp, 4, 4>
#include <kernfold/operations/cross.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
#ifdef REJECT
  static_cast<void>(Cross(Vi<0, 4>{}, Vj<1, 4>{}));
#else
  static_cast<void>(Cross(x, y));
#endif
}

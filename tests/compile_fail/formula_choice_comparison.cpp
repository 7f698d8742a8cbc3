// SPDX-License-Identifier: MIT
//
// A choice by the sign of a comparison, which is never negative.
// in-readme
// expected-error: kernfold: IfElse\(f < g, a, b\): IfElse chooses a where its condition is not negative
// further-errors: 2
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
#ifdef REJECT
  static_cast<void>(IfElse(x < y, x, y));
  static_cast<void>(IfElse(NotEqual(x, y), x, y));
  static_cast<void>(IfElse(And(x < y, x), x, 0_c));
#else
  static_cast<void>(Where(x < y, x, y));
  static_cast<void>(IfElse(y - x, x, y));
  static_cast<void>(Where(And(x < y, x), x, 0_c));
#endif
}

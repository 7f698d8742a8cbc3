// SPDX-License-Identifier: MIT
//
// A choice without its second branch.
// expected-error: kernfold: Exp\(f, g\), SqDist\(f\) and the like: number_of_operands<given, needed>: the operation takes
// expected-error: number_of_operands<2, 3
// further-errors: 1
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(2_c * IfElse(p, x));
#else
  static_cast<void>(2_c * IfElse(p, x, y));
#endif
}

// SPDX-License-Identifier: MIT
//
// More operands than the operation has.
// expected-error: kernfold: Exp\(f, g\), SqDist\(f\) and the like: number_of_operands<given, needed>: the operation takes
// expected-error: number_of_operands<2, 1
// further-errors: 1
// in-readme
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Exp(x, y));
#else
  static_cast<void>(Exp(x | y));
#endif
}

// SPDX-License-Identifier: MIT
//
// A function of a plain number.
// expected-error: kernfold: Exp\(2\) and the like: an operation takes formulas; write a number as an exact constant
#include <kernfold/operations/exp.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Exp(3));
#else
  static_cast<void>(Exp(3_c));
#endif
}

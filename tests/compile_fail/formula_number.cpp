// SPDX-License-Identifier: MIT
//
// A plain number times a formula.
// expected-error: kernfold: 2 \* f: a plain number is not part of a formula; write an exact constant, 2_c \* f
// in-readme
#include <kernfold/operations/core.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(2 * x);
#else
  static_cast<void>(2_c * x);
#endif
}

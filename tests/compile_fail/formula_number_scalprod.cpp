// SPDX-License-Identifier: MIT
//
// The scalar product of a formula and a plain number.
// expected-error: kernfold: f \| 2: .* write an exact constant, f \| 2_c
#include <kernfold/operations/core.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(x | 2);
#else
  static_cast<void>(x | 2_c);
#endif
}

// SPDX-License-Identifier: MIT
//
// A formula compared with a plain number.
// expected-error: kernfold: f < 0\.5: a plain number is not part of a formula; write an exact constant, f < 0\.5_c
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(x < 1.5);
#else
  static_cast<void>(x < 1.5_c);
#endif
}

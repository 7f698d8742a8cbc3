// SPDX-License-Identifier: MIT
//
// A formula divided by a variable of the program.
// expected-error: kernfold: f / 2: .*declare a parameter Pm<position, 1> and pass the number in the call
#include <kernfold/operations/divide.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  const float s = 2;
  static_cast<void>(x / s);
#else
  static_cast<void>(x / p);
#endif
}

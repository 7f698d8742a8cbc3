// SPDX-License-Identifier: MIT
//
// A plain number minus a formula.
// expected-error: kernfold: f - 0\.5: .* write an exact constant, f - 0\.5_c
#include <kernfold/operations/core.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(1 - x);
#else
  static_cast<void>(1_c - x);
#endif
}

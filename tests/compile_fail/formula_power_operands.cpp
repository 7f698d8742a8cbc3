// SPDX-License-Identifier: MIT
//
// A power of two formulas.
// expected-error: kernfold: Pow\(\.\.\.\): not the operands of this operation: .* write Pow<2>\(f\) for a whole exponent, else
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Pow<1>(x, p));
#else
  static_cast<void>(Powf(x, p));
#endif
}

// SPDX-License-Identifier: MIT
//
// An exponent as an argument.
// expected-error: kernfold: Pow\(\.\.\.\): not the operands of this operation: .* write Pow<2>\(f\)
#include <kernfold/operations/pow.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Pow(x, 2));
#else
  static_cast<void>(Pow<2>(x));
#endif
}

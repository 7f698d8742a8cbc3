// SPDX-License-Identifier: MIT
//
// A power whose exponent is no whole number (clang knows template arguments of type double from version 18 on).
// expected-error: kernfold: Pow\(\.\.\.\): not the operands of this operation: .* else Sqrt\(f\) or Powf\(f, 0\.5_c\)
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
#if __cpp_nontype_template_args >= 201911L
  static_cast<void>(Pow<0.5>(x));
#else
  static_cast<void>(Pow(x, 0.5));
#endif
#else
  static_cast<void>(Powf(x, 0.5_c));
#endif
}

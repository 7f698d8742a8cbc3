// SPDX-License-Identifier: MIT
//
// The gradient of a reduction in what is not a variable.
// expected-error: kernfold: grad\(reduction, v\): v must be a variable of the formula
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(grad(reduction<Sum, Axis1>(x | y), x + y));
#else
  static_cast<void>(grad(reduction<Sum, Axis1>(x | y), x));
#endif
}

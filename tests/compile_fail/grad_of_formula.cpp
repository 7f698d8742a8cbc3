// SPDX-License-Identifier: MIT
//
// The gradient of a reduction in what is not a variable.
// expected-error: kernfold: grad\(reduction, v\): not_a_variable<V>: v is a formula or something else
// expected-error: not_a_variable<(kernfold::)?Add<(kernfold::)?Vi<0, 3>, (kernfold::)?Vj<1, 3> ?>
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  constexpr auto g = grad(reduction<Sum, Axis1>(x | y), x + y);
  static_cast<void>(g);
#else
  constexpr auto g = grad(reduction<Sum, Axis1>(x | y), x);
  static_cast<void>(g);
#endif
}

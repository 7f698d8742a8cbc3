// SPDX-License-Identifier: MIT
//
// The gradient of a reduction in a variable that its formula does not have.
// expected-error: kernfold: grad\(reduction, v\): no_such_variable<V>: the formula has no variable v of this
// expected-error: no_such_variable<(kernfold::)?Pm<2, 1>
// in-readme
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(grad(reduction<Sum, Axis1>(x | y), p));
#else
  static_cast<void>(grad(reduction<Sum, Axis1>(x | y), y));
#endif
}

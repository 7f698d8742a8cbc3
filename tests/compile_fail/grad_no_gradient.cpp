// SPDX-License-Identifier: MIT
//
// The gradient of a maximum.
// expected-error: kernfold: grad\(reduction, v\): no_gradient<R>: only the reduction Sum has a gradient, not R
// expected-error: no_gradient<(kernfold::)?Max<>|no_gradient<.*\[with .*=(kernfold::)?Max<>
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
#ifdef REJECT
  constexpr auto g = grad(reduction<Max, Axis1>(x * y), x);
  static_cast<void>(g);
#else
  constexpr auto g = grad(reduction<Sum, Axis1>(x * y), x);
  static_cast<void>(g);
#endif
}

// SPDX-License-Identifier: MIT
//
// The gradient of an index.
// expected-error: kernfold: grad\(reduction, v\): no_gradient<R>: the reduction R has no gradient; Sum, LogSumExp
// expected-error: no_gradient<(kernfold::)?ArgMax<>|no_gradient<.*\[with .*=(kernfold::)?ArgMax<>
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
#ifdef REJECT
  constexpr auto g = grad(reduction<ArgMax, Axis1>(x * y), x);
  static_cast<void>(g);
#else
  constexpr auto g = grad(reduction<Sum, Axis1>(x * y), x);
  static_cast<void>(g);
#endif
}

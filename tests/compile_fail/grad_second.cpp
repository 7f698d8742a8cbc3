// SPDX-License-Identifier: MIT
//
// A second derivative of a reduction that has one.
// expected-error: kernfold: grad\(grad\(reduction, v\), w\): no_second_derivative<G>: of the derivatives of reductions only grad
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
#ifdef REJECT
  static_cast<void>(grad(grad(reduction<Mean, Axis1>(x | y), x), y));
#else
  static_cast<void>(grad(grad(reduction<LogSumExp, Axis1>(x | y), x), y));
#endif
}

// SPDX-License-Identifier: MIT
//
// grad of a formula instead of a reduction.
// expected-error: kernfold: grad\(f, v\): f is a formula; write grad\(reduction<Sum, Axis1>\(f\), v\)
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(grad(x | y, x));
#else
  static_cast<void>(grad(reduction<Sum, Axis1>(x | y), x));
#endif
}

// SPDX-License-Identifier: MIT
//
// A gradient without an adjoint.
// expected-error: kernfold: Grad\(f, v\): the adjoint e is missing; write Grad\(f, v, e\)
#include <kernfold/operations/core.hpp>
#include <kernfold/program/lower.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Grad(x | y, x));
#else
  static_cast<void>(Grad(x | y, x, 1_c));
#endif
}

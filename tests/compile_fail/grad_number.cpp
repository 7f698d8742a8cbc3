// SPDX-License-Identifier: MIT
//
// A gradient with a plain number as adjoint.
// expected-error: kernfold: Grad\(f, v, e\): f and e must be formulas
#include <kernfold/operations/core.hpp>
#include <kernfold/program/lower.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return Grad(x | y, x, 1).dim;
#else
  return Grad(x | y, x, 1_c).dim;
#endif
}

// SPDX-License-Identifier: MIT
//
// A gradient with an adjoint of another dimension than the formula.
// expected-error: kernfold: Grad\(f, v, e\): adjoint_of_formula<f, e>: e must have the dimension of f
// expected-error: adjoint_of_formula<1, 3>
#include <kernfold/operations/core.hpp>
#include <kernfold/program/lower.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return Grad(x | y, x, y).dim;
#else
  return Grad(x | y, x, p).dim;
#endif
}

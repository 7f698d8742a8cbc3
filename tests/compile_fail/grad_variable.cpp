// SPDX-License-Identifier: MIT
//
// A gradient in what is not a variable.
// expected-error: kernfold: Grad\(f, v, e\): v must be a variable, Vi, Vj or Pm
#include <kernfold/operations/core.hpp>
#include <kernfold/program/lower.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Grad(x | y, x + y, p));
#else
  static_cast<void>(Grad(x | y, x, p));
#endif
}

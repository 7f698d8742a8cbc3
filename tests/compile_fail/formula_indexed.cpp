// SPDX-License-Identifier: MIT
//
// A component of a formula in brackets, in a formula.
// expected-error: kernfold: f\[0\]: components are numbered in the compiler; write Elem<0>\(f\)
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/extract.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Exp(x[0] * p) + x);
#else
  static_cast<void>(Exp(Elem<0>(x) * p) + x);
#endif
}

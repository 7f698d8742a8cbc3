// SPDX-License-Identifier: MIT
//
// A component of a formula in brackets.
// expected-error: kernfold: f\[0\]: components are numbered in the compiler; write Elem<0>\(f\)
#include <kernfold/operations/extract.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(x[0]);
#else
  static_cast<void>(Elem<0>(x));
#endif
}

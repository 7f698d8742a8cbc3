// SPDX-License-Identifier: MIT
//
// A component that a vector does not have.
// expected-error: kernfold: Elem<m>\(f\): m must be one of 0, \.\.\., dimension of f - 1
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return Elem<5>(x).dim;
#else
  return Elem<2>(x).dim;
#endif
}

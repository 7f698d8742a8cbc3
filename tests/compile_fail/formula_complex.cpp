// SPDX-License-Identifier: MIT
//
// A complex product of a vector of odd dimension, and its concatenation with a scalar.
// expected-error: kernfold: ComplexMult\(f, g\): complex vectors have equal even dimensions
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return ComplexMult(x, y).dim;
#else
  return ComplexMult(Concat(x, p), Concat(p, y)).dim;
#endif
}

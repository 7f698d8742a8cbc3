// SPDX-License-Identifier: MIT
//
// A complex product of a vector of odd dimension, and its concatenation with a scalar.
// expected-error: kernfold: ComplexMult\(f, g\): operands_do_not_fit<Op, f, g>: complex vectors have equal even
// expected-error: operands_do_not_fit<(kernfold::)?ComplexMultOp, 3, 3>
#include <kernfold/operations/complex.hpp>
#include <kernfold/operations/concat.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(ComplexMult(x, y));
#else
  static_cast<void>(ComplexMult(Concat(x, p), Concat(p, y)));
#endif
}

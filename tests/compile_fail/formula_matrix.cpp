// SPDX-License-Identifier: MIT
//
// A matrix with a number of columns that is not that of the vector.
// expected-error: kernfold: MatVecMult\(A, b\): operands_do_not_fit<Op, A, b>: A is a row-major matrix
// expected-error: operands_do_not_fit<(kernfold::)?MatVecMultOp, 7, 3>
#include <kernfold/operations/matvecmult.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(MatVecMult(Pm<3, 7>{}, x));
#else
  static_cast<void>(MatVecMult(Pm<3, 6>{}, x));
#endif
}

// SPDX-License-Identifier: MIT
//
// A matrix with a number of columns that is not that of the vector.
// expected-error: kernfold: MatVecMult\(A, b\): A is a row-major matrix with b.dim columns
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return MatVecMult(Pm<3, 7>{}, x).dim;
#else
  return MatVecMult(Pm<3, 6>{}, x).dim;
#endif
}

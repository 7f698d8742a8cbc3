// SPDX-License-Identifier: MIT
//
// A real operation on a complex formula.
// expected-error: kernfold: real_operation_on_complex<Op, f...>: a real operation would treat the parts
// expected-error: real_operation_on_complex<(kernfold::)?ExpOp, |real_operation_on_complex<.*\[with .*=(kernfold::)?ExpOp
#include <kernfold/operations/complex_math.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> x{};
[[maybe_unused]] constexpr Vj<1, 4> y{};

int main() {
#ifdef REJECT
  static_cast<void>(Exp(ComplexMult(x, y)));
#else
  static_cast<void>(ComplexExp(ComplexMult(x, y)) + 2_c * Conj(x));
#endif
}

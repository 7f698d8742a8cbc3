// SPDX-License-Identifier: MIT
//
// Complex vectors, (re, im) interleaved: products, broadcast of one number, conjugates and sums.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_all;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 6> x{};
constexpr Vj<1, 6> y{};
constexpr Pm<2, 2> c{};  // one complex number

}  // namespace

TEST_CASE("ComplexMult and Conj", "[operations]") { check_all(ComplexMult(ComplexMult(x, Conj(y)), c), x, y, c); }

TEST_CASE("a complex number broadcasts", "[operations]") { check_all(ComplexMult(ComplexMult(c, x), y), x, y, c); }

TEST_CASE("ComplexSum", "[operations]") {
  check_all(ComplexMult(ComplexSum(ComplexMult(x, y)), c), x, y, c);
  check<Axis1, float>(ComplexMult(apply<With<ComplexSumTOp, 6>>(c), x + y), 37, 5);
  check_gradient<Axis1, float>(ComplexMult(apply<With<ComplexSumTOp, 6>>(c), x + y), c, 37, 5);
}

TEST_CASE("parts of complex numbers, and complex numbers of parts", "[operations]") {
  check_all(Real2Complex(ComplexImag(x)) + Imag2Complex(ComplexReal(y)) * Elem<1>(c), x, y, c);
}

// SPDX-License-Identifier: MIT
//
// Matrices of parameters or of one index, of one row or one column, and larger than is unrolled.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 17> x{};
constexpr Vj<1, 5> y{};
constexpr Pm<2, 85> A{};  // 17 x 5 or 5 x 17
constexpr Vj<2, 5> z{};
constexpr Vi<3, 1> s{};

}  // namespace

TEST_CASE("a parameter's matrix", "[operations]") {
  constexpr auto f = MatVecMult(A, Sin(y)) * x;
  check<Axis1, float>(f, 37, 5);
  check_gradient<Axis1, float>(f, A, 37, 5);
  check_gradient<Axis1, float>(f, y, 37, 5);
  check<Axis0, double>(VecMatMult(y, A) * x * s, 37, 5);
  constexpr auto g = MatVecMult(A, x * s) * y;
  check_gradient<Axis1, float>(g, A, 5, 37);
  check_gradient<Axis1, double>(g, x, 5, 37);
  check<Axis1, float>(VecMatMult(x * s, A) | y, 5, 37);
  check_gradient<Axis0, float>(VecMatMult(x * s, A) | y, s, 5, 37);
}

TEST_CASE("matrices of one row or one column", "[operations]") {
  constexpr auto f = MatVecMult(y, z) * x + MatVecMult(x, s);
  check<Axis1, float>(f, 37, 5);
  check_gradient<Axis1, float>(f, x, 37, 5);
  constexpr auto g = VecMatMult(s, x) + VecMatMult(y, z) + Sum(TensorProd(s, z));
  check<Axis1, float>(g, 37, 5);
  check_gradient<Axis1, float>(g, s, 37, 5);
  check_gradient<Axis0, double>(g, z, 37, 5);
}

TEST_CASE("a large tensor product", "[operations]") {
  check<Axis1, float>(TensorProd(x, y) - A, 5, 37);
  constexpr auto f = TensorProd(x, y) * TensorProd(x, z);
  check_gradient<Axis1, float>(f, x, 5, 7);
  check_gradient<Axis1, float>(f, z, 5, 7);
}

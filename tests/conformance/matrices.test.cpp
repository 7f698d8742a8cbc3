// SPDX-License-Identifier: MIT
//
// Products of row-major matrices and vectors, and tensor products.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check_all;

namespace {

constexpr Vi<0, 6> A{};  // 2 x 3 or 3 x 2
constexpr Vj<1, 3> y{};
constexpr Pm<2, 2> p{};

}  // namespace

TEST_CASE("MatVecMult", "[operations]") { check_all(Sin(MatVecMult(A, y)) * p, A, y, p); }

TEST_CASE("VecMatMult", "[operations]") { check_all(VecMatMult(p, A) * y, A, y, p); }

TEST_CASE("TensorProd", "[operations]") { check_all(TensorProd(p, y) * A, A, y, p); }

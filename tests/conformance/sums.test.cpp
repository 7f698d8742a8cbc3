// SPDX-License-Identifier: MIT
//
// Sum over components, its adjoint Broadcast, and operands of dimension 1 that meet vectors.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_all;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 3> p{};
constexpr Vj<3, 1> b{};
constexpr Vj<2, 1> d{};

}  // namespace

TEST_CASE("Sum and Broadcast", "[operations]") {
  check_all(Sum(Exp(x - y) * p), x, y, p);
  check_all(Broadcast<5>(Sum(x * y)) * Sum(p), x, y, p);
}

TEST_CASE("dimension 1 broadcasts", "[operations]") {
  check_all(Sin(x + b) * (b - p) + y, x, b, p);
  check<Axis1, float>((d | (x * y)) + Sum(d), 37, 5);
  check_gradient<Axis1, float>((d | (x * y)) + Sum(d), d, 37, 5);
}

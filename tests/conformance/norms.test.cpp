// SPDX-License-Identifier: MIT
//
// Norms and distances, which are names for formulas of scalar products.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_all;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 3> p{};

}  // namespace

TEST_CASE("SqNorm2 and SqDist", "[operations]") {
  check_all(SqNorm2(x - y) * p, x, y, p);
  check_all(Exp(-SqDist(x * p, y)), x, y, p);
}

TEST_CASE("Norm2", "[operations]") {
  check_all(Norm2(x - y) * p, x, y, p);
  check<Axis1, float>(Norm2(x) * Norm2(y + p), 37, 5);
  check_gradient<Axis1, float>(Norm2(x) * Norm2(y + p), x, 37, 5);
  check_gradient<Axis1, float>(Norm2(x) * Norm2(y + p), y, 37, 5);
}

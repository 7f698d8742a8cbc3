// SPDX-License-Identifier: MIT
//
// Quotients: numerator and denominator may each depend on i, j, both or neither, and broadcast.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_all;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 1> p{};
constexpr auto g = x * p + y;                           // any real number
constexpr auto h = Square(x * p - y) + RatCst<1, 2>{};  // positive
constexpr Vj<3, 1> s{};

}  // namespace

TEST_CASE("Divide, both depend on both", "[operations]") { check_all((g + y) / h, x, y, p); }

TEST_CASE("Divide by what depends on less", "[operations]") {
  check_all(g / (Square(p) + 1_c), x, y, p);
  check<Axis1, float>(x / Exp(s) + p * y, 37, 5);
  check_gradient<Axis1, float>(x / Exp(s) + p * y, s, 37, 5);
  check<Axis0, double>(p / Exp(x + s) + y, 37, 5);
  check_gradient<Axis0, double>(p / Exp(x + s) + y, p, 37, 5);
  check<Axis1, float>(1_c / (Exp(x) + Exp(y)) - g / 3_c + s, 37, 5);
}

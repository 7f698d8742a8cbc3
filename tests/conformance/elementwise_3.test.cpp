// SPDX-License-Identifier: MIT
//
// Operations on one component, applied to what mixes i, j and a parameter: values and gradients in each variable.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check_all;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 1> p{};
constexpr auto g = x * p + y;  // any real number

}  // namespace

TEST_CASE("Sin, Cos and Sign", "[operations]") {
  check_all(Sin(g) * x, x, y, p);
  check_all(Cos(g) * p, x, y, p);
  check_all(Sign(g) * Square(x), x, y, p);
}

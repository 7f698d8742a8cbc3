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
constexpr auto h = Square(x * p - y) + RatCst<1, 2>{};  // positive

}  // namespace

TEST_CASE("Sqrt, Rsqrt and Inv", "[operations]") {
  check_all(Sqrt(h) * y, x, y, p);
  check_all(Rsqrt(h), x, y, p);
  check_all(Inv(h) * x, x, y, p);
}

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

TEST_CASE("Exp, Exp2 and Log", "[operations]") {
  check_all(Exp(-h) * x, x, y, p);
  check_all(Exp2(RatCst<-1, 3>{} * h), x, y, p);
  check_all(Log(h) * y, x, y, p);
}

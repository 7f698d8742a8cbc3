// SPDX-License-Identifier: MIT
//
// Integer powers, positive, negative and those that have a name of their own.
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

}  // namespace

TEST_CASE("Pow<3> and Pow<-3>", "[operations]") {
  check_all(Pow<3>(g) * x, x, y, p);
  check_all(Pow<-3>(h) * x, x, y, p);
}

TEST_CASE("powers -2 ... 2 and large ones", "[operations]") {
  check<Axis1, float>(Pow<-2>(h) + Pow<-1>(h), 37, 5);
  check<Axis1, float>(Pow<0>(g) + Pow<1>(g) + Pow<2>(g), 37, 5);
  check_gradient<Axis1, double>(Pow<0>(g) + Pow<1>(g) + Pow<2>(g), x, 37, 5);
  check_gradient<Axis1, float>(Pow<-2>(h) + Pow<-1>(h), x, 37, 5);
  check<Axis1, double>(Pow<17>(g), 37, 5);
  check_gradient<Axis1, float>(Pow<10>(g), y, 5, 37);
  check<Axis0, float>(Pow<-9>(h), 37, 5);
}

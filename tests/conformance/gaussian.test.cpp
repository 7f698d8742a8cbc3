// SPDX-License-Identifier: MIT
//
// Repeated gradients of a Gaussian, in distinct directions.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_gradient;

TEMPLATE_TEST_CASE("Gaussian: gradients of order 1, 2 and 3", "[composite]", float, double) {
  constexpr Vi<0, 2> x{};
  constexpr Vj<1, 2> y{};
  constexpr Vj<2, 1> b{};
  constexpr Vi<3, 1> e{};
  constexpr Vi<4, 2> u{};
  constexpr Vi<5, 2> w{};
  constexpr auto f = Exp(-SqDist(x, y)) * b;
  check<Axis1, TestType>(f, 33, 20);
  constexpr auto first = Grad(f, x, e);
  constexpr auto second = Grad(first, x, u);
  constexpr auto third = Grad(second, y, w);
  check<Axis1, TestType>(first * Broadcast<2>(b), 33, 20);
  check<Axis1, TestType>(second, 33, 20);
  check<Axis0, TestType>(third, 20, 33);
}

TEMPLATE_TEST_CASE("Gaussian: mixed second order and in the width", "[composite]", float, double) {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Pm<2, 1> g{};
  constexpr Vi<3, 1> e{};
  constexpr Vi<4, 3> u{};
  constexpr auto f = Exp(-(Square(g) * SqDist(x, y)));
  constexpr auto first = Grad(f, x, e);
  check<Axis0, TestType>(Grad(first, y, u), 20, 33);
  check_gradient<Axis1, TestType>(first, g, 20, 33);
  check_gradient<Axis1, TestType>(first, e, 20, 33);
}

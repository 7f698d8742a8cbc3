// SPDX-License-Identifier: MIT
//
// Formulas of vectors of R^D for D from 1 to 100: loops over components that are unrolled, those that are not, and
// remainders.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_gradient;

namespace {

template <int D, class T>
void check_dimension() {
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr Vj<2, 3> b{};
  constexpr RatCst<1, 2 * D> g{};
  constexpr auto gaussian = Exp(-(g * SqDist(x, y))) * b;
  check<Axis1, T>(gaussian, 21, 9);
  check_gradient<Axis1, T>(gaussian, x, 21, 9);
  check_gradient<Axis0, T>(gaussian, y, 9, 21);
}

}  // namespace

TEST_CASE("Gaussian kernel in R^D, float", "[dimensions]") {
  check_dimension<1, float>();
  check_dimension<2, float>();
  check_dimension<5, float>();
  check_dimension<17, float>();
  check_dimension<40, float>();
  check_dimension<64, float>();
}

TEST_CASE("Gaussian kernel in R^D, double", "[dimensions]") {
  check_dimension<3, double>();
  check_dimension<16, double>();
  check_dimension<17, double>();
}

TEST_CASE("a result of 100 components", "[dimensions]") {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 100> b{};
  constexpr auto f = Exp(-SqDist(x, y)) * b;
  check<Axis1, float>(f, 37, 70);
  check<Axis0, double>(f, 5, 3);
  check_gradient<Axis1, float>(f, x, 5, 17);
  check_gradient<Axis1, float>(f, b, 17, 5);
}

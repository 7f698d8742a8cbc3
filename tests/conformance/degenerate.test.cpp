// SPDX-License-Identifier: MIT
//
// Formulas that do not depend on every index: on i or j alone, on parameters, on nothing; and gradients in which a
// variable is no more, though its data still tell a size.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<0, 3> y{};
constexpr Pm<0, 3> p{};

constexpr std::ptrdiff_t sizes[][2] = {{0, 3}, {3, 0}, {1, 1}, {37, 5}, {5, 600}};

template <class T = float, class F>
void check_axes(F f) {
  for (const auto& s : sizes) {
    check<Axis1, T>(f, s[0], s[1]);
    check<Axis0, double>(f, s[0], s[1]);
    check<Axis01, T>(f, s[0], s[1]);
  }
}

}  // namespace

TEST_CASE("a variable alone", "[degenerate]") {
  check_axes(x);
  check_axes(y);
  check_axes(p);
}

TEST_CASE("one index alone", "[degenerate]") {
  check_axes(Exp(x) * Square(x));
  check_axes(Sum(Exp(y)));
  check_axes(Sin(p) * (p | p));
}

// Without data the result is double.
TEST_CASE("constants alone", "[degenerate]") {
  check_axes<double>(RatCst<3, 7>{} + 2_c);
  check_axes<double>(Zero<4>{});
  check_axes<double>(Broadcast<3>(Exp(2_c)));
}

TEST_CASE("a variable that cancels", "[degenerate]") {
  constexpr Vj<1, 3> z{};
  check_axes((x + z) - z);
  check_axes(0_c * (x | z));
  check<Axis1, float>(Pow<0>(x - z), 5, 7);
}

TEST_CASE("gradients without a variable of the formula", "[degenerate]") {
  constexpr Vj<1, 3> z{};
  constexpr Pm<2, 1> q{};
  // d/dx of x . z is z: x is gone, M still comes from X. d/dz of x + z leaves nothing of either.
  check_gradient<Axis1, float>(x | z, x, 5, 17);
  check_gradient<Axis1, float>(x | z, z, 17, 5);
  check_gradient<Axis1, double>(x + z * q, z, 17, 5);
  check_gradient<Axis1, double>(x + z * q, x, 5, 600);
  check_gradient<Axis0, double>(x + z, x, 17, 5);
  check_gradient<Axis1, float>(x + z + q, q, 17, 5);
  check_gradient<Axis1, float>(Sign(x) + z, x, 17, 5);
  check_gradient<Axis01, double>(x + z, z, 17, 5);
  check_gradient<Axis01, double>(Exp(x - z) * q, q, 17, 5);
}

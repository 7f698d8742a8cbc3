// SPDX-License-Identifier: MIT
//
// B-splines at one point: known values, sums, ends and coinciding knots, and derivatives against difference quotients.
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>
#include <kernfold/operations/bspline.hpp>

using namespace kernfold;
using Catch::Matchers::WithinAbs;

namespace {

using Vector = std::vector<double>;
constexpr Pm<0, 7> t{};
constexpr Vi<1, 1> x{};
constexpr Pm<2, 3> e{};
constexpr Vi<3, 1> u{};
constexpr auto cubic = BSpline<3>(t, x);

const Vector uniform{0, 1, 2, 3, 4, 5, 6};
const Vector uneven{-1.5, -1, 0.25, 0.5, 2, 2.5, 4};

template <class V>
double dot(const V& f, const Vector& g) {
  double s = 0;
  for (std::size_t k = 0; k < g.size(); ++k) s += static_cast<double>(f[k]) * g[k];
  return s;
}

}  // namespace

TEST_CASE("the uniform cubic B-spline", "[operations]") {
  static_assert(cubic.dim == 3 && BSpline<0>(t, x).dim == 6);
  // on cells 3 and 4: (1 - w)^3 / 6, (3 w^3 - 6 w^2 + 4) / 6, (-3 w^3 + 3 w^2 + 3 w + 1) / 6, w^3 / 6
  const double w = 0.3;
  const auto b = evaluate(cubic, uniform, 3 + w);
  CHECK_THAT(b[0], WithinAbs((1 - w) * (1 - w) * (1 - w) / 6, 1e-15));
  CHECK_THAT(b[1], WithinAbs((3 * w * w * w - 6 * w * w + 4) / 6, 1e-15));
  CHECK_THAT(b[2], WithinAbs((-3 * w * w * w + 3 * w * w + 3 * w + 1) / 6, 1e-15));
  static_assert(evaluate(BSpline<1>(Pm<0, 3>{}, x), std::array<double, 3>{0, 1, 3}, 2.0)[0] == 0.5);
}

TEST_CASE("B-splines add up to 1 where all of them are", "[operations]") {
  const Vector ones(5, 1.0), clamped{0, 0, 0, 1, 1.5, 4, 4, 4};
  for (double at = 0; at < 4; at += 0.125)
    CHECK_THAT(dot(evaluate(BSpline<2>(Pm<0, 8>{}, x), clamped, at), ones), WithinAbs(1, 1e-15));
}

TEST_CASE("cells are half open, and nothing is outside", "[operations]") {
  const auto cells = BSpline<0>(t, x);
  for (std::size_t k = 0; k < 7; ++k)
    for (std::size_t c = 0; c < 6; ++c) CHECK(evaluate(cells, uneven, uneven[k])[c] == (k == c ? 1 : 0));
  const double inf = std::numeric_limits<double>::infinity();
  for (const double at : {-inf, -2.0, 4.0, 5.0, inf})
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(evaluate(cubic, uneven, at)[k] == 0);
      CHECK(evaluate(Grad(cubic, x, e), uneven, at, Vector{1, 1, 1})[0] == 0);
    }
  CHECK(std::isnan(evaluate(cubic, uneven, std::nan(""))[0]));
}

TEST_CASE("B-splines over coinciding knots", "[operations]") {
  // Bernstein polynomials: all knots at the two ends
  const Vector ends{0, 0, 0, 1, 1, 1};
  for (const double w : {0.0, 0.25, 0.75}) {
    const auto b = evaluate(BSpline<2>(Pm<0, 6>{}, x), ends, w);
    CHECK_THAT(b[0], WithinAbs((1 - w) * (1 - w), 1e-16));
    CHECK_THAT(b[1], WithinAbs(2 * w * (1 - w), 1e-16));
    CHECK_THAT(b[2], WithinAbs(w * w, 1e-16));
    const auto slope = [&](Vector g) { return evaluate(Grad(BSpline<2>(Pm<0, 6>{}, x), x, e), ends, w, g)[0]; };
    CHECK_THAT(slope({1, 0, 0}), WithinAbs(-2 * (1 - w), 1e-15));
    CHECK_THAT(slope({0, 1, 0}), WithinAbs(2 - 4 * w, 1e-15));
    CHECK_THAT(slope({0, 0, 1}), WithinAbs(2 * w, 1e-15));
  }
}

TEST_CASE("derivatives of B-splines", "[operations]") {
  const Vector g{1, -2, 0.5};
  const double h = 1e-4;
  for (const double at : {-1.25, -0.3, 0.4, 1.1, 2.2, 3.7}) {
    const auto value = [&](double y) { return dot(evaluate(cubic, uneven, y), g); };
    const auto slope = [&](double y) { return evaluate(Grad(cubic, x, e), uneven, y, g)[0]; };
    CHECK_THAT(slope(at), WithinAbs((value(at + h) - value(at - h)) / (2 * h), 1e-6));
    CHECK_THAT(evaluate(Grad(Grad(cubic, x, e), x, u), uneven, at, g, 1.0)[0],
               WithinAbs((slope(at + h) - slope(at - h)) / (2 * h), 1e-6));
    const auto in_knots = evaluate(Grad(cubic, t, e), uneven, at, g);
    for (std::size_t k = 0; k < 7; ++k) {
      Vector more = uneven, less = uneven;
      more[k] += h;
      less[k] -= h;
      const double difference = dot(evaluate(cubic, more, at), g) - dot(evaluate(cubic, less, at), g);
      CHECK_THAT(in_knots[k], WithinAbs(difference / (2 * h), 1e-6));
    }
    const Vector direction{0.5, -1, 2, 0.25, -0.75, 1, -3};
    CHECK_THAT(dot(evaluate(Diff(cubic, t, Pm<2, 7>{}), uneven, at, direction), g),
               WithinAbs(dot(in_knots, direction), 1e-13));
  }
  // the derivative of degree 1 is that from the right, of degree 0 it is 0
  CHECK(evaluate(Grad(BSpline<1>(Pm<0, 3>{}, x), x, Pm<2, 1>{}), Vector{0, 1, 3}, 1.0, 1.0)[0] == -0.5);
  CHECK(evaluate(Grad(BSpline<0>(Pm<0, 3>{}, x), x, Pm<2, 2>{}), Vector{0, 1, 3}, 1.0, Vector{1, 1})[0] == 0);
}

TEST_CASE("B-splines are computed in the type of the data", "[operations]") {
  CHECK_THAT(evaluate(cubic, uniform, 1.0 / 3)[0], WithinAbs(1.0 / 162, 1e-17));
  const std::array<float, 7> knots{0, 1, 2, 3, 4, 5, 6};
  static_assert(std::is_same_v<decltype(evaluate(cubic, knots, 1.0F)), std::array<float, 3>>);
}

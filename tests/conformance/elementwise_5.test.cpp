// SPDX-License-Identifier: MIT
//
// The elementwise operations in the engine, many in one formula: values and gradients. (Each alone is tested in
// operations/elementwise.test.cpp.)
#include "support/conformance.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 1> p{};
constexpr auto g = x * p + y;                     // any real number
constexpr auto h = Square(g) + RatCst<1, 2>{};    // positive
constexpr auto u = RatCst<9, 10>{} * Sin(x - y);  // in (-1, 1)

// Values and a gradient in float and in double.
template <class F>
void check_some(F f) {
  for (const std::ptrdiff_t rows : {1, 37}) {
    conformance::check<Axis1, float>(f, rows, 5);
    conformance::check<Axis0, double>(f, rows, 5);
    conformance::check_gradient<Axis1, float>(f, x, rows, 5);
    conformance::check_gradient<Axis0, double>(f, p, rows, 5);
  }
}

}  // namespace

TEST_CASE("circular and hyperbolic functions", "[operations]") {
  check_some(Tan(u) + Asin(u) * Acos(u) + Atan(g) + Atan2(g, p) + Sinh(u) * Cosh(g) + Tanh(g) + Asinh(g) +
             Acosh(h + 1_c) + Atanh(u) + SinXDivX(g));
}

TEST_CASE("exponentials, powers and special functions", "[operations]") {
  check_some(Erf(g) + Erfc(u) + Expm1(u) * Log1p(h) + Log2(h) + Cbrt(h) + Hypot(g, p) + Sigmoid(g) * Softplus(u) +
             LGamma(h) + Powf(h, u) + XLogX(h));
}

TEST_CASE("steps, choices, comparisons and logic", "[operations]") {
  check_some(Step(g) * x + ReLU(g) + Clamp(g, p, h) + ClampInt<-1, 1>(x - y) + Floor(g) * y + Ceil(u) * p +
             Round<1>(g) + Mod(g, h, p) + IfElse(u, x * y, Exp(u)) + Where(And(x < y, Not(g > p)), x, p * y) +
             Max(x, p) * Min(g, h) + Or(Equal(x, p), NotEqual(x, y)) * g);
}

// SPDX-License-Identifier: MIT
//
// The standard kernels: values and gradients for one pair, against the profile k(r^2) of each in long double, whose
// derivative is a difference quotient; gradients at and near x = y; and their size against formulas derived by hand.
#include <array>
#include <cmath>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

using Point = std::array<double, 3>;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 1> l{};
constexpr Pm<3, 1> a{};

constexpr Point X{0.3, -0.7, 1.1}, Y{-0.2, 0.4, 0.9};
constexpr double length = 0.8, alpha = 1.7;

long double squared_distance(const Point& p, const Point& q) {
  long double s = 0;
  for (std::size_t k = 0; k < 3; ++k)
    s += (static_cast<long double>(p[k]) - q[k]) * (static_cast<long double>(p[k]) - q[k]);
  return s;
}

template <class F>
auto value(F f, const Point& p, const Point& q) {
  if constexpr (draft<F>.positions == 2)
    return evaluate(f, p, q);
  else if constexpr (draft<F>.positions == 3)
    return evaluate(f, p, q, length);
  else
    return evaluate(f, p, q, length, alpha);
}

// f is k(|x - y|^2): its gradient in x is 2 k'(|x - y|^2) (x - y).
template <class F, class K>
void check(F f, K k) {
  const long double q = squared_distance(X, Y), h = 1e-4L;
  CHECK(std::fabs(static_cast<long double>(value(f, X, Y)[0]) - k(q)) <= 1e-14L * std::fabs(k(q)));
  const long double slope = (8 * (k(q + h) - k(q - h)) - (k(q + 2 * h) - k(q - 2 * h))) / (12 * h);
  const auto in_x = value(Grad(f, x, IntCst<1>{}), X, Y), in_y = value(Grad(f, y, IntCst<1>{}), X, Y);
  for (std::size_t i = 0; i < 3; ++i) {
    const long double want = 2 * slope * (static_cast<long double>(X[i]) - Y[i]);
    CHECK(std::fabs(static_cast<long double>(in_x[i]) - want) <= 1e-11L * (1 + std::fabs(want)));
    CHECK(std::fabs(static_cast<long double>(in_y[i]) + want) <= 1e-11L * (1 + std::fabs(want)));
  }
  for (const double g : value(Grad(f, x, IntCst<1>{}), X, X)) CHECK(g == 0);
}

template <class F>
constexpr int operations(F) {
  int n = 0;
  for (const Node& v : draft<F>.node) n += v.is_leaf() ? 0 : 1;
  return n;
}

}  // namespace

TEST_CASE("kernels of the distance", "[operations]") {
  const long double L = static_cast<long double>(length), A = static_cast<long double>(alpha);
  check(GaussianKernel(x, y, l), [=](long double q) { return std::exp(-q / (2 * L * L)); });
  check(LaplacianKernel(x, y, l), [=](long double q) { return std::exp(-std::sqrt(q) / L); });
  check(Matern12Kernel(x, y, l), [=](long double q) { return std::exp(-std::sqrt(q) / L); });
  check(Matern32Kernel(x, y, l), [=](long double q) {
    const long double s = std::sqrt(3 * q) / L;
    return (1 + s) * std::exp(-s);
  });
  check(Matern52Kernel(x, y, l), [=](long double q) {
    const long double s = std::sqrt(5 * q) / L;
    return (1 + s + s * s / 3) * std::exp(-s);
  });
  check(CauchyKernel(x, y, l), [=](long double q) { return 1 / (1 + q / (L * L)); });
  check(InverseMultiquadricKernel(x, y, l), [=](long double q) { return 1 / std::sqrt(1 + q / (L * L)); });
  check(RationalQuadraticKernel(x, y, l, a), [=](long double q) { return std::pow(1 + q / (2 * A * L * L), -A); });
  check(EnergyDistanceKernel(x, y), [](long double q) { return -std::sqrt(q); });
  check(ThinPlateSplineKernel(x, y), [](long double q) { return q * std::log(std::sqrt(q)); });
}

TEST_CASE("kernels of other things", "[operations]") {
  const long double L = static_cast<long double>(length), P = static_cast<long double>(alpha), pi = std::acos(-1.0L);
  long double sines = 0, dot = 0, xx = 0, yy = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const long double s = std::sin(pi * (static_cast<long double>(X[k]) - Y[k]) / P);
    sines += s * s;
    dot += static_cast<long double>(X[k]) * Y[k];
    xx += static_cast<long double>(X[k]) * X[k];
    yy += static_cast<long double>(Y[k]) * Y[k];
  }
  CHECK_THAT(value(PeriodicKernel(x, y, l, a), X, Y)[0],
             Catch::Matchers::WithinRel(static_cast<double>(std::exp(-2 * sines / (L * L))), 1e-14));
  CHECK_THAT(value(PolynomialKernel<3>(x, y, l, a), X, Y)[0],
             Catch::Matchers::WithinRel(static_cast<double>(std::pow(L * dot + P, 3)), 1e-14));
  CHECK_THAT(evaluate(CosineKernel(x, y), X, Y)[0],
             Catch::Matchers::WithinRel(static_cast<double>(dot / std::sqrt(xx * yy)), 1e-14));
  CHECK(evaluate(CosineKernel(x, y), X, Point{0, 0, 0})[0] == 0);
  for (const double g : value(Grad(PeriodicKernel(x, y, l, a), x, IntCst<1>{}), X, X)) CHECK(g == 0);
}

TEST_CASE("gradients of smooth kernels near x = y", "[operations]") {
  // For small r all are k0 + k1 r^2, so the gradient is 2 k1 (x - y).
  const double h = 1e-6;
  const Point near{X[0] + h, X[1], X[2]};
  const auto slope = [&](auto f) { return value(Grad(f, x, IntCst<1>{}), near, X)[0] / (near[0] - X[0]); };
  const double l2 = length * length;
  CHECK_THAT(slope(GaussianKernel(x, y, l)), Catch::Matchers::WithinRel(-1 / l2, 1e-5));
  CHECK_THAT(slope(Matern32Kernel(x, y, l)), Catch::Matchers::WithinRel(-3 / l2, 1e-5));
  CHECK_THAT(slope(Matern52Kernel(x, y, l)), Catch::Matchers::WithinRel(-5 / (3 * l2), 1e-5));
  CHECK_THAT(slope(CauchyKernel(x, y, l)), Catch::Matchers::WithinRel(-2 / l2, 1e-5));
  // and at x = y the second derivative is 2 k1 times the identity
  const auto curvature = [&](auto f) {
    return evaluate(Grad(Grad(f, x, IntCst<1>{}), x, Pm<3, 3>{}), X, X, length, Point{1, 2, 3});
  };
  const auto matern_3 = curvature(Matern32Kernel(x, y, l)), matern_5 = curvature(Matern52Kernel(x, y, l));
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK_THAT(matern_3[k], Catch::Matchers::WithinRel(-3 / l2 * static_cast<double>(k + 1), 1e-14));
    CHECK_THAT(matern_5[k], Catch::Matchers::WithinRel(-5 / (3 * l2) * static_cast<double>(k + 1), 1e-14));
  }
}

TEST_CASE("kernels of numbers, which take no roots", "[operations]") {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  // k(r) and k'(r) of r = |u - v|
  const auto check_number = [&](auto f, auto k, auto slope) {
    for (const double d : {-1.3, -0.01, 1e-200, 0.4, 2.5}) {
      const long double r = std::fabs(static_cast<long double>(d)), sign = d < 0 ? -1 : 1;
      const auto of = [&](auto g) { return static_cast<long double>(evaluate(g, d, 0.0, length)[0]); };
      CHECK(std::fabs(of(f) - k(r)) <= 1e-15L);
      CHECK(std::fabs(of(Grad(f, u, IntCst<1>{})) - sign * slope(r)) <= 4e-15L);
      CHECK(std::fabs(of(Grad(f, v, IntCst<1>{})) + sign * slope(r)) <= 4e-15L);
    }
    CHECK(evaluate(Grad(f, u, IntCst<1>{}), 0.7, 0.7, length)[0] == 0);
  };
  const long double L = static_cast<long double>(length), three = std::sqrt(3.0L) / L, five = std::sqrt(5.0L) / L;
  check_number(
      LaplacianKernel(u, v, l), [=](long double r) { return std::exp(-r / L); },
      [=](long double r) { return -std::exp(-r / L) / L; });
  check_number(
      Matern32Kernel(u, v, l), [=](long double r) { return (1 + three * r) * std::exp(-three * r); },
      [=](long double r) { return -three * three * r * std::exp(-three * r); });
  check_number(
      Matern52Kernel(u, v, l),
      [=](long double r) { return (1 + five * r + five * five * r * r / 3) * std::exp(-five * r); },
      [=](long double r) { return -five * five * r * (1 + five * r) / 3 * std::exp(-five * r); });
  CHECK(evaluate(Matern32Kernel(u, v, 1_c), 2.0, 2.0)[0] == 1);
}

TEST_CASE("gradients of the Matern kernels in the length", "[operations]") {
  const auto check_length = [](auto f) {
    const double h = 1e-5, slope = evaluate(Grad(f, l, IntCst<1>{}), X, Y, length)[0];
    const double difference = evaluate(f, X, Y, length + h)[0] - evaluate(f, X, Y, length - h)[0];
    CHECK_THAT(slope, Catch::Matchers::WithinAbs(difference / (2 * h), 1e-9));
  };
  check_length(Matern12Kernel(x, y, l));
  check_length(Matern32Kernel(x, y, l));
  check_length(Matern52Kernel(x, y, l));
}

TEST_CASE("gradients of kernels are no larger than those derived by hand", "[operations]") {
  constexpr Vi<4, 1> e{};
  constexpr auto d = x - y;
  constexpr auto q = SqDist(x, y);
  const auto in_x = [](auto f) { return operations(Grad(f, Vi<0, 3>{}, Vi<4, 1>{})); };
  constexpr auto c = Sqrt(3_c) / l;
  constexpr auto k = Sqrt(5_c) / l;
  constexpr auto r = Rsqrt(1_c + q / Square(l));
  CHECK(in_x(GaussianKernel(x, y, l)) <= operations(-(e / Square(l)) * Exp(-(q / (2_c * Square(l)))) * d));
  CHECK(in_x(LaplacianKernel(x, y, l)) <= operations(-(e / l) * Exp(-(Sqrt(q) / l)) * RsqrtOrZero(q) * d));
  CHECK(in_x(Matern32Kernel(x, y, l)) <= operations(-(e * Square(c)) * Exp(-c * Sqrt(q)) * d));
  CHECK(in_x(Matern52Kernel(x, y, l)) <=
        operations(-(e * Square(k) / 3_c) * (1_c + k * Sqrt(q)) * Exp(-k * Sqrt(q)) * d));
  CHECK(in_x(InverseMultiquadricKernel(x, y, l)) <= operations(-(e / Square(l)) * (r * Square(r)) * d));
  CHECK(in_x(ThinPlateSplineKernel(x, y)) <= operations(e * (LogOrZero(q) + NotEqual(q, 0_c)) * d));
  CHECK(in_x(CauchyKernel(x, y, l)) <= operations(-(2_c * e / Square(l)) * Square(Inv(1_c + q / Square(l))) * d));
  CHECK(in_x(RationalQuadraticKernel(x, y, l, a)) <=
        operations(-(e / Square(l)) * Exp(-(a * Log1p(q / (2_c * a * Square(l))))) / (1_c + q / (2_c * a * Square(l))) *
                   d));
  CHECK(in_x(EnergyDistanceKernel(x, y)) <= operations(-e * RsqrtOrZero(q) * d));
  CHECK(in_x(PolynomialKernel<3>(x, y, l, a)) <= operations((3_c * e * l) * Square(l * (x | y) + a) * y));
}

// SPDX-License-Identifier: MIT
//
// NaN and infinity go through sums as through additions, and stay in their own rows; derivatives at singular points
// follow the documented convention: 0 where there is none.
#include <cmath>
#include <limits>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};
template <class T>
[[maybe_unused]] constexpr T quiet_nan = std::numeric_limits<T>::quiet_NaN();
template <class T>
[[maybe_unused]] constexpr T infinite = std::numeric_limits<T>::infinity();

}  // namespace

#if !defined(__FAST_MATH__)  // infinities and NaN are then unspecified
TEMPLATE_TEST_CASE("NaN in one i stays in its row", "[special]", float, double) {
  using T = TestType;
  std::vector<T> X(100, T(1)), Y(70, T(2));
  X[37] = quiet_nan<T>;
  const auto c = (x * y).template reduce<Sum, Axis1>(X, Y);
  for (std::ptrdiff_t i = 0; i < 100; ++i) CHECK((i == 37 ? std::isnan(c(i, 0)) : c(i, 0) == 140));
  const auto d = (x * y).template reduce<Sum, Axis0>(X, Y);
  for (std::ptrdiff_t j = 0; j < 70; ++j) CHECK(std::isnan(d(j, 0)));
}

TEMPLATE_TEST_CASE("the last row is repeated in unused lanes, and nothing of it leaks", "[special]", float, double) {
  using T = TestType;
  std::vector<T> X(17, T(1)), Y(3, T(2));
  X[16] = quiet_nan<T>;
  const auto c = (x * y).template reduce<Sum, Axis1>(X, Y);
  for (std::ptrdiff_t i = 0; i < 16; ++i) CHECK(c(i, 0) == 6);
  CHECK(std::isnan(c(16, 0)));
}

TEMPLATE_TEST_CASE("infinities", "[special]", float, double) {
  using T = TestType;
  const std::vector<T> X{1, infinite<T>, -infinite<T>, 0}, Y{1, 2}, mixed{1, -1};
  const auto c = (x * y).template reduce<Sum, Axis1>(X, Y);
  CHECK(c(0, 0) == 3);
  CHECK(c(1, 0) == infinite<T>);
  CHECK(c(2, 0) == -infinite<T>);
  const auto d = (x * y).template reduce<Sum, Axis1>(X, mixed);
  CHECK(d(0, 0) == 0);
  CHECK(std::isnan(d(1, 0)));  // inf - inf
  const auto e = (Log(x) * y).template reduce<Sum, Axis1>(X, Y);
  CHECK(e(3, 0) == -infinite<T>);
  CHECK(std::isnan(e(2, 0)));
  const auto over = Exp(x * y).template reduce<Sum, Axis1>(std::vector<T>{1000}, Y);
  CHECK(over(0, 0) == infinite<T>);
  const auto under = Exp(-(x * y)).template reduce<Sum, Axis1>(std::vector<T>{1000}, Y);
  CHECK(under(0, 0) == 0);
  const auto g = (Inv(x) + y).template reduce<Sum, Axis1>(X, Y);
  CHECK(g(3, 0) == infinite<T>);
  CHECK(g(1, 0) == 3);
}

TEMPLATE_TEST_CASE("NaN goes through every operation of one operand", "[special]", float, double) {
  using T = TestType;
  const std::vector<T> X{quiet_nan<T>}, Y{1};
  const auto one = [&](auto f) { return std::isnan(f.template reduce<Sum, Axis1>(X, Y)(0, 0)); };
  CHECK(one(Abs(x) + y));
  CHECK(one(Exp(x) + y));
  CHECK(one(Exp(x * y)));
  CHECK(one(Log(x * y)));
  CHECK(one(Sqrt(x * y)));
  CHECK(one(Sign(x * y)));
  CHECK(one(Sin(x * y)));
  CHECK(one(RsqrtOrZero(x * y)));
  CHECK(one(Pow<-3>(x * y)));
}

TEMPLATE_TEST_CASE("infinite values at 0", "[special]", float, double) {
  using T = TestType;
  const std::vector<T> X{0, 4}, Y{0};
  CHECK(Rsqrt(x + y).template reduce<Sum, Axis1>(X, Y)(0, 0) == infinite<T>);
  CHECK(std::isinf(Pow<-3>(x + y).template reduce<Sum, Axis1>(X, Y)(0, 0)));
}
#endif

TEMPLATE_TEST_CASE("the gradient of a distance is 0 at distance 0", "[special]", float, double) {
  using T = TestType;
  constexpr Vi<0, 2> u{};
  constexpr Vj<1, 2> v{};
  const std::vector<T> U{1, 2, 4, 6}, V{1, 2}, E{1, 1};
  const auto g = grad(reduction<Sum, Axis1>(Norm2(u - v)), u)(U, V, E);
  CHECK(g(0, 0) == 0);
  CHECK(g(0, 1) == 0);
  CHECK_THAT(double(g(1, 0)), Catch::Matchers::WithinRel(0.6, 3e-7));  // (3, 4) / 5
  CHECK_THAT(double(g(1, 1)), Catch::Matchers::WithinRel(0.8, 3e-7));
  const auto h = grad(grad(reduction<Sum, Axis1>(Norm2(u - v)), u), v)(U, V, E, std::vector<T>{1, 1, 1, 1});
  CHECK(std::isfinite(h(0, 0)));
}

TEMPLATE_TEST_CASE("Sqrt, Rsqrt, Abs and Sign at 0", "[special]", float, double) {
  using T = TestType;
  const std::vector<T> X{0, 4}, Y{0}, E{1, 1};
  const auto value = [&](auto f) { return f.template reduce<Sum, Axis1>(X, Y); };
  const auto slope = [&](auto f) { return grad(reduction<Sum, Axis1>(f), x)(X, Y, E); };
  CHECK(value(Sqrt(x + y))(0, 0) == 0);
  CHECK(slope(Sqrt(x + y))(0, 0) == 0);
  CHECK_THAT(double(slope(Sqrt(x + y))(1, 0)), Catch::Matchers::WithinRel(0.25, 3e-7));
  CHECK(slope(Rsqrt(x + y))(0, 0) == 0);
  CHECK(value(RsqrtOrZero(x + y))(0, 0) == 0);
  CHECK(slope(Abs(x + y))(0, 0) == 0);
  CHECK(slope(Abs(x + y))(1, 0) == 1);
  CHECK(value(Sign(x + y))(0, 0) == 0);
  CHECK(value(Pow<0>(x + y))(0, 0) == 1);
}

TEMPLATE_TEST_CASE("an empty axis gives 0", "[special]", float, double) {
  using T = TestType;
  const std::vector<T> none, X(20, T(3));
  const auto c = Log(x - y).template reduce<Sum, Axis1>(X, none);
  REQUIRE(c.rows() == 20);
  for (const T& v : c) CHECK(v == 0);
  CHECK(Log(x - y).template reduce<Sum, Axis1>(none, X).rows() == 0);
  CHECK(Log(x - y).template reduce<Sum, Axis01>(X, none)(0, 0) == 0);
  CHECK(Log(x - y).template reduce<Sum, Axis01>(none, X)(0, 0) == 0);
}

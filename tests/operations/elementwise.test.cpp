// SPDX-License-Identifier: MIT
//
// Each elementwise operation alone, on single pairs: value and gradients in float and double, second derivatives in
// double, against the reference. (conformance/elementwise_*.test.cpp runs them in the engine.)
#include <array>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include "support/conformance.hpp"

#include <kernfold/program/print_formula.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};

using Point = std::array<double, 2>;

// A value of precision u against the reference's.
void compare(const std::string& what, const Point& at, long double got, const reference::Real& want, long double u,
             long double smallest) {
  INFO(what << " at " << at[0] << ", " << at[1] << ": " << static_cast<double>(got) << ", expected "
            << static_cast<double>(want.value));
  CHECK(std::fabs(got - want.value) <= u * (8 * std::fabs(want.value) + 2 * want.error) + smallest);
}

template <class T, class F>
void check_value(F f, const reference::Term& term, const Point& at) {
  const T a = static_cast<T>(at[0]), b = static_cast<T>(at[1]);
  const long double exact[] = {a, b};
  reference::Environment e;
  e.data = {exact, exact + 1};
  T got;
  if constexpr (reference::positions<F>() == 2)
    got = evaluate(f, a, b)[0];
  else
    got = evaluate(f, a)[0];
  compare(to_string(f), at, got, reference::value(term, e)[0].c[0], conformance::unit<T>,
          std::numeric_limits<T>::min());
}

template <class... T, class F>
void check_values(F f, std::initializer_list<Point> points) {
  const reference::Term term = reference::read<F>();
  for (const Point& at : points) (check_value<T>(f, term, at), ...);
}

// f and its derivatives up to order 2 in x and y.
template <class F>
void check(F f, std::initializer_list<Point> points) {
  constexpr auto e = 1_c;
  check_values<float, double>(f, points);
  check_values<float, double>(Grad(f, x, e), points);
  check_values<double>(Grad(Grad(f, x, e), x, e), points);
  if constexpr (reference::positions<F>() == 2) {
    check_values<float, double>(Grad(f, y, e), points);
    check_values<double>(Grad(Grad(f, x, e), y, e), points);
    check_values<double>(Grad(Grad(f, y, e), y, e), points);
  }
}

}  // namespace

TEST_CASE("trigonometric functions", "[operations]") {
  check(Tan(x), {{0, 0}, {0.7, 0}, {-1.4, 0}, {3, 0}, {100, 0}});
  check(Asin(x), {{0, 0}, {0.7, 0}, {-0.99, 0}, {1e-6, 0}});
  check(Acos(x), {{0, 0}, {0.7, 0}, {-0.99, 0}, {1e-6, 0}});
  check(Atan(x), {{0, 0}, {0.7, 0}, {-30, 0}, {1e8, 0}});
  check(Atan2(x, y), {{0.5, 2}, {-0.5, 2}, {0.5, -2}, {-0.5, -2}, {0, -1}, {1, 0}, {1e-8, 1e-8}, {1e7, 1e6}});
  check(SinXDivX(x),
        {{0, 0}, {1e-20, 0}, {1e-3, 0}, {-0.5, 0}, {1, 0}, {2, 0}, {2.001, 0}, {-3, 0}, {3.001, 0}, {7, 0}});
}

TEST_CASE("hyperbolic functions", "[operations]") {
  check(Sinh(x), {{0, 0}, {1e-5, 0}, {-2, 0}, {20, 0}});
  check(Cosh(x), {{0, 0}, {1e-5, 0}, {-2, 0}, {20, 0}});
  check(Tanh(x), {{0, 0}, {1e-5, 0}, {-2, 0}, {20, 0}});
  check(Asinh(x), {{0, 0}, {1e-5, 0}, {-2, 0}, {1e6, 0}});
  check(Acosh(x), {{1.25, 0}, {2, 0}, {1e6, 0}});
  check(Atanh(x), {{0, 0}, {1e-5, 0}, {-0.5, 0}, {0.96875, 0}});
  check(Sigmoid(x), {{0, 0}, {1, 0}, {-3, 0}, {30, 0}, {-80, 0}});
  check(Softplus(x), {{0, 0}, {1, 0}, {-3, 0}, {30, 0}, {-80, 0}, {200, 0}});
}

TEST_CASE("exponentials, logarithms, powers and roots", "[operations]") {
  check(Expm1(x), {{0, 0}, {1e-10, 0}, {-0.5, 0}, {-50, 0}, {40, 0}});
  check(Log1p(x), {{0, 0}, {1e-10, 0}, {-0.5, 0}, {1e10, 0}});
  check(Log2(x), {{1, 0}, {8, 0}, {0.3, 0}, {1e10, 0}});
  check(Cbrt(x), {{0, 0}, {27, 0}, {-8, 0}, {1e-9, 0}});
  check(Hypot(x, y), {{3, 4}, {-5, 12}, {1e-12, -1e-12}, {1e12, 1}});
  check(Powf(x, y), {{2, 0.5}, {0.3, -1.7}, {1, 3}, {10, 1}, {0.1, 0}});
  check(Powf(x, 3_c) + Powf(x, RatCst<5, 2>{}), {{2, 0}, {0.3, 0}});
  check(Powf(x, 1.5_c) + Powf(x + y, -1.5_c), {{2, 0.5}, {0.3, 1e-3}, {1e-9, 1}, {1e9, 3}});
  check(Powf(x, 0.5_c) + Powf(x + y, -0.5_c), {{2, 0.5}, {0.3, 1e-3}, {1e-9, 1}, {1e9, 3}});
  check(XLogX(x), {{1, 0}, {0.25, 0}, {3, 0}, {1e-9, 0}});
}

TEST_CASE("special functions", "[operations]") {
  check(Erf(x), {{0, 0}, {1e-5, 0}, {-0.5, 0}, {2.5, 0}});
  check(Erfc(x), {{0, 0}, {1e-5, 0}, {-0.5, 0}, {2.5, 0}, {6, 0}});
  check(LGamma(x), {{0.01, 0}, {0.5, 0}, {1.5, 0}, {2.5, 0}, {9.99, 0}, {1000, 0}});
  check(Polygamma<3>(x), {{0.01, 0}, {0.5, 0}, {1.5, 0}, {20, 0}});
}

TEST_CASE("steps and choices", "[operations]") {
  check(Step(x) + 2_c * ReLU(x), {{0, 0}, {1.5, 0}, {-1.5, 0}});
  check(Floor(x) + Ceil(x) * Round(x),
        {{0, 0}, {0.5, 0}, {1.5, 0}, {2.5, 0}, {-0.5, 0}, {-2.5, 0}, {1e15, 0}, {-7.3, 0}});
  check(Round<1>(x) + Round<-1>(x), {{0.25, 0}, {0.75, 0}, {1234.5, 0}, {-0.375, 0}, {25, 0}, {1e30, 0}});
  check(Clamp(x, y, 2_c) * x, {{0, -1}, {-1, -1}, {-2, -1}, {2, -1}, {3, -1}});
  check(ClampInt<-1, 2>(x) * x + DiffClampInt<-1, 2>(x), {{0, 0}, {-1, 0}, {-2, 0}, {2, 0}, {3, 0}});
  check(Mod(x, y) * x, {{7, 3}, {-7, 3}, {7, -3}, {-7, -3}, {0.75, 0.5}, {49, 49}});
  check(Mod(x, y, -1_c) * x, {{7, 3}, {-7, 3}, {2, 3}, {1.75, 3}});
  check(IfElse(x, Exp(y), x * y), {{1, 2}, {0, 2}, {-1, 2}});
  check(Where(x < y, Exp(y), x * y), {{1, 2}, {2, 2}, {3, 2}});
  check(Max(x, y) * Min(x * x, y), {{1, 2}, {2, 1}, {-3, 1}, {1, 1}});
}

TEST_CASE("comparisons and logic", "[operations]") {
  for (const Point at : {Point{1, 2}, Point{2, 1}, Point{1, 1}, Point{0, 1}, Point{1, 0}, Point{0, 0}}) {
    const double a = at[0], b = at[1];
    const auto value = [&](auto f) { return evaluate(f, a, b)[0]; };
    CHECK(value(x < y) == (a < b));
    CHECK(value(x <= y) == (a <= b));
    CHECK(value(x > y) == (a > b));
    CHECK(value(x >= y) == (a >= b));
    CHECK(value(Equal(x, y)) == (a == b));
    CHECK(value(NotEqual(x, y)) == (a != b));
    CHECK(value(And(x, y)) == (a != 0 && b != 0));
    CHECK(value(Or(x, y)) == (a != 0 || b != 0));
    CHECK(value(Not(x) * y) == (a == 0) * b);
    CHECK(value(Grad((x < y) * x + Or(x, y) * y, x, 1_c)) == (a < b));
  }
}

// With -ffast-math a quotient of floats may be an approximation that lies below the integer.
TEMPLATE_TEST_CASE("integers are divided without a remainder", "[operations]", float, double) {
  constexpr Vi<0, 1> a{};
  constexpr Vi<1, 1> n{};
  std::vector<TestType> multiples, divisors, quotients;
  for (int d = -60; d <= 60; ++d)
    for (int q = -40; d != 0 && q <= 40; ++q) {
      multiples.push_back(static_cast<TestType>(d * q));
      divisors.push_back(static_cast<TestType>(d));
      quotients.push_back(static_cast<TestType>(q));
    }
  const auto floors = reduce<Sum, Axis1>(FloorDivide(a, n), multiples, divisors, size_j(1));
  const auto rests = reduce<Sum, Axis1>(Mod(a, n), multiples, divisors, size_j(1));
  int wrong = 0;
  for (std::size_t k = 0; k < quotients.size(); ++k) wrong += floors.data()[k] != quotients[k] || rests.data()[k] != 0;
  CHECK(wrong == 0);
}

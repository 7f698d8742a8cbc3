// SPDX-License-Identifier: MIT
//
// Values of the elementwise operations at 0, -0, infinities, NaN and the ends of their domains, on scalars and on
// packs, as <cmath> has them; and their derivatives at points where there is none.
#include <array>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

#if !defined(__FAST_MATH__)  // infinities and NaN are then unspecified

using namespace kernfold;

namespace {

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};
constexpr double inf = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double special[] = {0,    -0.0,  1,      -1,   0.5,   -0.5, 2,    -2,          3.5,
                              -2.5, 1e-30, -1e-30, 1e30, -1e30, inf,  -inf, not_a_number};

// Equal to rounding; zeros with their signs, infinities and NaN exactly.
void same(const std::string& what, double a, double b, double got, double want, double u) {
  INFO(what << " at " << a << ", " << b << ": " << got << ", expected " << want);
  if (std::isnan(want))
    CHECK(std::isnan(got));
  else if (want == 0 || std::isinf(want))
    CHECK((got == want && std::signbit(got) == std::signbit(want)));
  else
    CHECK(std::fabs(got - want) <= 16 * u * std::fabs(want));
}
template <class T>
constexpr double unit = std::numeric_limits<T>::epsilon() / 2.0;

// Operation O of one operand against `expected`, written for float and double.
template <class O, class T, class F>
void check_one(F expected) {
  for (const double s : special) {
    const T v = static_cast<T>(s), want = expected(v);
    same(O::name, s, 0, O::value(v), want, unit<T>);
    const auto pack = O::value(math::Pack<T>(v));
    for (int l = 0; l < pack.lanes; ++l) same(std::string(O::name) + " on packs", s, 0, pack[l], want, unit<T>);
  }
}
template <class O, class F>
void one(F expected) {
  check_one<O, float>(expected);
  check_one<O, double>(expected);
}
template <class O, class T, class F>
void check_two(F expected) {
  for (const double s : special)
    for (const double t : special) {
      const T v = static_cast<T>(s), w = static_cast<T>(t), want = expected(v, w);
      same(O::name, s, t, O::value(v, w), want, unit<T>);
      const auto pack = O::value(math::Pack<T>(v), math::Pack<T>(w));
      for (int l = 0; l < pack.lanes; ++l) same(std::string(O::name) + " on packs", s, t, pack[l], want, unit<T>);
    }
}
template <class O, class F>
void two(F expected) {
  check_two<O, float>(expected);
  check_two<O, double>(expected);
}

template <class F>
void slopes(const char* what, F f, std::initializer_list<std::array<double, 2>> table) {
  for (const auto& [at, want] : table) {
    same(what, at, 0, evaluate(Grad(f, x, 1_c), static_cast<float>(at))[0], want, unit<float>);
    same(what, at, 0, evaluate(Grad(f, x, 1_c), at)[0], want, unit<double>);
  }
}
#define SLOPES(f, ...) slopes("slope of " #f, f, __VA_ARGS__)

template <class F>
double in_x(F f, double a, double b) {
  return evaluate(Grad(f, x, 1_c), a, b)[0];
}
template <class F>
double in_y(F f, double a, double b) {
  return evaluate(Grad(f, y, 1_c), a, b)[0];
}

}  // namespace

TEST_CASE("values of <cmath>", "[special]") {
  one<TanOp>([](auto v) { return std::tan(v); });
  one<AsinOp>([](auto v) { return std::asin(v); });
  one<AcosOp>([](auto v) { return std::acos(v); });
  one<AtanOp>([](auto v) { return std::atan(v); });
  one<hyperbolic::SinhOp>([](auto v) { return std::sinh(v); });
  one<hyperbolic::CoshOp>([](auto v) { return std::cosh(v); });
  one<hyperbolic::TanhOp>([](auto v) { return std::tanh(v); });
  one<AsinhOp>([](auto v) { return std::asinh(v); });
  one<AcoshOp>([](auto v) { return std::acosh(v); });
  one<AtanhOp>([](auto v) { return std::atanh(v); });
  one<ErfOp>([](auto v) { return std::erf(v); });
  one<ErfcOp>([](auto v) { return std::erfc(v); });
  one<Expm1Op>([](auto v) { return std::expm1(v); });
  one<Log1pOp>([](auto v) { return std::log1p(v); });
  one<Log2Op>([](auto v) { return std::log2(v); });
  one<CbrtOp>([](auto v) { return std::cbrt(v); });
  one<LGammaOp>([](auto v) { return std::lgamma(v); });
  one<FloorOp>([](auto v) { return std::floor(v); });
  one<CeilOp>([](auto v) { return std::ceil(v); });
}

TEST_CASE("values of <cmath> with two operands", "[special]") {
  two<Atan2Op>([](auto v, auto w) { return std::atan2(v, w); });
  two<HypotOp>([](auto v, auto w) { return std::hypot(v, w); });
  two<PowfOp>([](auto v, auto w) { return std::pow(v, w); });
}

namespace {
// A power that is an odd number of halves: by square roots.
template <int N>
struct HalfPowerOf : HalfPowerOp {
  template <class T>
  static constexpr T value(T v) {
    return HalfPowerOp::value<N>(v);
  }
};
template <int N>
struct HalfPowerOrZeroOf : HalfPowerOrZeroOp {
  template <class T>
  static constexpr T value(T v) {
    return HalfPowerOrZeroOp::value<N>(v);
  }
};
template <int N>
void half_powers() {
  const auto power = [](auto v) {  // std::pow takes -inf for a positive number
    using T = decltype(v);
    return v < -std::numeric_limits<T>::max() ? std::numeric_limits<T>::quiet_NaN()
                                              : std::pow(v, static_cast<T>(N / 2.0));
  };
  one<HalfPowerOf<N>>(power);
  one<HalfPowerOrZeroOf<N>>([&](auto v) { return v == 0 ? decltype(v){0} : power(v); });
}
}  // namespace

TEST_CASE("halves as exponents, values as of pow", "[special]") {
  half_powers<1>();
  half_powers<3>();
  half_powers<-1>();
  half_powers<-3>();
  half_powers<5>();
  half_powers<-5>();
  half_powers<7>();
  half_powers<-7>();
}

TEST_CASE("extrema beside a number, on packs: NaN stays", "[special]") {
  const auto check = [](auto type) {
    using T = decltype(type);
    for (const double s : special)
      for (const double t : special) {
        if (t != t) continue;  // numbers are none
        const math::Pack<T> v(static_cast<T>(s)), c(static_cast<T>(t));
        const auto above = MaxOfNumberOp::value(v, c), below = MinOfNumberOp::value(v, c), ramp = ReLUOp::value(v);
        for (int l = 0; l < v.lanes; ++l) {
          INFO(s << ", " << t);
          CHECK((s != s ? above[l] != above[l] : above[l] == std::fmax(v[l], c[l])));
          CHECK((s != s ? below[l] != below[l] : below[l] == std::fmin(v[l], c[l])));
          CHECK((s != s ? ramp[l] != ramp[l] : ramp[l] == std::fmax(v[l], T(0))));
        }
      }
  };
  check(0.0F);
  check(0.0);
}

TEST_CASE("the larger of magnitudes, on packs: NaN of either sign stays", "[special]") {
  const auto check = [](auto type) {
    using T = decltype(type);
    for (const double s : special)
      for (const double t : special)
        for (const double sign : {1.0, -1.0}) {
          const math::Pack<T> v(static_cast<T>(std::copysign(s, s != s ? sign : 1.0))), w(static_cast<T>(std::fabs(t)));
          const auto a = MaxOfMagnitudesOp::value(v, w), b = MaxOfMagnitudesOp::value(w, v);
          const bool nan = s != s || t != t;
          for (int l = 0; l < v.lanes; ++l) {
            INFO(s << ", " << t);
            CHECK((nan ? a[l] != a[l] : a[l] == std::fmax(v[l], w[l])));
            CHECK((nan ? b[l] != b[l] : b[l] == std::fmax(v[l], w[l])));
          }
        }
  };
  check(0.0F);
  check(0.0);
}

TEST_CASE("values of our own", "[special]") {
  one<XLogXOp>([](auto v) { return v == 0 ? 0 : v * std::log(v); });
  one<SinXDivXOp>([](auto v) { return v == 0 ? 1 : std::sin(v) / v; });
  one<StepOp>([](auto v) { return v < 0 ? 0 : v >= 0 ? 1 : v; });
  one<NotOp>([](auto v) { return v == 0 ? 1.0F : 0.0F; });
  one<InvOrZeroOp>([](auto v) { return v == 0 ? 0 : 1 / v; });
  one<LogOrZeroOp>([](auto v) { return v == 0 ? 0 : std::log(v); });
  one<SigmoidOp>([](auto v) { return 1 / (1 + std::exp(-v)); });
  two<FloorDivideOp>([](auto v, auto w) { return std::floor(v / w); });
  two<PowfOrZeroOp>([](auto v, auto w) { return v == 0 && w < 0 ? 0 : v == 0 && w != 0 ? 0 : std::pow(v, w); });
  two<EqualOp>([](auto v, auto w) { return v == w ? 1.0F : 0.0F; });
  two<NotEqualOp>([](auto v, auto w) { return v != w ? 1.0F : 0.0F; });
  two<LessThanOp>([](auto v, auto w) { return v < w ? 1.0F : 0.0F; });
  two<LessOrEqualOp>([](auto v, auto w) { return v <= w ? 1.0F : 0.0F; });
  two<AndOp>([](auto v, auto w) { return v != 0 && w != 0 ? 1.0F : 0.0F; });
  two<OrOp>([](auto v, auto w) { return v != 0 || w != 0 ? 1.0F : 0.0F; });
  const auto at = [](auto f, double a) { return evaluate(f, a)[0]; };
  CHECK(at(ReLU(x), -0.0) == 0);
  CHECK(at(ReLU(x), inf) == inf);
  CHECK(at(ReLU(x), -inf) == 0);
  CHECK(std::isnan(at(ReLU(x), not_a_number)));
  CHECK(at(Softplus(x), -inf) == 0);
  CHECK(at(Softplus(x), inf) == inf);
  CHECK(std::isnan(at(Softplus(x), not_a_number)));
  CHECK(std::isnan(at(ClampInt<0, 1>(x), not_a_number)));
  CHECK(at(ClampInt<0, 1>(x), -inf) == 0);
  CHECK(at(DiffClampInt<0, 1>(x), not_a_number) == 0);
  CHECK(at(IfElse(x, 1_c, 2_c), -0.0) == 1);
  CHECK(at(IfElse(x, 1_c, 2_c), not_a_number) == 2);
  CHECK(at(Where(x, 1_c, 2_c), not_a_number) == 1);
  CHECK(at(Round<3>(x), inf) == inf);
  CHECK(std::isnan(at(Round<3>(x), not_a_number)));
  CHECK(evaluate(Round<20>(x), 1e30F)[0] == 1e30F);
  CHECK(evaluate(Clamp(x, 3_c, y), 0.0, 1.0)[0] == 1);  // an empty interval
}

TEST_CASE("the larger and the smaller with NaN", "[special]") {
  for (const double a : {1.0, inf, -inf}) {
    CHECK(std::isnan(evaluate(Max(x, y), a, not_a_number)[0]));
    CHECK(std::isnan(evaluate(Max(x, y), not_a_number, a)[0]));
    CHECK(std::isnan(evaluate(Min(x, y), a, not_a_number)[0]));
    CHECK(std::isnan(evaluate(Min(x, y), not_a_number, a)[0]));
    CHECK(std::isnan(MaxOp::value(math::Pack<float>(not_a_number), math::Pack<float>(a))[0]));
    CHECK(std::isnan(MinOp::value(math::Pack<double>(a), math::Pack<double>(not_a_number))[0]));
  }
}

TEST_CASE("where a function of one operand has no derivative, it is 0", "[special]") {
  SLOPES(Asin(x), {{1, 0}, {-1, 0}, {2, not_a_number}});
  SLOPES(Acos(x), {{1, -0.0}, {-1, -0.0}});
  SLOPES(Acosh(x), {{1, 0}, {0.5, not_a_number}});
  SLOPES(Cbrt(x), {{0, 0}, {-8, 1.0 / 12}});
  SLOPES(XLogX(x), {{0, 0}, {-0.0, 0}, {1, 1}});
  SLOPES(ReLU(x), {{0, 0}, {-0.0, 0}, {1, 1}, {-1, 0}, {inf, 1}});
  SLOPES(Step(x), {{0, 0}, {1, 0}});
  SLOPES(Floor(x), {{0, 0}, {1, 0}});
  SLOPES(Round<1>(x), {{0.05, 0}});
  SLOPES((ClampInt<0, 1>(x)), {{0, 1}, {1, 1}, {-1, 0}, {2, 0}, {inf, 0}});
  SLOPES(Max(x, 1_c), {{1, 1}, {2, 1}, {0, 0}});
  SLOPES(Max(1_c, x), {{1, 0}, {2, 1}, {0, 0}});
  SLOPES(Min(x, 1_c), {{1, 1}, {2, 0}, {0, 1}});
  SLOPES(Min(1_c, x), {{1, 0}, {2, 0}, {0, 1}});
  SLOPES(SinXDivX(x), {{0, -0.0}, {-0.0, 0}});
  SLOPES(Grad(Sinc(x), x, 1_c), {{0, -1.0 / 3}, {1e-20, -1.0 / 3}});
  SLOPES(Grad(Grad(Sinc(x), x, 1_c), x, 1_c), {{0, 0}});
  SLOPES(Powf(x, RatCst<1, 2>{}), {{0, 0}, {4, 0.25}});
  SLOPES(Powf(x, RatCst<3, 2>{}), {{0, 0}, {4, 3}});
  SLOPES(Powf(x, -1_c), {{0, -0.0}, {2, -0.25}});
  SLOPES(Grad(Powf(x, RatCst<3, 2>{}), x, 1_c), {{0, 0}, {4, 0.375}});
}

TEST_CASE("poles keep infinite derivatives", "[special]") {
  SLOPES(Atanh(x), {{1, inf}, {-1, inf}});
  SLOPES(Log1p(x), {{-1, inf}});
  SLOPES(Log2(x), {{0, inf}});
  SLOPES(LGamma(x),
         {{0, -inf}, {-0.0, inf}, {-1, not_a_number}, {-2, not_a_number}, {inf, inf}, {not_a_number, not_a_number}});
}

TEST_CASE("derivatives in two operands where there is none", "[special]") {
  CHECK(in_x(Hypot(x, y), 0, 0) == 0);
  CHECK(in_y(Hypot(x, y), 0, 0) == 0);
  CHECK(in_x(Grad(Hypot(x, y), x, 1_c), 0, 0) == 0);
  CHECK(in_x(Atan2(x, y), 0, 0) == 0);
  CHECK(in_y(Atan2(x, y), 0, 0) == 0);
  CHECK(in_x(Grad(Atan2(x, y), y, 1_c), 0, 0) == 0);
  for (const double power : {-1.0, 0.0, 0.5}) {
    CHECK(in_x(Powf(x, y), 0, power) == 0);
    CHECK(in_y(Powf(x, y), 0, power) == 0);
  }
  CHECK(in_x(Powf(x, y), 0, 1) == 1);
  CHECK(in_y(Powf(x, y), 0, 2) == 0);
  CHECK(std::isnan(in_y(Powf(x, y), -1, 2)));
  CHECK(in_x(Powf(x, y), -2, 3) == 12);
  CHECK(in_x(Max(x, y), 1, 1) == 1);
  CHECK(in_y(Max(x, y), 1, 1) == 0);
  CHECK(in_x(Min(x, y), 1, 1) == 1);
  CHECK(in_y(Min(x, y), 1, 1) == 0);
  CHECK(in_x(Clamp(2_c, x, y), 2, 5) == 0);
  CHECK(in_x(Clamp(2_c, x, y), 3, 5) == 1);
  CHECK(in_y(Clamp(6_c, x, y), 3, 5) == 1);
  CHECK(in_x(Clamp(6_c, x, y), 3, 5) == 0);
  CHECK(in_y(Mod(x, y), 7, 2) == -3);
}

TEST_CASE("a branch that is not taken adds nothing to the derivative", "[special]") {
  SLOPES(Log(ReLU(x)), {{-1, 0}});  // an infinite adjoint is not multiplied by 0
  SLOPES(Log(IfElse(x, x, 0_c)), {{-1, 0}, {2, 0.5}});
  SLOPES(Log(Max(x, 0_c)), {{-1, 0}, {2, 0.5}});
  SLOPES(IfElse(x, Sqrt(ReLU(x)), x), {{-4, 1}, {4, 0.25}});
}

TEST_CASE("powers in double are of double precision", "[special]") {
  CHECK(evaluate(Powf(x, y), 2.0, 1.43)[0] == std::pow(2.0, 1.43));
}

TEST_CASE("the derivatives of LGamma at known points", "[special]") {
  constexpr double gamma = 0.57721566490153286061, pi = 3.14159265358979323846, zeta3 = 1.2020569031595942854;
  const auto near = [](double got, double want) {
    CHECK_THAT(got, Catch::Matchers::WithinAbs(want, 2e-15 * std::fmax(10, std::fabs(want))));
  };
  near(evaluate(Digamma(x), 1.0)[0], -gamma);
  near(evaluate(Digamma(x), 0.5)[0], -gamma - 2 * std::log(2.0));
  near(evaluate(Digamma(x), -0.5)[0], 2 - gamma - 2 * std::log(2.0));
  near(evaluate(Polygamma<1>(x), 1.0)[0], pi * pi / 6);
  near(evaluate(Polygamma<1>(x), -0.5)[0], pi * pi / 2 + 4);
  near(evaluate(Polygamma<2>(x), 1.0)[0], -2 * zeta3);
  near(evaluate(Polygamma<2>(x), -0.5)[0], -14 * zeta3 + 16);
  near(evaluate(Polygamma<3>(x), -0.5)[0], pi * pi * pi * pi + 96);
  CHECK(evaluate(Digamma(x), -1e-310)[0] == inf);
  CHECK(evaluate(Polygamma<1>(x), -1e-310)[0] == inf);
  near(evaluate(Digamma(x), -1e6 - 0.5)[0], std::log(1e6 + 1) + 1e-12 / 24);  // psi(z) is near log(z - 1/2)
  // even derivatives of the cotangent are 0 half-way between its poles, psi_n(1 - x) = psi_n(x)
  const auto mirrored = [](auto f, double n) {
    const double at = n + 0.5, got = evaluate(f, -at)[0], want = evaluate(f, 1 + at)[0];
    CHECK_THAT(got, Catch::Matchers::WithinRel(want, 1e-13));
  };
  for (const double n : {3., 10., 1000., 1e6, 1e9}) {
    mirrored(Digamma(x), n);
    mirrored(Polygamma<2>(x), n);
    mirrored(Polygamma<4>(x), n);
  }
  near(PolygammaOp::value<1>(math::Pack<double>(1.0))[0], pi * pi / 6);
}

#endif

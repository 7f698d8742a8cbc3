// SPDX-License-Identifier: MIT
//
// The scalar functions: in constant expressions against the correctly rounded value, at run time against <cmath>.
#include <cmath>
#include <limits>
#include <type_traits>

#include "support/catch2.hpp"

#include <kernfold/operations/math.hpp>

namespace m = kernfold::math;

// ---- In constant expressions ----

namespace {

// Distance in units of the last place of the reference, which is given rounded to double or float.
template <class T>
constexpr double ulps(T value, T reference) {
  const double difference = m::constant::abs(static_cast<double>(value) - static_cast<double>(reference));
  const int e = static_cast<int>(m::constant::bits(static_cast<double>(reference)) >> 52 & 0x7ff) - 1023;
  const int digits = std::numeric_limits<T>::digits;
  return difference / m::constant::scale(1, (e < -1000 ? -1000 : e) - digits + 1);
}

}  // namespace

static_assert(m::exp(0.0) == 1 && m::exp(0.0F) == 1 && m::exp2(0.0) == 1 && m::exp2(-3.0F) == 0.125F);
static_assert(ulps(m::exp(1.0), 0x1.5bf0a8b145769p+1) <= 1);      // e
static_assert(ulps(m::exp(-1.0), 0x1.78b56362cef38p-2) <= 1);     // 1 / e
static_assert(ulps(m::exp(0.5), 0x1.a61298e1e069cp+0) <= 1);      // sqrt(e)
static_assert(ulps(m::exp(100.0), 0x1.3494a9b171bf5p+144) <= 1);  // e^100
static_assert(ulps(m::exp(1.0F), 0x1.5bf0a8p+1F) <= 0.5);
static_assert(m::exp(-1000.0) == 0 && m::exp(-745.0) == 0x1p-1074 && m::exp(-200.0F) == 0);
static_assert(m::exp(1000.0) > std::numeric_limits<double>::max());
static_assert(ulps(m::exp2(0.5), 0x1.6a09e667f3bcdp+0) <= 1);  // sqrt(2)
static_assert(ulps(m::exp2(-0.5), 0x1.6a09e667f3bcdp-1) <= 1);
static_assert(m::exp2(1023.0) == 0x1p1023 && m::exp2(-1074.0) == 0x1p-1074 && m::exp2(-149.0F) == 0x1p-149F);

static_assert(m::log(1.0) == 0 && m::log(1.0F) == 0);
static_assert(ulps(m::log(2.0), 0x1.62e42fefa39efp-1) <= 1);
static_assert(ulps(m::log(10.0), 0x1.26bb1bbb55516p+1) <= 1);
static_assert(ulps(m::log(0.1), -0x1.26bb1bbb55515p+1) <= 2);  // 0.1 is not exactly a tenth
static_assert(ulps(m::log(0x1p-1074), -0x1.74385446d71c3p+9) <= 1);
static_assert(m::log(0.0) < -std::numeric_limits<double>::max());
static_assert(m::log(-1.0) != m::log(-1.0));

static_assert(m::sqrt(4.0) == 2 && m::sqrt(0.0) == 0 && m::sqrt(2.0) == 0x1.6a09e667f3bcdp+0);
static_assert(m::sqrt(3.0) == 0x1.bb67ae8584caap+0 && m::sqrt(0x1p-1074) == 0x1p-537 &&
              m::sqrt(2.0F) == 0x1.6a09e6p+0F);
static_assert(m::sqrt(-1.0) != m::sqrt(-1.0));
static_assert(m::rsqrt(4.0) == 0.5 && m::rsqrt(0.0F) > std::numeric_limits<float>::max());

static_assert(m::abs(-2.0F) == 2 && m::abs(-0.0) == 0);
static_assert(m::powi(2.0, 10) == 1024 && m::powi(2.0, -2) == 0.25 && m::powi(0.0, 0) == 1 && m::pow(3.0F, 3) == 27);
static_assert(m::fma(2.0, 3.0, 4.0) == 10 && m::fnma(2.0, 3.0, 4.0) == -2 && m::fms(2.0F, 3.0F, 4.0F) == 2);
static_assert(m::min(1.0, 2.0) == 1 && m::max(1.0F, 2.0F) == 2);
static_assert(m::sign(-3.0) == -1 && m::sign(0.0) == 0 && m::sign(5.0F) == 1);
static_assert(m::select(true, 1.0, 2.0) == 1 && m::any(true) && !m::all(false));
static_assert(m::lanewise([](float a, float b) { return a * b; }, 2.0F, 3.0F) == 6);

// ---- At run time ----

namespace {

// Values of f computed by the compiler (at run time it may contract or reassociate what they are made of), and the
// points.
struct Table {
  double x[200], y[200];
};

template <class F>
constexpr Table tabulate(F f, double first, double step) {
  Table t = {};
  for (int k = 0; k < 200; ++k) {
    t.x[k] = first + k * step;
    t.y[k] = f(t.x[k]);
  }
  return t;
}

template <class G>
double worst(const Table& t, G reference) {
  double w = 0;
  for (int k = 0; k < 200; ++k) w = std::fmax(w, ulps(t.y[k], reference(t.x[k])));
  return w;
}

constexpr Table exp_wide = tabulate([](double x) { return m::exp(x); }, -700, 7.0123);
constexpr Table exp_near = tabulate([](double x) { return m::exp(x); }, -1, 0.010123);
constexpr Table exp2_wide = tabulate([](double x) { return m::exp2(x); }, -1000, 10.0123);
constexpr Table exp2_near = tabulate([](double x) { return m::exp2(x); }, -1, 0.010123);
constexpr Table log_wide = tabulate([](double x) { return m::log(m::exp(x)); }, -700, 7.0123);
constexpr Table log_near = tabulate([](double x) { return m::log(x); }, 0.5, 0.0050123);
constexpr Table sqrt_near = tabulate([](double x) { return m::sqrt(x); }, 0.5, 0.0350123);
constexpr Table sqrt_wide = tabulate([](double x) { return m::sqrt(x); }, 0x1p-1022, 1.234567e6);
constexpr Table float_exp = tabulate([](double x) { return m::exp(static_cast<float>(x)); }, -80, 0.8125);

}  // namespace

#if defined(__FAST_MATH__)
constexpr double sqrt_error = 1;  // of std::sqrt, which may be an approximation
#else
constexpr double sqrt_error = 0;
#endif

TEST_CASE("compile-time exp, exp2, log and sqrt agree with <cmath>", "[math]") {
  CHECK(worst(exp_wide, [](double x) { return std::exp(x); }) <= 1);
  CHECK(worst(exp_near, [](double x) { return std::exp(x); }) <= 1);
  CHECK(worst(exp2_wide, [](double x) { return std::exp2(x); }) <= 1);
  CHECK(worst(exp2_near, [](double x) { return std::exp2(x); }) <= 1);
  CHECK(worst(log_wide, [](double x) { return std::log(std::exp(x)); }) <= 2);  // the argument is an exp already
  CHECK(worst(log_near, [](double x) { return std::log(x); }) <= 1);
  for (int k = 0; k < 200; ++k) {
    CHECK(static_cast<float>(float_exp.y[k]) == static_cast<float>(std::exp(float_exp.x[k])));
  }
  CHECK(worst(sqrt_near, [](double x) { return std::sqrt(x); }) <= sqrt_error);
  CHECK(worst(sqrt_wide, [](double x) { return std::sqrt(x); }) <= sqrt_error);
}

TEMPLATE_TEST_CASE("functions for run time are those of <cmath>", "[math]", float, double) {
  using T = TestType;
  volatile T argument = T(0.7);
  const T x = argument, y = T(1.3);
  CHECK(m::exp(x) == std::exp(x));
  CHECK(m::log(x) == std::log(x));
  CHECK(m::sqrt(x) == std::sqrt(x));
  CHECK(m::sin(x) == std::sin(x));
  CHECK(m::atan2(x, y) == std::atan2(x, y));
  CHECK(m::pow(x, y) == std::pow(x, y));
  CHECK(m::pow(x, 2) == x * x);
  CHECK(m::hypot(x, y) == std::hypot(x, y));
  // rounded from a wider type, which for double is not every machine's
  using Widest = std::conditional_t<std::numeric_limits<long double>::digits == 64, long double, double>;
  CHECK(m::tgamma(x) == static_cast<T>(std::tgamma(static_cast<Widest>(x))));
  CHECK(m::lgamma(x) == static_cast<T>(std::lgamma(static_cast<Widest>(x))));
  CHECK(m::round(T(0.5)) == 0);
  CHECK(m::round(T(1.5)) == 2);
  CHECK(m::floor(-x) == -1);
  CHECK(m::ceil(x) == 1);
  CHECK(m::rsqrt(x) == 1 / std::sqrt(x));
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("NaN and infinity", "[math]", float, double) {
  using T = TestType;
  const T nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
  CHECK(std::isnan(m::min(nan, T(1))));
  CHECK(std::isnan(m::min(T(1), nan)));
  CHECK(std::isnan(m::max(nan, T(1))));
  CHECK(std::isnan(m::max(T(1), nan)));
  CHECK(std::isnan(m::sign(nan)));
  CHECK(m::sign(inf) == 1);
  CHECK(m::powi(nan, 0) == 1);
  CHECK(m::powi(T(0), -1) == inf);
  CHECK(m::rsqrt(T(0)) == inf);
  CHECK(m::rsqrt(inf) == 0);
}
#endif

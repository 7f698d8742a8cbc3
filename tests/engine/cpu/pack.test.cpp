// SPDX-License-Identifier: MIT
//
// A pack computes in each lane what the scalar would.
#include <cmath>
#include <limits>
#include <type_traits>

#include "support/catch2.hpp"

#include <kernfold/engine/cpu/pack.hpp>

namespace m = kernfold::math;
using m::Pack;

namespace {

template <class P>
P ramp(double first, double step) {
  using T = typename P::value_type;
  T x[P::lanes];
  for (int i = 0; i < P::lanes; ++i) x[i] = static_cast<T>(first + step * i);
  return P::load(x);
}

// Every lane of `pack` is f of the lanes of the others.
template <class P, class F, class... Ps>
void check_lanes(P pack, F f, Ps... operands) {
  for (int i = 0; i < P::lanes; ++i) {
    CAPTURE(i);
    CHECK(pack[i] == f(operands[i]...));
  }
}

}  // namespace

using Float = Pack<float>;
using Double = Pack<double>;
using Float1 = Pack<float, 1>;
using Double1 = Pack<double, 1>;

static_assert(std::is_trivially_copyable_v<Float> && std::is_trivially_default_constructible_v<Float>);
static_assert(sizeof(Float) == sizeof(float) * m::native_lanes<float> && sizeof(Double1) == sizeof(double));
static_assert(Float::lanes == m::native_lanes<float> && std::is_same_v<Double::value_type, double>);
static_assert(!std::is_convertible_v<float, Float> && std::is_constructible_v<Float, int>);

TEMPLATE_TEST_CASE("arithmetic", "[pack]", Float, Double, Float1, Double1) {
  using P = TestType;
  using T = typename P::value_type;
  const P x = ramp<P>(-3.5, 0.75), y = ramp<P>(1.25, 0.5);
  check_lanes(
      x + y, [](T a, T b) { return a + b; }, x, y);
  check_lanes(
      x - y, [](T a, T b) { return a - b; }, x, y);
  check_lanes(
      x * y, [](T a, T b) { return a * b; }, x, y);
  check_lanes(
      -x, [](T a) { return -a; }, x);
  check_lanes(
      x + 1, [](T a) { return a + 1; }, x);
  check_lanes(
      2 - x, [](T a) { return 2 - a; }, x);
  check_lanes(
      0.5 * x, [](T a) { return T(0.5) * a; }, x);
  check_lanes(
      x / 4, [](T a) { return a / 4; }, x);
  P z = x;
  z += y;
  z *= 2;
  z -= 1;
  z /= 4;
  check_lanes(
      z, [](T a, T b) { return ((a + b) * 2 - 1) / 4; }, x, y);
  check_lanes(P(3), [] { return T(3); });
  T stored[P::lanes + 1] = {};
  x.store(stored + 1);  // not aligned
  check_lanes(
      P::load(stored + 1), [](T a) { return a; }, x);
}

TEMPLATE_TEST_CASE("comparison and selection", "[pack]", Float, Double, Float1, Double1) {
  using P = TestType;
  using T = typename P::value_type;
  const P x = ramp<P>(-2, 1), zero(0);
  const auto negative = x < 0;
  for (int i = 0; i < P::lanes; ++i) {
    CHECK(negative[i] == (x[i] < 0));
    CHECK((x <= 0)[i] == (x[i] <= 0));
    CHECK((x > zero)[i] == (x[i] > 0));
    CHECK((x >= 0)[i] == (x[i] >= 0));
    CHECK((x == 0)[i] == (x[i] == 0));
    CHECK((x != zero)[i] == (x[i] != 0));
    CHECK((!negative)[i] == !(x[i] < 0));
    CHECK(((x < 1) & (x > -2))[i] == (x[i] < 1 && x[i] > -2));
    CHECK(((x > 1) | (x < 0))[i] == (x[i] > 1 || x[i] < 0));
  }
  CHECK(any(x == -2));
  CHECK(!any(x == 0.5));
  CHECK(all(x >= -2));
  CHECK(all(x == 0.5) == false);
  CHECK(all(negative) == (P::lanes <= 2));
  check_lanes(
      select(negative, -x, x * 2), [](T a) { return a < 0 ? -a : a * 2; }, x);
}

TEMPLATE_TEST_CASE("one-instruction functions", "[pack]", Float, Double, Float1, Double1) {
  using P = TestType;
  using T = typename P::value_type;
  const P x = ramp<P>(-3.5, 0.75), y = ramp<P>(2, -0.5), z(0.25);
  // Products of these are exact, fused or not.
  check_lanes(
      fma(x, y, z), [](T a, T b, T c) { return a * b + c; }, x, y, z);
  check_lanes(
      fnma(x, y, z), [](T a, T b, T c) { return c - a * b; }, x, y, z);
  check_lanes(
      fms(x, y, z), [](T a, T b, T c) { return a * b - c; }, x, y, z);
  check_lanes(
      min(x, y), [](T a, T b) { return a < b ? a : b; }, x, y);
  check_lanes(
      max(x, y), [](T a, T b) { return a > b ? a : b; }, x, y);
  check_lanes(
      abs(x), [](T a) { return std::fabs(a); }, x);
  check_lanes(
      sign(x), [](T a) { return a > 0   ? T(1)
                                : a < 0 ? T(-1)
                                        : a; }, x);
  check_lanes(
      floor(x), [](T a) { return std::floor(a); }, x);
  check_lanes(
      ceil(x), [](T a) { return std::ceil(a); }, x);
  check_lanes(
      pow(x, 3), [](T a) { return a * a * a; }, x);
  check_lanes(
      m::powi(x, 0), [](T) { return T(1); }, x);
  check_lanes(m::powi(P(2), -3), [] { return T(0.125); });
  check_lanes(
      m::lanewise([](T a, T b) { return a + 2 * b; }, x, y), [](T a, T b) { return a + 2 * b; }, x, y);
#if !defined(__FAST_MATH__)  // which may replace a root or quotient by an approximation
  const P w = ramp<P>(0, 1.7);
  check_lanes(
      x / y, [](T a, T b) { return a / b; }, x, y);
  check_lanes(
      sqrt(w), [](T a) { return std::sqrt(a); }, w);
#endif
}

TEMPLATE_TEST_CASE("rounding is to nearest, ties to even, at every magnitude", "[pack]", Float, Double, Float1,
                   Double1) {
  using P = TestType;
  using T = typename P::value_type;
  const int digits = std::numeric_limits<T>::digits;
  for (int e = -3; e < digits + 10; ++e) {
    for (const double mantissa : {1.0, 1.25, 1.5, 1.75, 1.3, 1.9999}) {
      for (const double s : {-1.0, 1.0}) {
        const T v = static_cast<T>(s * std::ldexp(mantissa, e));
        CAPTURE(v);
        CHECK(round(P(v))[0] == std::nearbyint(v));
        CHECK(floor(P(v))[0] == std::floor(v));
        CHECK(ceil(P(v))[0] == std::ceil(v));
      }
    }
  }
  const T last = static_cast<T>(std::ldexp(1.0, digits - 1)) - T(0.5);  // the largest with a half
  CHECK(round(P(last))[0] == std::nearbyint(last));
  CHECK(floor(P(last))[0] == std::floor(last));
  CHECK(round(P(std::numeric_limits<T>::max()))[0] == std::numeric_limits<T>::max());
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("NaN, infinity and signed zero", "[pack]", Float, Double, Float1, Double1) {
  using P = TestType;
  using T = typename P::value_type;
  const T inf = std::numeric_limits<T>::infinity(), quiet = std::numeric_limits<T>::quiet_NaN();
  const P nan(quiet), one(1);
  CHECK(std::isnan(min(nan, one)[0]));
  CHECK(std::isnan(min(one, nan)[0]));
  CHECK(std::isnan(max(nan, one)[0]));
  CHECK(std::isnan(max(one, nan)[0]));
  CHECK(std::isnan(sign(nan)[0]));
  CHECK(std::isnan(round(nan)[0]));
  CHECK(std::isnan(floor(nan)[0]));
  CHECK(!any(nan == nan));
  CHECK(all(nan != nan));
  CHECK(!any((nan < one) | (nan >= one)));
  CHECK(m::powi(nan, 0)[0] == 1);
  CHECK(rsqrt(P(0))[0] == inf);
  CHECK(rsqrt(P(-0.0))[0] == -inf);
  CHECK(rsqrt(P(inf))[0] == 0);
  CHECK(std::isnan(rsqrt(P(-1))[0]));
  CHECK(std::isnan(rsqrt(nan)[0]));
  CHECK(floor(P(-inf))[0] == -inf);
  CHECK(round(P(inf))[0] == inf);
  CHECK(sign(P(-inf))[0] == -1);
  CHECK(sign(P(inf))[0] == 1);
  CHECK(sign(P(1))[0] == 1);
  CHECK(sign(P(0))[0] == 0);
  CHECK(sign(P(-0.0))[0] == 0);
  CHECK(sign(P(-std::numeric_limits<T>::min()))[0] == -1);
  CHECK(std::signbit((-P(0))[0]));
  CHECK(std::signbit(round(P(-0.25))[0]));
  CHECK(!std::signbit(abs(P(-0.0))[0]));
}
#endif

#if defined(KERNFOLD_AVX512)
TEMPLATE_TEST_CASE("opposite changes the sign alone", "[pack]", Float, Double) {
  using P = TestType;
  using T = typename P::value_type;
  const P x = ramp<P>(-3.5, 0.75);
  check_lanes(
      opposite(x), [](T a) { return -a; }, x);
#if !defined(__FAST_MATH__)  // which has one zero
  CHECK(std::signbit(opposite(P(0))[0]));
#endif
  CHECK(!std::signbit(opposite(P(-0.0))[0]));
  CHECK(opposite(P(std::numeric_limits<T>::denorm_min()))[0] == -std::numeric_limits<T>::denorm_min());
}
#endif

#if defined(KERNFOLD_AVX512) || defined(KERNFOLD_AVX2) || defined(KERNFOLD_NEON)
TEMPLATE_TEST_CASE("fma rounds once", "[pack]", Float, Double) {
  using P = TestType;
  using T = typename P::value_type;
  const T e = std::numeric_limits<T>::epsilon();
  CHECK(fma(P(1 + e), P(1 - e), P(-1))[0] == -e * e);
  CHECK(fnma(P(1 + e), P(1 - e), P(1))[0] == e * e);
  CHECK(fms(P(1 + e), P(1 - e), P(1))[0] == -e * e);
}
#endif

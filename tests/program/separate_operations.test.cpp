// SPDX-License-Identifier: MIT
//
// The operations that sums that separate are made with: what rounding takes is exact, and numbers that need all pairs
// are marked.
#include <cmath>
#include <limits>
#include <random>

#include "support/catch2.hpp"

#include <kernfold/engine/cpu/pack_math.hpp>
#include <kernfold/program/separate_operations.hpp>

using namespace kernfold;

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("the rests of products and sums are exact", "[separate]", float, double) {
  using T = TestType;
  using P = math::Pack<T>;
  std::mt19937 random(5);
  std::uniform_real_distribution<double> mantissa(-2, 2);
  std::uniform_int_distribution<int> exponent(-20, 20);
  for (int n = 0; n < 10000; ++n) {
    const T f = static_cast<T>(std::ldexp(mantissa(random), exponent(random)));
    const T g = static_cast<T>(std::ldexp(mantissa(random), exponent(random)));
    const T product = f * g, sum = f + g;
    CAPTURE(f, g);
    CHECK(ProductRestOp::value(P(f), P(g), P(product))[0] == std::fma(f, g, -product));
    // Fast-two-sum: exact where the larger number comes first
    const T larger = std::fabs(f) > std::fabs(g) ? f : g, smaller = std::fabs(f) > std::fabs(g) ? g : f;
    const long double rest =
        (static_cast<long double>(larger) - static_cast<long double>(sum)) + static_cast<long double>(smaller);
    CHECK(static_cast<long double>(SumRestOp::value(P(f), P(g), P(sum))[0]) == rest);
  }
}

TEMPLATE_TEST_CASE("numbers that need all pairs become NaN", "[separate]", float, double) {
  using T = TestType;
  using P = math::Pack<T>;
  const T tiny = std::numeric_limits<T>::min(), inf = std::numeric_limits<T>::infinity();
  const auto normal = [](T x, T f, T g) { return NormalOp::value(P(x), P(f), P(g))[0]; };
  CHECK(normal(2, 1, 2) == 2);
  CHECK(normal(-2, 1, -2) == -2);
  CHECK(normal(0, 0, 5) == 0);
  CHECK(normal(0, 5, 0) == 0);
  CHECK(std::isnan(normal(0, tiny, tiny)));
  CHECK(std::isnan(normal(tiny / 4, tiny, T(0.25))));
  CHECK(std::isnan(normal(std::numeric_limits<T>::quiet_NaN(), inf, 0)));
  const auto in_range = [](T x) { return InExpRangeOp::value(P(x))[0]; };
  const T end = sizeof(T) == 4 ? 29 : 236;
  CHECK(in_range(end) == end);
  CHECK(in_range(-end) == -end);
  for (const T x :
       {std::nextafter(end, inf), -std::nextafter(end, inf), inf, -inf, std::numeric_limits<T>::quiet_NaN()})
    CHECK(std::isnan(in_range(x)));
  // three exponentials of the range have a finite product that is no subnormal number
  CHECK(3 * static_cast<double>(end) < std::log(static_cast<double>(std::numeric_limits<T>::max())));
  CHECK(-3 * static_cast<double>(end) > std::log(static_cast<double>(tiny)));
}
#endif

// SPDX-License-Identifier: MIT
//
// Exact fractions: arithmetic against 128-bit integers, and `ok` exactly where 64 bits are enough.
#include <random>

#include "support/catch2.hpp"

#include <kernfold/program/rational.hpp>

using namespace kernfold;

namespace {

__extension__ typedef __int128 Wide;

constexpr bool is(Rational r, std::int64_t num, std::int64_t den) { return r.ok && r.num == num && r.den == den; }
constexpr std::int64_t largest = INT64_MAX;

Wide gcd_of(Wide a, Wide b) { return b == 0 ? (a < 0 ? -a : a) : gcd_of(b, a % b); }

// r must be num / den in lowest terms.
bool equals(Rational r, Wide num, Wide den) {
  const Wide g = gcd_of(num, den);
  return r.ok && r.num == num / g && r.den == den / g && r.den > 0;
}
bool fits(Wide num, Wide den) {
  const Wide g = gcd_of(num, den), n = num / g, d = den / g;
  return n <= largest && -n <= largest && d <= largest;
}

}  // namespace

TEST_CASE("reduced: lowest terms, positive denominator", "[program]") {
  CHECK(is(Rational::reduced(6, 4), 3, 2));
  CHECK(is(Rational::reduced(-6, 4), -3, 2));
  CHECK(is(Rational::reduced(6, -4), -3, 2));
  CHECK(is(Rational::reduced(-6, -4), 3, 2));
  CHECK(is(Rational::reduced(0, -5), 0, 1));
  CHECK(is(Rational::reduced(largest, -largest), -1, 1));
  CHECK_FALSE(Rational::reduced(1, 0).ok);
  CHECK_FALSE(Rational::reduced(INT64_MIN, 1).ok);  // has no opposite
  CHECK_FALSE(Rational::reduced(1, INT64_MIN).ok);
}

TEST_CASE("arithmetic of fractions", "[program]") {
  CHECK(is(Rational{2, 3} * Rational{9, 4}, 3, 2));
  CHECK(is(Rational{2, 3} + Rational{1, 6}, 5, 6));
  CHECK(is(Rational{1, 2} + Rational{-1, 2}, 0, 1));
  CHECK(is(-Rational{2, 3}, -2, 3));
  CHECK(is(Rational{-2, 3}.inverse(), -3, 2));
  CHECK_FALSE(Rational{0, 1}.inverse().ok);
  CHECK(Rational{5, 1}.is(5));
  CHECK_FALSE(Rational{5, 2}.is(5));
  CHECK_FALSE(Rational{5, 1, false}.is(5));
}

TEST_CASE("fractions that do not fit are not ok, and stay so", "[program]") {
  CHECK_FALSE((Rational{largest, 1} + Rational{1, 1}).ok);
  CHECK_FALSE((Rational{largest, 1} * Rational{2, 1}).ok);
  CHECK_FALSE((Rational{1, largest} * Rational{1, 2}).ok);
  CHECK_FALSE((Rational{1, largest} + Rational{1, largest - 1}).ok);
  CHECK(is(Rational{largest, 2} * Rational{2, largest}, 1, 1));  // cancels before it overflows
  CHECK(is(Rational{largest, 1} * Rational{1, largest}, 1, 1));
  const Rational bad{1, 1, false};
  CHECK_FALSE((bad + Rational{1, 1}).ok);
  CHECK_FALSE((Rational{1, 1} + bad).ok);
  CHECK_FALSE((bad * Rational{0, 1}).ok);
  CHECK_FALSE((Rational{0, 1} * bad).ok);
  CHECK_FALSE((-bad).ok);
}

TEST_CASE("random fractions against 128-bit arithmetic", "[program]") {
  std::mt19937_64 random(7);
  int sums_that_fit = 0, products_that_fit = 0, products = 0;
  for (int n = 0; n < 20000; ++n) {
    // numbers of every size up to 2^63
    const auto number = [&] { return static_cast<std::int64_t>(random() >> (1 + random() % 62)); };
    const Rational a = Rational::reduced(random() % 2 != 0 ? number() : -number(), 1 + number() / 2);
    const Rational b = Rational::reduced(random() % 2 != 0 ? number() : -number(), 1 + number() / 2);
    const Wide an = a.num, bn = b.num;
    const Rational p = a * b, s = a + b;
    CAPTURE(a.num, a.den, b.num, b.den);
    const Wide pn = an * b.num, pd = static_cast<Wide>(a.den) * b.den;
    REQUIRE(p.ok == fits(pn, pd));
    if (p.ok) REQUIRE(equals(p, pn, pd));
    // A sum may also be refused where only an intermediate value overflows; it must never be wrong.
    if (s.ok) REQUIRE(equals(s, an * b.den + bn * a.den, pd));
    sums_that_fit += s.ok ? 1 : 0;
    products_that_fit += p.ok ? 1 : 0;
    ++products;
  }
  CHECK(sums_that_fit > 1000);
  CHECK(products_that_fit > 1000);
  CHECK(products_that_fit < products - 1000);
}

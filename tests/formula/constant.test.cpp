// SPDX-License-Identifier: MIT
//
// Numbers in formulas: what the literals and RatCst mean, exactly.
#include <limits>

#include "support/catch2.hpp"

#include <kernfold/formula/constant.hpp>

using namespace kernfold;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

// Whether the constant is num / den, in lowest terms as given.
template <class C>
constexpr bool is(C, std::int64_t num, std::int64_t den) {
  return C::num == num && C::den == den;
}
template <char... C>
constexpr bool accepted() {
  constexpr detail::Decimal d = detail::parse_decimal<C...>();
  return d.decimal && d.fits;
}

}  // namespace

TEST_CASE("integer literals", "[formula]") {
  CHECK(is(2_c, 2, 1));
  CHECK(is(0_c, 0, 1));
  CHECK(is(1'000_c, 1000, 1));
  CHECK(is(1'0'0_c, 100, 1));
  CHECK(is(9223372036854775807_c, largest, 1));
}

TEST_CASE("decimal literals are exact and in lowest terms", "[formula]") {
  CHECK(is(0.5_c, 1, 2));
  CHECK(is(.5_c, 1, 2));
  CHECK(is(2._c, 2, 1));
  CHECK(is(0.1_c, 1, 10));  // no double is 1/10
  CHECK(is(2.50_c, 5, 2));
  CHECK(is(0.000_c, 0, 1));
  CHECK(is(3.14159_c, 314159, 100000));
  CHECK(is(1'000.000'5_c, 2000001, 2000));
}

TEST_CASE("literals with exponents", "[formula]") {
  CHECK(is(1e-3_c, 1, 1000));
  CHECK(is(1E3_c, 1000, 1));
  CHECK(is(1e+3_c, 1000, 1));
  CHECK(is(2.5e1_c, 25, 1));
  CHECK(is(2.5e-1_c, 1, 4));
  CHECK(is(1200e-2_c, 12, 1));
  CHECK(is(0e999_c, 0, 1));
  CHECK(is(1e18_c, 1000000000000000000, 1));
  CHECK(is(1e-18_c, 1, 1000000000000000000));
}

TEST_CASE("literals that do not fit are refused", "[formula]") {
  CHECK(accepted<'9', '2', '2', '3', '3', '7', '2', '0', '3', '6', '8', '5', '4', '7', '7', '5', '8', '0', '7'>());
  CHECK_FALSE(
      accepted<'9', '2', '2', '3', '3', '7', '2', '0', '3', '6', '8', '5', '4', '7', '7', '5', '8', '0', '8'>());
  CHECK(accepted<'1', 'e', '1', '8'>());
  CHECK_FALSE(accepted<'1', 'e', '1', '9'>());
  CHECK(accepted<'1', 'e', '-', '1', '8'>());
  CHECK_FALSE(accepted<'1', 'e', '-', '1', '9'>());
  CHECK_FALSE(accepted<'1', 'e', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9'>());
}

TEST_CASE("hexadecimal, binary and octal literals are refused", "[formula]") {
  CHECK_FALSE(accepted<'0', 'x', '1', 'F'>());
  CHECK_FALSE(accepted<'0', 'X', '1'>());
  CHECK_FALSE(accepted<'0', 'b', '1', '0'>());
  CHECK_FALSE(accepted<'0', '1', '0'>());  // 8 in C++, 10 to a reader
}

TEST_CASE("RatCst is in lowest terms with a positive denominator", "[formula]") {
  STATIC_REQUIRE(std::is_same_v<RatCst<2, 4>, RatCst<1, 2>>);
  STATIC_REQUIRE(std::is_same_v<RatCst<-2, 4>, RatCst<1, -2>>);
  STATIC_REQUIRE(std::is_same_v<RatCst<-3, -6>, RatCst<1, 2>>);
  STATIC_REQUIRE(std::is_same_v<RatCst<6, 3>, IntCst<2>>);
  STATIC_REQUIRE(std::is_same_v<RatCst<0, -7>, IntCst<0>>);
  CHECK(is(RatCst<-1, 3>{}, -1, 3));
  CHECK(is(RatCst<1, -3>{}, -1, 3));
  CHECK(is(RatCst<largest, largest>{}, 1, 1));
  CHECK(is(RatCst<1, largest>{}, 1, largest));
  CHECK(is(IntCst<-5>{}, -5, 1));
}

TEST_CASE("equal numbers are one type", "[formula]") {
  STATIC_REQUIRE(std::is_same_v<decltype(0.5_c), RatCst<1, 2>>);
  STATIC_REQUIRE(std::is_same_v<decltype(5e-1_c), decltype(0.50_c)>);
  STATIC_REQUIRE(std::is_same_v<decltype(2_c), IntCst<2>>);
  STATIC_REQUIRE(std::is_same_v<decltype(2.0_c), IntCst<2>>);
}

TEST_CASE("constants are scalars, Zero has a dimension", "[formula]") {
  STATIC_REQUIRE(decltype(0.5_c)::dim == 1);
  STATIC_REQUIRE(Zero<1>::dim == 1);
  STATIC_REQUIRE(Zero<7>::dim == 7);
}

// SPDX-License-Identifier: MIT
//
// Simplification of sums, differences and signs, rule by rule: what node is made, and that its value is right.
#include "program/programs.hpp"

using namespace programs;

TEST_CASE("adding zero", "[simplify]") {
  CHECK(is_leaf(x + 0_c, x));
  CHECK(is_leaf(0_c + x, x));
  CHECK(is_leaf(x - 0_c, x));
  CHECK(is_leaf(x + Zero<3>{}, x));
  CHECK(is_number(x - x, 0));
  CHECK(same(0_c - x, -x));
  CHECK(same(Zero<3>{} + s, Broadcast<3>(s)));
  CHECK(same(s - Zero<3>{}, Broadcast<3>(s)));
  CHECK(same(Zero<3>{} - s, Broadcast<3>(-s)));
  check_value(Zero<3>{} - s, [](const Data& d, int) { return -d(3); });
  check_value(x - 0_c, [](const Data& d, int k) { return d(0, k); });
}

TEST_CASE("sums of constants are exact", "[simplify]") {
  CHECK(is_number(2_c + 3_c, 5));
  CHECK(is_number(0.1_c + 0.2_c, 3, 10));
  CHECK(is_number(0.5_c - RatCst<1, 3>{}, 1, 6));
  CHECK(is_number(1_c - 1_c, 0));
  CHECK(is_number(Zero<3>{} + 2_c, 2));
  CHECK(is_number(-0.5_c, -1, 2));
  CHECK(is_number(-1_c, -1));
}

TEST_CASE("sums of constants that do not fit are left to run time", "[simplify]") {
  constexpr auto big = IntCst<INT64_MAX>{};
  constexpr auto f = big + 1_c;
  CHECK(operations(f) == 1);
  CHECK(count<AddOp>(f) == 1);
  CHECK(evaluate(f)[0] == 0x1p63);
  // c x + d x with c + d too large
  constexpr auto h = big * s + big * s;
  CHECK(count<AddOp>(h) == 1);
  check_value(h, [](const Data& d, int) { return 0x1p64 * d(3); });
}

TEST_CASE("equal terms are merged", "[simplify]") {
  CHECK(same(x + x, 2_c * x));
  CHECK(same(x + x + x, 3_c * x));
  CHECK(same(3_c * x + 0.5_c * x, 3.5_c * x));
  CHECK(same(3_c * x - 5_c * x, -(2_c * x)));
  CHECK(is_leaf(3_c * x - 2_c * x, x));
  CHECK(is_number(0.5_c * x - 0.5_c * x, 0));
  CHECK(same(2_c * p * x + p * x, 3_c * p * x));
  CHECK(same(s * x + s * x, 2_c * s * x));
  CHECK(operations(s * x + s * x) == 2);
  CHECK(same(Exp(s) - 2_c * Exp(s), -Exp(s)));
  check_value(3_c * x - 5_c * x, [](const Data& d, int k) { return -2 * d(0, k); });
  check_value(2_c * p * x + p * x, [](const Data& d, int k) { return 3 * d(5) * d(0, k); });
}

TEST_CASE("scalar multiples of one vector are merged", "[simplify]") {
  CHECK(same(s * x + t * x, (s + t) * x));
  CHECK(same(s * x - t * x, (s - t) * x));
  CHECK(same(p * x + s * x, (p + s) * x));
  CHECK(same(x + s * x, (1_c + s) * x));
  CHECK(operations(2_c * s * x - 3_c * t * x) == 4);  // (2 s - 3 t) x
  CHECK(count<MultOp>(s * x + t * x) == 1);
  check_value(s * x + t * x, [](const Data& d, int k) { return (d(3) + d(4)) * d(0, k); });
  check_value(2_c * s * x - 3_c * t * x, [](const Data& d, int k) { return (2 * d(3) - 3 * d(4)) * d(0, k); });
}

TEST_CASE("a term meets its like inside a sum", "[simplify]") {
  // (u + v) and (u - v), with v or u again on either side
  CHECK(is_leaf((x + y) - y, x));
  CHECK(is_leaf((x + y) - x, y));
  CHECK(is_leaf((x - y) + y, x));
  CHECK(same((x - y) - x, -y));
  CHECK(is_leaf(x - (x - y), y));
  CHECK(is_leaf(y + (x - y), x));
  CHECK(same(y - (x + y), -x));
  CHECK(same(x - (x + y), -y));
  CHECK(same((x + y) + y, x + 2_c * y));
  CHECK(operations((x - y) - y) == 2);  // x - 2 y
  CHECK(same((x + 2_c * y) - 3_c * y, x - y));
  CHECK(same(3_c * y - (x + 2_c * y), y - x));
  CHECK(same((q + x) + (x + q), 2_c * (q + x)));
  CHECK(operations((x + 2_c * y) - 3_c * y) == 1);
  check_value((x + 2_c * y) - 3_c * y, [](const Data& d, int k) { return d(0, k) - d(1, k); });
  check_value(3_c * y - (x + 2_c * y), [](const Data& d, int k) { return d(1, k) - d(0, k); });
  check_value(3_c * y - (x - 2_c * y), [](const Data& d, int k) { return 5 * d(1, k) - d(0, k); });
  check_value((2_c * y - x) - 5_c * y, [](const Data& d, int k) { return -3 * d(1, k) - d(0, k); });
  check_value(5_c * x - (2_c * x - y), [](const Data& d, int k) { return 3 * d(0, k) + d(1, k); });
  check_value((2_c * x - y) - 5_c * x, [](const Data& d, int k) { return -3 * d(0, k) - d(1, k); });
  check_value((x - y) - y, [](const Data& d, int k) { return d(0, k) - 2 * d(1, k); });
  check_value((s + x) - x, [](const Data& d, int) { return d(3); });  // a scalar that was broadcast stays a vector
  check_value(x - (x + s), [](const Data& d, int) { return -d(3); });
}

TEST_CASE("signs", "[simplify]") {
  CHECK(is_leaf(-(-x), x));
  CHECK(same(-(x - y), y - x));
  CHECK(same(x + (-y), x - y));
  CHECK(same(x - (-y), x + y));
  CHECK(same(-x + y, y - x));
  CHECK(same(-x - y, -(x + y)));
  CHECK(same(-x + (-y), -(x + y)));
  CHECK(same(-(2_c * x), IntCst<-2>{} * x));
  CHECK(count<MinusOp>(-(2_c * x)) == 0);  // in the constant
  CHECK(same(-(p * x), (-p) * x));
  CHECK(same((-x) * y, -(x * y)));
  CHECK(same((-x) * (-y), x * y));
  CHECK(count<MinusOp>((-x) * (-y)) == 0);
  CHECK(count<MinusOp>(-(-(-x))) == 1);
  check_value(-x - y, [](const Data& d, int k) { return -d(0, k) - d(1, k); });
  check_value(-(x - y) + (-q), [](const Data& d, int k) { return d(1, k) - d(0, k) - d(2, k); });
  check_value(-(p * (-x)) * (-s), [](const Data& d, int k) { return -d(5) * d(0, k) * d(3); });
}

TEST_CASE("the sign of a parameter is taken once per call", "[simplify]") {
  constexpr auto f = -(p * s);
  using F = decltype(f);
  CHECK(count<MinusOp>(f) == 1);
  for (const Node& v : draft<F>.node)
    if (!v.is_leaf() && v.operation->id == operation_id<MinusOp>) CHECK(v.axis == axis_none);
  check_value(f, [](const Data& d, int) { return -d(5) * d(3); });
}

TEST_CASE("sums that have nothing in common are left alone", "[simplify]") {
  CHECK(operations(x + y) == 1);
  CHECK(operations((x + y) + q) == 2);
  CHECK(operations(s * x + t * y) == 3);
  CHECK_FALSE(same(x - y, y - x));
  CHECK_FALSE(same(x + y, x - y));
  check_value(s * x + t * y - q, [](const Data& d, int k) { return d(3) * d(0, k) + d(4) * d(1, k) - d(2, k); });
}

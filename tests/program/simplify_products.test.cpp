// SPDX-License-Identifier: MIT
//
// Simplification of products, quotients, powers and contractions, rule by rule: what node is made, and that its value
// is right.
#include <cmath>

#include "program/programs.hpp"

using namespace programs;

namespace {
// The number of nodes of operation O that depend on both axes.
template <class O, class F>
int count_pairs(F) {
  int n = 0;
  for (const Node& v : draft<F>.node)
    n += !v.is_leaf() && v.operation->id == operation_id<O> && v.axis == axis_both ? 1 : 0;
  return n;
}
}  // namespace

TEST_CASE("products with zero and one", "[simplify]") {
  CHECK(is_number(0_c * x, 0));
  CHECK(is_number(x * 0_c, 0));
  CHECK(is_number(Zero<3>{} * s, 0));
  CHECK(is_number(Exp(x) * (2_c - 2_c), 0));
  CHECK(is_leaf(1_c * x, x));
  CHECK(is_leaf(x * 1_c, x));
  CHECK(same(IntCst<-1>{} * x, -x));
  CHECK(is_leaf(IntCst<-1>{} * (-x), x));
  CHECK(same(Broadcast<3>(1_c) * s, Broadcast<3>(s)));
  check_value(Broadcast<3>(1_c) * s, [](const Data& d, int) { return d(3); });
}

TEST_CASE("of a difference and its opposite one is computed", "[simplify]") {
  CHECK(count<SubtractOp>((y - x) * Exp(-SqDist(x, y))) == 1);
  CHECK(count<SubtractOp>(SqDist(x, y) * SqDist(y, x)) == 1);
  CHECK(count<SubtractOp>(Square(x - y) * (y - x)) == 1);
  CHECK(count<SubtractOp>((s - t) * (t - s)) == 1);
  CHECK(same((x - y) * (y - x), -Square(x - y)));
  CHECK(same(((x - y) | (y - x)), -SqDist(x, y)));
  CHECK(is_number((x - y) + (y - x), 0));
  CHECK(count<SubtractOp>((y - x) + Exp(x - y)) == 2);  // a sum has no sign to give
  const auto difference = [](const Data& d, int k) { return d(1, k) - d(0, k); };
  const auto length2 = [difference](const Data& d) {
    return difference(d, 0) * difference(d, 0) + difference(d, 1) * difference(d, 1) +
           difference(d, 2) * difference(d, 2);
  };
  check_value((y - x) * SqDist(x, y), [=](const Data& d, int k) { return difference(d, k) * length2(d); });
  check_value(SqDist(x, y) * (y - x), [=](const Data& d, int k) { return difference(d, k) * length2(d); });
  check_value((x - y) * (y - x), [=](const Data& d, int k) { return -difference(d, k) * difference(d, k); });
  check_value(((x - y) | (y - x)) * (s - t) * (t - s),
              [=](const Data& d, int) { return length2(d) * (d(3) - d(4)) * (d(3) - d(4)); });
  check_value((x - y) * s + (y - x) * t, [=](const Data& d, int k) { return difference(d, k) * (d(4) - d(3)); });
}

TEST_CASE("products of constants are exact", "[simplify]") {
  CHECK(is_number(2_c * 3_c, 6));
  CHECK(is_number(0.1_c * 10_c, 1));
  CHECK(is_number(RatCst<2, 3>{} * RatCst<9, 4>{}, 3, 2));
  CHECK(is_number(IntCst<INT64_MAX>{} * RatCst<1, INT64_MAX>{}, 1));
  CHECK(is_leaf(2_c * (x * 0.5_c), x));
  CHECK(same(2_c * (x * 3_c) * y, 6_c * (x * y)));
  CHECK(constants(draft<decltype(2_c * (x * 3_c) * y)>) == 1);
  CHECK(same((2_c * x) * (3_c * y), 6_c * (x * y)));
  check_value((2_c * x) * (0.5_c * y), [](const Data& d, int k) { return d(0, k) * d(1, k); });
}

TEST_CASE("products of constants that do not fit are left to run time", "[simplify]") {
  constexpr auto big = IntCst<4000000000>{};  // its square does not fit
  CHECK(evaluate(big * big)[0] == 1.6e19);
  CHECK(count<MultOp>(big * big) == 1);
  check_value(big * (big * s), [](const Data& d, int) { return 1.6e19 * d(3); });
  check_value(big * (big * p), [](const Data& d, int) { return 1.6e19 * d(5); });
  check_value(-(big * (big * p)) * x, [](const Data& d, int k) { return -1.6e19 * d(5) * d(0, k); });
  check_value(big * (big * p) + big * (big * p), [](const Data& d, int) { return 3.2e19 * d(5); });
  check_value(Square(big * p), [](const Data& d, int) { return 1.6e19 * d(5) * d(5); });
}

TEST_CASE("factors that do not fit, inside contractions", "[simplify]") {
  constexpr auto big = IntCst<4000000000>{};
  constexpr auto huge = big * (big * p);
  check_value(
      Scalprod(huge * x, y), [](const Data& d, int) { return 1.6e19 * d(5) * dot(d, 0, 1); }, 0.5, 2);
  check_value(
      Sum(huge * x), [](const Data& d, int) { return 1.6e19 * d(5) * (d(0, 0) + d(0, 1) + d(0, 2)); }, 0.5, 2);
  check_value(
      MatVecMult(TensorProd(huge * x, q), y),
      [](const Data& d, int k) { return 1.6e19 * d(5) * d(0, k) * dot(d, 2, 1); }, 0.5, 2);
}

TEST_CASE("a product with itself is a square", "[simplify]") {
  CHECK(same(x * x, Square(x)));
  CHECK(same(Exp(s) * Exp(s), Square(Exp(s))));
  CHECK(same((2_c * x) * x, 2_c * Square(x)));
  CHECK(same((s * x) * x, s * Square(x)));
  CHECK(same((p * x) * (p * y), Square(p) * (x * y)));
  check_value((p * x) * (3_c * p * x), [](const Data& d, int k) { return 3 * d(5) * d(5) * d(0, k) * d(0, k); });
}

TEST_CASE("factors in normal form: constant, parameter, scalar, vector", "[simplify]") {
  CHECK(same(x * s * p * 2_c, ((2_c * p) * s) * x));
  CHECK(same(2_c * (s * (p * x)), ((2_c * p) * s) * x));
  CHECK(same((s * x) * (t * y), (s * t) * (x * y)));
  CHECK(same((p * x) * (t * y), (p * t) * (x * y)));
  // a vector is scaled once: two products of scalars, one with the vector
  constexpr auto f = p * (s * (t * x));
  int vectors = 0;
  for (const Node& v : draft<decltype(f)>.node) vectors += !v.is_leaf() && v.dim > 1 ? 1 : 0;
  CHECK(vectors == 1);
  check_value(f, [](const Data& d, int k) { return d(5) * d(3) * d(4) * d(0, k); });
  check_value((s * x) * (t * y) * (2_c * p),
              [](const Data& d, int k) { return 2 * d(5) * d(3) * d(4) * d(0, k) * d(1, k); });
}

TEST_CASE("squares", "[simplify]") {
  CHECK(is_number(Square(3_c), 9));
  CHECK(is_number(Square(RatCst<-2, 3>{}), 4, 9));
  CHECK(is_number(Square(Zero<3>{}), 0));
  CHECK(is_number(Square(1_c), 1));
  CHECK(same(Square(-x), Square(x)));
  CHECK(same(Square(Abs(x)), Square(x)));
  CHECK(count<MinusOp>(Square(-x)) == 0);
  CHECK(same(Square(3_c * x), 9_c * Square(x)));
  CHECK(same(Square(x - y), Square(x - y)));
  CHECK(same(Square(Norm2(x - y)), SqDist(x, y)));
  CHECK(same(Norm2(x) * Norm2(x), SqNorm2(x)));
  CHECK(same(Square(Sqrt(Square(x))), Square(x)));
  CHECK(operations(Square(Sqrt(x))) == 2);  // NaN below 0
  check_value(Square(Norm2(x - y)), [](const Data& d, int) { return distance2(d); });
  check_value(Square(RatCst<-3, 2>{} * x), [](const Data& d, int k) { return 2.25 * d(0, k) * d(0, k); });
  check_value(Square(-(p * x)), [](const Data& d, int k) { return d(5) * d(5) * d(0, k) * d(0, k); });
}

TEST_CASE("quotients", "[simplify]") {
  CHECK(same(x / 2_c, 0.5_c * x));
  CHECK(is_leaf(x / 1_c, x));
  CHECK(is_number(6_c / 4_c, 3, 2));
  CHECK(is_number(0_c / x, 0));
  CHECK(same(1_c / x, Inv(x)));
  CHECK(same(3_c / x, 3_c * Inv(x)));
  CHECK(same((-x) / y, -(x / y)));
  CHECK(same(x / (-y), -(x / y)));
  CHECK(same((-x) / (-y), x / y));
  CHECK(count<DivideOp>(Exp(s) / Log(s)) == 1);  // of the same axes: one division
  check_value((-x) / y, [](const Data& d, int k) { return -d(0, k) / d(1, k); }, 0.5, 2);
  check_value(
      3_c / x / 2_c, [](const Data& d, int k) { return 1.5 / d(0, k); }, 0.5, 2);
}

TEST_CASE("division by what varies over fewer axes is a product with its reciprocal", "[simplify]") {
  CHECK(same(x / p, x * Inv(p)));
  CHECK(same((x - y) / s, (x - y) * Inv(s)));
  CHECK(count_pairs<DivideOp>((x - y) / s) == 0);
  CHECK(count_pairs<InvOp>((x - y) / s) == 0);
  CHECK(count<DivideOp>((x - y) / (s * t)) == 0);  // a scalar divisor of a vector: one division instead of three
  CHECK(count<InvOp>((x - y) / (s * t)) == 1);
  check_value((x - y) / s, [](const Data& d, int k) { return (d(0, k) - d(1, k)) / d(3); }, 0.5, 2);
  check_value(
      x / p, [](const Data& d, int k) { return d(0, k) / d(5); }, 0.5, 2);
}

TEST_CASE("division by zero is left to run time", "[simplify]") {
  CHECK(std::isinf(evaluate(1_c / 0_c)[0]));
  CHECK(std::isinf(evaluate(Inv(0_c))[0]));
  CHECK(std::isinf(evaluate(Pow<-1>(0_c))[0]));
}

TEST_CASE("reciprocals", "[simplify]") {
  CHECK(is_number(Inv(4_c), 1, 4));
  CHECK(is_number(Inv(RatCst<-2, 3>{}), -3, 2));
  CHECK(is_leaf(Inv(Inv(x)), x));
  CHECK(same(Inv(-x), -Inv(x)));
  CHECK(same(Inv(Pow<3>(x)), Pow<-3>(x)));
  CHECK(same(1_c / Pow<3>(x), Pow<-3>(x)));
  CHECK(same(Inv(Sqrt(x)), Rsqrt(x)));
  CHECK(same(x / Sqrt(y), x * Rsqrt(y)));
  CHECK(same(Exp(s - t) / Sqrt(s + t), Exp(s - t) * Rsqrt(s + t)));
  CHECK(same(Inv(Powf(s + t, 1.5_c)), Powf(s + t, -1.5_c)));
  CHECK(same(Exp(s - t) / Powf(s + t, p), Exp(s - t) * Powf(s + t, -p)));
  CHECK(count<DivideOp>(Exp(s - t) / Powf(s + t, Exp(s * t))) == 1);
  CHECK(count<DivideOp>(Exp(s - t) / Pow<3>(s + t)) == 1);
  check_value(
      Exp(s - t) / Powf(s + t, p),
      [](const Data& d, int) { return std::exp(d(3) - d(4)) / std::pow(d(3) + d(4), d(5)); }, 0.5, 2);
  check_value(
      Inv(-x), [](const Data& d, int k) { return -1 / d(0, k); }, 0.5, 2);
}

TEST_CASE("integer powers", "[simplify]") {
  CHECK(is_number(Pow<0>(x), 1));
  CHECK(is_leaf(Pow<1>(x), x));
  CHECK(same(Pow<2>(x), Square(x)));
  CHECK(same(Pow<-1>(x), Inv(x)));
  CHECK(count<PowOp>(Pow<3>(x)) == 1);
  // even powers of a reciprocal norm take no root
  CHECK(same(Pow<4>(Rsqrt(SqDist(x, y))), Pow<-2>(SqDist(x, y))));
  CHECK(same(Pow<6>(p / Norm2(x - y)), Pow<3>(Square(p) * Inv(SqDist(x, y)))));
  CHECK(count<RsqrtOp>(Pow<5>(p / Norm2(x - y))) == 1);
  CHECK(count<RsqrtOp>(Pow<6>(Rsqrt(x | y))) == 1);  // NaN where x | y < 0
  check_value(
      Pow<6>(p / Norm2(x - y)), [](const Data& d, int) { return std::pow(d(5), 6) / std::pow(distance2(d), 3); }, 0.5,
      2);
  check_value(Pow<5>(x), [](const Data& d, int k) { return std::pow(d(0, k), 5); });
  check_value(
      Pow<-3>(x), [](const Data& d, int k) { return std::pow(d(0, k), -3); }, 0.5, 2);
}

TEST_CASE("functions of the constants where they are exact", "[simplify]") {
  CHECK(is_number(Exp(0_c), 1));
  CHECK(is_number(Exp(Zero<3>{}), 1));
  CHECK(is_number(Exp(x - x), 1));
  CHECK(is_number(Log(1_c), 0));
  CHECK(is_number(Sqrt(0_c), 0));
  CHECK(is_number(Sqrt(1_c), 1));
  CHECK(is_number(Sin(0_c), 0));
  CHECK(is_number(Cos(Zero<3>{}), 1));
  CHECK(count<ExpOp>(Exp(1_c)) == 1);
}

TEST_CASE("sums of components", "[simplify]") {
  CHECK(is_leaf(Sum(s), s));
  CHECK(is_number(Sum(Zero<3>{}), 0));
  CHECK(is_number(Sum(Broadcast<3>(0.5_c)), 3, 2));
  CHECK(same(Sum(Broadcast<3>(s)), 3_c * s));
  CHECK(same(Sum(s * x), s * Sum(x)));
  CHECK(same(Sum(2_c * x), 2_c * Sum(x)));
  CHECK(same(Sum(-x), -Sum(x)));
  CHECK(same(Sum(x * y), x | y));
  CHECK(same(Sum(Square(x)), x | x));
  CHECK(same(Sum(s * (x * y)), s * (x | y)));
  CHECK(count<SumOp>(Sum(s * (x * y))) == 0);
  check_value(Sum(-(2_c * s * (x * y))), [](const Data& d, int) { return -2 * d(3) * dot(d, 0, 1); });
  check_value(Sum(x + s), [](const Data& d, int) { return d(0, 0) + d(0, 1) + d(0, 2) + 3 * d(3); });
}

TEST_CASE("scalar products", "[simplify]") {
  CHECK(same(s | t, s * t));
  CHECK(same(x | s, s * Sum(x)));
  CHECK(same(s | x, s * Sum(x)));
  CHECK(same(x | Broadcast<3>(s), s * Sum(x)));
  CHECK(same(Broadcast<3>(2_c) | x, 2_c * Sum(x)));
  CHECK(same((2_c * x) | y, 2_c * (x | y)));
  CHECK(same((s * x) | (t * y), (s * t) * (x | y)));
  CHECK(same((-x) | y, -(x | y)));
  CHECK(same((-x) | (-y), x | y));
  CHECK(is_number(Zero<3>{} | x, 0));
  check_value((3_c * s * x) | (-(t * y)), [](const Data& d, int) { return -3 * d(3) * d(4) * dot(d, 0, 1); });
  check_value(x | s, [](const Data& d, int) { return d(3) * (d(0, 0) + d(0, 1) + d(0, 2)); });
}

TEST_CASE("broadcasts", "[simplify]") {
  CHECK(is_leaf(Broadcast<1>(s), s));
  CHECK(is_number(Broadcast<3>(RatCst<1, 3>{}), 1, 3));
  check_value(Broadcast<3>(s), [](const Data& d, int) { return d(3); });
}

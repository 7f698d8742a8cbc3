// SPDX-License-Identifier: MIT
//
// Simplification of elementwise operations, rule by rule: constants are folded where the result is exact, inverse
// functions cancel, choices that are known are taken.
#include "program/programs.hpp"

using namespace programs;

TEST_CASE("functions of constants, where they are exact", "[simplify]") {
  CHECK(is_number(Tan(0_c), 0));
  CHECK(is_number(Asin(x - x), 0));
  CHECK(is_number(Acos(1_c) + Acosh(1_c), 0));
  CHECK(is_number(Atan(0_c) + Sinh(0_c) + Tanh(0_c) + Asinh(0_c) + Atanh(0_c) + Erf(0_c) + Expm1(0_c) + Log1p(0_c), 0));
  CHECK(is_number(Cosh(0_c) + Erfc(0_c) + Sinc(0_c), 3));
  CHECK(is_number(Sigmoid(0_c), 1, 2));
  CHECK(is_number(Cbrt(-1_c), -1));
  CHECK(is_number(Log2(1_c) + LGamma(1_c) + LGamma(2_c) + XLogX(1_c) + XLogX(0_c), 0));
  CHECK(operations(Tan(1_c)) == 1);
  CHECK(operations(LGamma(3_c)) == 1);
}

TEST_CASE("steps of constants", "[simplify]") {
  CHECK(is_number(Abs(-0.5_c), 1, 2));
  CHECK(is_number(Sign(-3_c), -1));
  CHECK(is_number(Step(0_c) + Step(-1_c), 1));
  CHECK(is_number(ReLU(0.5_c) + ReLU(-1_c), 1, 2));
  CHECK(is_number(Floor(-0.5_c), -1));
  CHECK(is_number(Floor(2.5_c), 2));
  CHECK(is_number(Floor(-3_c), -3));
  CHECK(is_number(Ceil(-0.5_c), 0));
  CHECK(is_number(Ceil(2.5_c), 3));
  CHECK(is_number(Round(2.5_c), 2));
  CHECK(is_number(Round(3.5_c), 4));
  CHECK(is_number(Round(-2.5_c), -2));
  CHECK(is_number(Round(-0.6_c), -1));
  CHECK(is_number(Max(2_c, 0.5_c), 2));
  CHECK(is_number(Min(RatCst<1, 3>{}, RatCst<1, 2>{}), 1, 3));
  CHECK(is_number(ClampInt<0, 2>(5_c), 2));
  CHECK(is_number(DiffClampInt<0, 2>(5_c), 0));
}

TEST_CASE("comparisons and logic of constants", "[simplify]") {
  CHECK(is_number(Equal(1_c, 1_c) + NotEqual(1_c, 1_c), 1));
  CHECK(is_number(LessThan(1_c, 2_c) + LessThan(2_c, 2_c), 1));
  CHECK(is_number(LessOrEqual(3_c, 2_c) + LessOrEqual(2_c, 2_c), 1));
  CHECK(is_number(GreaterThan(3_c, 2_c) + GreaterOrEqual(1_c, 2_c), 1));
  CHECK(is_number(And(x, 0_c), 0));
  CHECK(is_number(And(2_c, 3_c), 1));
  CHECK(is_number(Or(0_c, 0_c), 0));
  CHECK(is_number(Or(x, 2_c), 1));
  CHECK(is_number(Not(0_c) + Not(2_c), 1));
  CHECK(operations(x < x) == 1);
}

TEST_CASE("choices", "[simplify]") {
  CHECK(is_leaf(IfElse(0_c, x, y), x));
  CHECK(is_leaf(IfElse(-1_c, x, y), y));
  CHECK(is_leaf(Where(2_c, x, y), x));
  CHECK(is_leaf(Where(0_c, x, y), y));
  CHECK(is_leaf(IfElse(s, x, x), x));
  CHECK(is_leaf(Max(x, x), x));
  CHECK(is_leaf(Min(x, x), x));
  CHECK(same(IfElse(1_c, s, y), Broadcast<3>(s)));
  CHECK(same(IfElse(s, IfElse(s, x, y), q), IfElse(s, x, q)));
  CHECK(same(IfElse(s, q, IfElse(s, x, y)), IfElse(s, q, y)));
  CHECK(operations(IfElse(s, IfElse(t, x, y), q)) == 2);
}

TEST_CASE("inverse functions and repeated ones", "[simplify]") {
  CHECK(is_leaf(Log(Exp(x)), x));
  CHECK(is_leaf(Log2(Exp2(x)), x));
  CHECK(is_leaf(Log1p(Expm1(x)), x));
  CHECK(operations(Exp(Log(x))) == 2);  // NaN below 0
  CHECK(same(Log(Norm2(x - y)), 0.5_c * Log(SqDist(x, y))));
  CHECK(same(Sqrt(Square(x)), Abs(x)));
  CHECK(same(Norm2(s - t), Abs(s - t)));
  CHECK(same(Pow<6>(Norm2(x - y)), Pow<3>(SqDist(x, y))));
  CHECK(same(Pow<4>(Norm2(x)), Square(SqNorm2(x))));
  CHECK(same(Pow<-2>(Norm2(x - y)), Inv(SqDist(x, y))));
  CHECK(same(Pow<-12>(Norm2(x - y)), Pow<-6>(SqDist(x, y))));
  CHECK(count<SqrtOp>(Pow<3>(Norm2(x - y))) == 1);
  CHECK(count<SqrtOp>(Pow<6>(Sqrt(x | y))) == 1);  // NaN where x | y < 0
  CHECK(same(Grad(Norm2(s - t), s, p), p * Sign(s - t)));
  CHECK(same(Abs(Abs(x)), Abs(x)));
  CHECK(same(Abs(Square(x)), Square(x)));
  CHECK(same(ReLU(ReLU(x)), ReLU(x)));
  CHECK(same(Floor(Ceil(x)), Ceil(x)));
  CHECK(same(Round(Floor(x)), Floor(x)));
  CHECK(same(Ceil(Round(x)), Round(x)));
  CHECK(operations(Floor(Round<1>(x))) == 2);
}

TEST_CASE("known exponents and divisors", "[simplify]") {
  CHECK(is_number(Powf(s, 0_c), 1));
  CHECK(is_leaf(Powf(x, 1_c), x));
  CHECK(same(Powf(x, 2_c), Square(x)));
  CHECK(same(Powf(x, 3_c), Pow<3>(x)));
  CHECK(count<PowfOp>(Powf(x, RatCst<1, 2>{})) == 1);
  CHECK(count<PowfOp>(Powf(x, -1_c)) == 1);
  CHECK(same(FloorDivide(x, 1_c), Floor(x)));
  CHECK(same(Mod(x, 1_c), x - Floor(x)));
}

TEST_CASE("derivatives are as small as by hand", "[simplify]") {
  CHECK(same(Grad(Tanh(s), s, g), g * (1_c - Square(Tanh(s)))));
  CHECK(same(Grad(Softplus(s), s, g), g * Sigmoid(s)));
  CHECK(same(Grad(ReLU(s), s, g), IfElse(-s, 0_c, g)));
  CHECK(same(Grad(Clamp(s, 0_c, 1_c), s, g), IfElse(s, IfElse(1_c - Max(s, 0_c), g, 0_c), 0_c)));
  CHECK(same(Grad(Mod(s, p), s, g), g));
  CHECK(is_number(Grad(Floor(s) + Step(s) * Sign(s) + (s < t), s, g), 0));
  CHECK(same(Grad(Sinc(s), s, g), -(g * (s * Apply<With<SphericalBesselOp, 1>, decltype(s)>{}))));
  CHECK(same(Grad(LGamma(s), s, g), g * Digamma(s)));
  CHECK(same(Grad(Digamma(s), s, g), g * Polygamma<1>(s)));
}

TEST_CASE("a truth value is not compared with 0 again", "[simplify]") {
  CHECK(same(NotEqual(x < y, 0_c), x < y));
  CHECK(same(NotEqual(0_c, x <= y), x <= y));
  CHECK(same(NotEqual(Or(x < y, s), 0_c), Or(x < y, s)));
  CHECK(same(NotEqual(Not(x), 0_c), Not(x)));
  CHECK(count<NotEqualOp>(NotEqual(x - y, 0_c)) == 1);
  CHECK(count<NotEqualOp>(NotEqual(x < y, 1_c)) == 1);
}

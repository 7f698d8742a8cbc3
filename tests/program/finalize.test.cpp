// SPDX-License-Identifier: MIT
//
// The last pass: exponentials take their parameters' factor together with log2(e), products without another use become
// part of a fused multiply-add. The drafts stay as they are.
#include <cmath>

#include "program/programs.hpp"

using namespace programs;

namespace {

template <class O, class F>
constexpr int final_count(F) {
  return count<O>(program<F>);
}
template <class F>
constexpr int fused(F f) {
  return final_count<FmaOp>(f) + final_count<FnmaOp>(f) + final_count<FmsOp>(f);
}
// The number of nodes that depend on the axes i and j.
template <class F>
int pairs(F) {
  int n = 0;
  for (const Node& v : program<F>.node) n += !v.is_leaf() && v.axis == axis_both ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("Exp(p f) is Exp2 of a coefficient that is computed once per call", "[finalize]") {
  constexpr auto f = Exp(-(p * SqDist(x, y)));
  CHECK(final_count<ExpOp>(f) == 0);
  CHECK(final_count<Exp2Op>(f) == 1);
  CHECK(count<ExpOp>(f) == 1);  // the draft, which is differentiated
  CHECK(pairs(f) == 4);         // x - y, their square norm, one product, exp2
  check_value(
      f, [](const Data& d, int) { return std::exp(-d(5) * distance2(d)); }, 0.1, 1);
}

TEST_CASE("a scalar product beside its exponential is computed once", "[finalize]") {
  constexpr auto product = x | y;
  const auto dot = [](const Data& d) { return d(0, 0) * d(1, 0) + d(0, 1) * d(1, 1) + d(0, 2) * d(1, 2); };
  constexpr auto f = s * product - Exp(product);
  CHECK(final_count<ScalprodOp>(f) == 1);
  CHECK(final_count<ExpOp>(f) == 0);
  check_value(
      f, [=](const Data& d, int) { return d(3) * dot(d) - std::exp(dot(d)); }, 0.1, 1);
  constexpr auto h = (-product) * Exp(-product) * Exp(p * product);
  CHECK(final_count<ScalprodOp>(h) == 1);
  check_value(
      h, [=](const Data& d, int) { return -dot(d) * std::exp((d(5) - 1) * dot(d)); }, 0.1, 1);
  CHECK(pairs(Exp(product)) == 2);  // alone it takes the coefficient before the pairs
}

TEST_CASE("the sign of a vector goes to its scalar factor", "[finalize]") {
  const auto minus_pairs = [](auto f) {
    int n = 0;
    for (const Node& v : program<decltype(f)>.node)
      n += !v.is_leaf() && v.operation->id == operation_id<MinusOp> && v.axis == axis_both ? v.dim : 0;
    return n;
  };
  const auto distance = [](const Data& d) { return std::sqrt(distance2(d)); };
  constexpr auto f = -((x - y) * Sqrt(SqDist(x, y)));
  CHECK(minus_pairs(f) == 1);
  check_value(f, [=](const Data& d, int k) { return (d(1, k) - d(0, k)) * distance(d); });
  constexpr auto h = -((x - y) * (t * Sqrt(SqDist(x, y))));  // to t, before the pairs
  CHECK(minus_pairs(h) == 0);
  check_value(h, [=](const Data& d, int k) { return (d(1, k) - d(0, k)) * d(4) * distance(d); });
  constexpr auto product = (x - y) * Sqrt(SqDist(x, y));  // that has another use stays
  CHECK(count<MultOp>(program<decltype(Concat(product, -product))>) == 1);
  check_value(Concat(product, -product),
              [=](const Data& d, int k) { return (k < 3 ? 1 : -1) * (d(0, k % 3) - d(1, k % 3)) * distance(d); });
}

TEST_CASE("Exp of a multiple is Exp2", "[finalize]") {
  CHECK(final_count<Exp2Op>(Exp(2_c * s)) == 1);
  CHECK(final_count<Exp2Op>(Exp(p * x)) == 1);
  CHECK(final_count<Exp2Op>(Exp(-SqDist(x, y))) == 1);
  CHECK(final_count<Exp2Op>(Exp(x / p)) == 1);
  CHECK(pairs(Exp(-SqDist(x, y))) == 4);
  CHECK(final_count<Exp2Op>(Exp(-(s * x))) == 1);
  check_value(Exp(2_c * s), [](const Data& d, int) { return std::exp(2 * d(3)); });
  check_value(Exp(-p * x), [](const Data& d, int k) { return std::exp(-d(5) * d(0, k)); });
  check_value(Exp(-(s * x)), [](const Data& d, int k) { return std::exp(-d(3) * d(0, k)); });
  check_value(
      Exp(-3_c * (p * (t * x))), [](const Data& d, int k) { return std::exp(-3 * d(5) * d(4) * d(0, k)); }, -1, 1);
}

TEST_CASE("Exp of a scalar product is Exp2, scaled on the side of one index", "[finalize]") {
  CHECK(final_count<ExpOp>(Exp(x | y)) == 0);
  CHECK(final_count<Exp2Op>(Exp(x | y)) == 1);
  CHECK(pairs(Exp(x | y)) == 2);
  CHECK(pairs(Exp(-(x | y))) == 2);
  const auto dot = [](const Data& d) { return d(0, 0) * d(1, 0) + d(0, 1) * d(1, 1) + d(0, 2) * d(1, 2); };
  check_value(
      Exp(x | y), [dot](const Data& d, int) { return std::exp(dot(d)); }, -1, 1);
  check_value(
      Exp(-(x | y)), [dot](const Data& d, int) { return std::exp(-dot(d)); }, -1, 1);
}

TEST_CASE("factors of a scalar product in a function go to its vectors, before the pairs", "[finalize]") {
  const auto dot = [](const Data& d) { return d(0, 0) * d(1, 0) + d(0, 1) * d(1, 1) + d(0, 2) * d(1, 2); };
  const auto square = [](const Data& d, int v) { return d(v, 0) * d(v, 0) + d(v, 1) * d(v, 1) + d(v, 2) * d(v, 2); };
  constexpr auto cosine = Square((Normalize(x) | Normalize(y)));
  CHECK(pairs(cosine) == 2);  // the scalar product and its square
  check_value(cosine, [=](const Data& d, int) { return dot(d) * dot(d) / (square(d, 0) * square(d, 1)); });
  constexpr auto sigmoid = Tanh(p * s * (x | y));
  CHECK(pairs(sigmoid) == 2);
  check_value(sigmoid, [=](const Data& d, int) { return std::tanh(d(5) * d(3) * dot(d)); });
  constexpr auto exponential = Exp(p * (Normalize(x) | y));
  CHECK(pairs(exponential) == 2);
  CHECK(final_count<Exp2Op>(exponential) == 1);
  check_value(
      exponential, [=](const Data& d, int) { return std::exp(d(5) * dot(d) / std::sqrt(square(d, 0))); }, 0.1, 1);
  // a vector that pairs read elsewhere, too, is not scaled beside itself, but the other one is
  constexpr auto weighted = x * Square(p * (x | y));
  CHECK(pairs(weighted) == 3);
  check_value(weighted, [=](const Data& d, int k) { return d(0, k) * d(5) * d(5) * dot(d) * dot(d); });
  // nor are long ones
  CHECK(pairs(Tanh(p * s * (Vi<0, 64>{} | Vj<1, 64>{}))) == 3);
  // nor do the factors go there of a product that is itself a factor, or of what is read twice
  CHECK(pairs(p * s * (x | y)) == 2);
  CHECK(pairs(Tanh(p * (x | y)) * Sin((x | y))) == 5);
}

TEST_CASE("Exp of a variable, or of its opposite, or of a sum, stays Exp", "[finalize]") {
  CHECK(final_count<ExpOp>(Exp(x)) == 1);
  CHECK(final_count<Exp2Op>(Exp(x)) == 0);
  CHECK(final_count<ExpOp>(Exp(-x)) == 1);
  CHECK(final_count<Exp2Op>(Exp(-x)) == 0);
  CHECK(final_count<ExpOp>(Exp(x + y)) == 1);
  CHECK(final_count<ExpOp>(Exp(p)) == 1);
}

TEST_CASE("the root of a multiple of a square is taken of the factor alone", "[finalize]") {
  constexpr auto f = Sqrt(p * Square(s - t));
  CHECK(count<AbsOp>(f) == 0);
  CHECK(final_count<AbsOp>(f) == 1);
  CHECK(pairs(f) == 3);                                // s - t, |s - t|, one product
  CHECK(pairs(Sqrt(Square(s) * Square(s - t))) == 3);  // and |s| for each row
  CHECK(final_count<AbsOp>(Sqrt(p * (s - t))) == 0);
  CHECK(final_count<AbsOp>(Sqrt(SqDist(s, t) * Square(s + t))) == 0);
  check_value(
      f, [](const Data& d, int) { return std::sqrt(d(5)) * std::fabs(d(3) - d(4)); }, 0.1, 1);
}

TEST_CASE("a root of what a reciprocal root is taken of too stands behind that", "[finalize]") {
  constexpr auto value = Exp(-Norm2(x - y));
  constexpr auto gradient = Grad(value, x, 1_c);
  CHECK(final_count<SqrtOp>(value) == 1);
  CHECK(final_count<SqrtBesideRsqrtOp>(value) == 0);
  CHECK(final_count<SqrtOp>(gradient) == 0);
  CHECK(final_count<SqrtBesideRsqrtOp>(gradient) == 1);
  CHECK(final_count<RsqrtBesideSqrtOp>(gradient) == 1);
  CHECK(final_count<RsqrtOrZeroOp>(gradient) == 0);
  CHECK(count<SqrtOp>(gradient) == 1);
  check_value(
      Exp(-Norm2(x - y)) * RsqrtOrZero(SqDist(x, y)),
      [](const Data& d, int) { return std::exp(-std::sqrt(distance2(d))) / std::sqrt(distance2(d)); }, 0.1, 1);
}

TEST_CASE("a root that only divides is a reciprocal root", "[finalize]") {
  constexpr auto square = SqDist(x, y);
  const auto distance = [](const Data& d) { return std::sqrt(distance2(d)); };
  const auto divides = [](auto f) { return final_count<SqrtOp>(f) + final_count<DivideOp>(f) + final_count<InvOp>(f); };
  constexpr auto inverse = s / Sqrt(1_c + square);
  CHECK(divides(inverse) == 0);
  CHECK(final_count<RsqrtOp>(inverse) == 1);
  check_value(inverse, [](const Data& d, int) { return d(3) / std::sqrt(1 + distance2(d)); });
  constexpr auto unit = (x - y) / Norm2(x - y);
  CHECK(divides(unit) == 0);
  check_value(unit, [=](const Data& d, int k) { return (d(0, k) - d(1, k)) / distance(d); });
  constexpr auto force = (x - y) / Pow<3>(Norm2(x - y));
  CHECK(divides(force) == 0);
  check_value(force, [=](const Data& d, int k) { return (d(0, k) - d(1, k)) / std::pow(distance(d), 3); });
  constexpr auto product = t / (square * Sqrt(square));
  CHECK(divides(product) == 0);
  check_value(product, [=](const Data& d, int) { return d(4) / std::pow(distance(d), 3); });
  constexpr auto two = s / Sqrt(square) + Inv(Sqrt(square));
  CHECK(divides(two) == 0);
  check_value(two, [=](const Data& d, int) { return (d(3) + 1) / distance(d); });
  // what is read elsewhere, too, stays
  CHECK(divides(s / Sqrt(square) + Sqrt(square)) == 2);
  CHECK(divides(Sqrt(square) / s + Sqrt(square) / square) == 3);
  CHECK(divides(Pow<3>(Sqrt(square)) / Pow<3>(Sqrt(square) + 1_c)) == 2);
}

TEST_CASE("of a root and its reciprocals one is computed, the others of it", "[finalize]") {
  constexpr auto square = SqDist(x, y);
  const auto distance = [](const Data& d) { return std::sqrt(distance2(d)); };
  constexpr auto yukawa = Exp(-Sqrt(square)) / Sqrt(square);
  CHECK(final_count<SqrtOp>(yukawa) == 1);
  CHECK(final_count<RsqrtOp>(yukawa) == 0);
  check_value(yukawa, [=](const Data& d, int) { return std::exp(-distance(d)) / distance(d); });
  constexpr auto both = Pow<3>(Rsqrt(square)) + Exp(RsqrtOrZero(square));
  CHECK(final_count<RsqrtOp>(both) == 1);
  CHECK(final_count<RsqrtOrZeroOp>(both) == 0);
  CHECK(final_count<RsqrtOrZeroBesideRsqrtOp>(both) == 1);
  check_value(both, [=](const Data& d, int) { return std::pow(distance(d), -3) + std::exp(1 / distance(d)); });
  // a root that is made without one divides as it is: its square would overflow
  Data far(1, 0.5, 2);
  far.at[3] = {1e200};
  far.at[4] = {-1e200};
  CHECK(std::abs(value(Inv(Sqrt(p * Square(s - t))), far)[0] * (2e200 * std::sqrt(far(5))) - 1) <= 1e-15);
  CHECK(std::abs(value(Exp(t / s) / Sqrt(p * Square(s - t)), far)[0] * (2e200 * std::sqrt(far(5))) - std::exp(-1.0)) <=
        1e-15);
  // at 0
  const Data here(1, 0.5, 0.5);
  CHECK(value(RsqrtOrZero(square) + Min(Rsqrt(square), 7_c), here)[0] == 7);
  CHECK(std::isinf(value(yukawa, here)[0]));
}

TEST_CASE("whole powers of one number share their products", "[finalize]") {
  constexpr auto f = Sin(s - t);
  const auto sine = [](const Data& d) { return std::sin(d(3) - d(4)); };
  const auto products = [](auto h) {
    return final_count<MultOp>(h) + final_count<SquareOp>(h) + 100 * final_count<PowOp>(h) +
           100 * final_count<InvOp>(h) + 100 * final_count<DivideOp>(h);
  };
  CHECK(products(Exp(Pow<6>(f)) + Cos(Pow<3>(f))) == 3);
  CHECK(products(Exp(Pow<7>(f)) + Cos(Square(f))) == 4);
  CHECK(products(Exp(Pow<12>(f)) + Cos(Pow<6>(f)) + Sin(Pow<3>(f))) == 4);
  CHECK(products(Exp(Pow<5>(f)) + Cos(Pow<3>(f))) == 3);
  CHECK(products(Exp(Pow<6>(Inv(f))) + Cos(Pow<3>(Inv(f)))) == 103);
  CHECK(final_count<PowOp>(Exp(Pow<7>(f))) == 1);  // alone it stays
  CHECK(final_count<PowOp>(Pow<7>(f) + Pow<7>(t)) == 2);
  check_value(Exp(Pow<12>(f)) + Cos(Pow<6>(f)) + Sin(Pow<3>(f)), [=](const Data& d, int) {
    return std::exp(std::pow(sine(d), 12)) + std::cos(std::pow(sine(d), 6)) + std::sin(std::pow(sine(d), 3));
  });
  check_value(Exp(Pow<7>(f)) + Cos(Square(f)) + Sin(Pow<11>(f)), [=](const Data& d, int) {
    return std::exp(std::pow(sine(d), 7)) + std::cos(std::pow(sine(d), 2)) + std::sin(std::pow(sine(d), 11));
  });
  check_value(
      Concat(Pow<13>(x - y), Concat(Pow<7>(x - y), Square(x - y))),
      [](const Data& d, int k) { return std::pow(d(0, k % 3) - d(1, k % 3), k < 3   ? 13
                                                                            : k < 6 ? 7
                                                                                    : 2); }, 0, 1);
}

TEST_CASE("one division serves the reciprocals of the powers of one number", "[finalize]") {
  constexpr auto square = SqDist(x, y);
  const auto divisions = [](auto f) {
    int n = final_count<InvOp>(f) + final_count<DivideOp>(f);
    for (const Node& v : program<decltype(f)>.node)
      n += !v.is_leaf() && v.operation->id == operation_id<PowOp> && v.p0 < 0 ? 1 : 0;
    return n;
  };
  const auto check = [&](auto f, auto expected) {
    CHECK(divisions(f) == 1);
    check_value(f, expected, 0.5, 2, 1e4);
  };
  check(Pow<-6>(square) - Pow<-3>(square),
        [](const Data& d, int) { return std::pow(distance2(d), -6) - std::pow(distance2(d), -3); });
  check(1_c / Pow<12>(Norm2(x - y)) - 1_c / Pow<6>(Norm2(x - y)),
        [](const Data& d, int) { return std::pow(distance2(d), -6) - std::pow(distance2(d), -3); });
  check(Exp(s - t) / square + Sin(s - t) / Square(square), [](const Data& d, int) {
    return std::exp(d(3) - d(4)) / distance2(d) + std::sin(d(3) - d(4)) / std::pow(distance2(d), 2);
  });
  check(Exp(s - t) / square + Sin(s - t) / square,
        [](const Data& d, int) { return (std::exp(d(3) - d(4)) + std::sin(d(3) - d(4))) / distance2(d); });
  check(Pow<3>(Inv(square)) * Inv(square) + Square(Inv(Pow<3>(square))),
        [](const Data& d, int) { return std::pow(distance2(d), -4) + std::pow(distance2(d), -6); });
  check(Grad(Pow<-6>(square) - Pow<-3>(square), x, g), [](const Data& d, int k) {
    const double r2 = distance2(d);
    return d(7) * (-6 * std::pow(r2, -7) + 3 * std::pow(r2, -4)) * 2 * (d(0, k) - d(1, k));
  });
  // none, where a reciprocal norm is there
  constexpr auto with_norm = Pow<-3>(square) + Exp(s - t) / square + p / Norm2(x - y);
  CHECK(divisions(with_norm) == 0);
  check_value(
      with_norm,
      [](const Data& d, int) {
        const double r2 = distance2(d);
        return std::pow(r2, -3) + std::exp(d(3) - d(4)) / r2 + d(5) / std::sqrt(r2);
      },
      0.5, 2, 1e4);
  // a single quotient is one
  CHECK(final_count<DivideOp>(Exp(s - t) / square) == 1);
  // at 0 and beyond the largest number
  const Data here(1, 0.5, 0.5);
  CHECK(std::isinf(value(Pow<-6>(square) + Pow<-3>(square), here)[0]));
  const Data far(1, 1e60, 2e60);
  CHECK(value(Pow<-6>(square) + Pow<-3>(square), far)[0] == 0);
}

TEST_CASE("a factor of both sides of a sum is multiplied once", "[finalize]") {
  constexpr auto c = Sin(s - t);
  constexpr auto a = Cos(s + t);
  constexpr auto b = Exp(s - t);
  const auto products = [](auto f) { return final_count<MultOp>(f) + final_count<SquareOp>(f) + fused(f); };
  CHECK(products(c * a + c * b) == products(c * (a + b)));
  CHECK(products(c * a - c * b * a * b) == products(c * a * (1_c - b * b)));
  CHECK(products(Square(c) * a + c * b) == products(c * (c * a + b)));
  CHECK(products(c * a + b * Square(c)) == products(c * (a + b * c)));
  CHECK(products(p * a + p * b) == products(p * (a + b)));
  CHECK(products(t * a * s - s * t * b) == products((s * t) * (a - b)));
  CHECK(products(c * a + c) == products(c * a + b));  // nothing is gained
  const auto values = [](const Data& d) {
    return std::array{std::sin(d(3) - d(4)), std::cos(d(3) + d(4)), std::exp(d(3) - d(4))};
  };
  check_value(c * a - c * b * a * b, [=](const Data& d, int) {
    const auto [u, v, w] = values(d);
    return u * v - u * w * v * w;
  });
  check_value(Square(c) * a + c * b, [=](const Data& d, int) {
    const auto [u, v, w] = values(d);
    return u * u * v + u * w;
  });
  check_value(c * a - b * Square(c) + p * c * s - t * a * s, [=](const Data& d, int) {
    const auto [u, v, w] = values(d);
    return u * v - w * u * u + d(5) * u * d(3) - d(4) * v * d(3);
  });
  check_value(Exp(p * Square(c) * a - p * b * a), [=](const Data& d, int) {
    const auto [u, v, w] = values(d);
    return std::exp(d(5) * u * u * v - d(5) * w * v);
  });
}

TEST_CASE("a product of one use becomes part of a multiply-add", "[finalize]") {
  CHECK(final_count<FmaOp>(x * y + q) == 1);
  CHECK(final_count<FmaOp>(q + x * y) == 1);
  CHECK(final_count<FmsOp>(x * y - q) == 1);
  CHECK(final_count<FnmaOp>(q - x * y) == 1);
  CHECK(final_count<FmaOp>(Square(x - y) + q) == 1);
  CHECK(final_count<FnmaOp>(q - Square(x - y)) == 1);
  for (const auto n : {final_count<MultOp>(x * y + q), final_count<MultOp>(x * y - q), final_count<MultOp>(q - x * y),
                       final_count<SquareOp>(Square(x - y) + q)})
    CHECK(n == 0);
  CHECK(fused(s * t + p * s * t * t) >= 1);
  check_value(x * y + q, [](const Data& d, int k) { return d(0, k) * d(1, k) + d(2, k); });
  check_value(x * y - q, [](const Data& d, int k) { return d(0, k) * d(1, k) - d(2, k); });
  check_value(q - x * y, [](const Data& d, int k) { return d(2, k) - d(0, k) * d(1, k); });
  check_value(q - Square(x - y),
              [](const Data& d, int k) { return d(2, k) - (d(0, k) - d(1, k)) * (d(0, k) - d(1, k)); });
}

TEST_CASE("of two products one is fused", "[finalize]") {
  constexpr auto f = x * y - q * t * y * x * x;
  check_value(f, [](const Data& d, int k) { return d(0, k) * d(1, k) - d(2, k) * d(4) * d(1, k) * d(0, k) * d(0, k); });
  constexpr auto h = s * y - t * x;
  CHECK(fused(h) == 1);
  CHECK(final_count<MultOp>(h) == 1);
  check_value(h, [](const Data& d, int k) { return d(3) * d(1, k) - d(4) * d(0, k); });
}

TEST_CASE("a product of two uses is not fused", "[finalize]") {
  constexpr auto product = x * y;
  CHECK(fused((product + q) * Exp(product)) == 0);
  CHECK(final_count<MultOp>((product + q) * Exp(product)) == 2);
  CHECK(fused((product + q) / (product - q)) == 0);
  check_value((product + q) * Exp(product), [](const Data& d, int k) {
    const double v = d(0, k) * d(1, k);
    return (v + d(2, k)) * std::exp(v);
  });
}

TEST_CASE("a product that varies over fewer axes is computed there, not fused", "[finalize]") {
  CHECK(fused(s * x + y) == 0);  // s x once per row
  CHECK(fused(p * q + x) == 0);  // once per call
  CHECK(fused(s * Exp(s) + y) == 0);
  CHECK(fused(s * Exp(s) + t * y) == 0);  // once per row, once per column
  CHECK(pairs(s * x + y) == 1);
  check_value(s * x + y, [](const Data& d, int k) { return d(3) * d(0, k) + d(1, k); });
  // nor one of a lower dimension
  CHECK(fused(s * t + x * y) == 1);
  CHECK(final_count<MultOp>(s * t + x * y) == 1);
}

TEST_CASE("exponentials of pairs that only occur together become one", "[finalize]") {
  const auto exponentials = [](auto f) { return final_count<ExpOp>(f) + final_count<Exp2Op>(f); };
  const auto sq = [](const Data& d) { return distance2(d); };
  constexpr auto k1 = Exp(-(p * SqDist(x, y)));
  constexpr auto k2 = Exp(Cos(s - t));
  constexpr auto k3 = Exp(-Abs(s - t));
  CHECK(exponentials(k1 * k2) == 1);
  CHECK(fused(k1 * k2) == 1);
  check_value(
      k1 * k2, [sq](const Data& d, int) { return std::exp(-d(5) * sq(d) + std::cos(d(3) - d(4))); }, 0.1, 1);
  CHECK(exponentials(k2 * k3) == 1);
  check_value(k2 * k3, [](const Data& d, int) { return std::exp(std::cos(d(3) - d(4)) - std::fabs(d(3) - d(4))); });
  constexpr auto all = (k1 * t) * ((s * k2) * (p * k3));
  CHECK(exponentials(all) == 1);
  check_value(
      all,
      [sq](const Data& d, int) {
        return d(4) * d(3) * d(5) * std::exp(-d(5) * sq(d) + std::cos(d(3) - d(4)) - std::fabs(d(3) - d(4)));
      },
      0.1, 1);
  // also in its gradient, where the product occurs more than once
  CHECK(exponentials(Grad(k1 * k2 * k3, s, t)) == 1);
  CHECK(exponentials(Grad(k1 * k2, p, t)) == 1);
  // not where one of them is needed alone, or is computed once for each row or column
  CHECK(exponentials(k1 * k2 + k1) == 2);
  CHECK(exponentials(k1 * k2 + k1 * k3) == 3);
  CHECK(exponentials(Exp(s) * Exp(t)) == 2);
  CHECK(exponentials(Exp(s) * k2) == 2);
  check_value(
      k1 * k2 + k1 * k3,
      [sq](const Data& d, int) {
        return std::exp(-d(5) * sq(d)) * (std::exp(std::cos(d(3) - d(4))) + std::exp(-std::fabs(d(3) - d(4))));
      },
      0.1, 1);
}

TEST_CASE("a logarithm in the exponent of a power is marked as such, others are not", "[finalize]") {
  CHECK(final_count<Log1pOfPowerOp>(Exp(-(p * Log1p(SqDist(x, y))))) == 1);
  CHECK(final_count<Log1pOfPowerOp>(p * Log1p(SqDist(x, y))) == 0);
  check_value(
      Exp(-(p * Log1p(SqDist(x, y)))), [](const Data& d, int) { return std::pow(1 + distance2(d), -d(5)); }, 0.1, 1);
}

TEST_CASE("extrema of a formula and a constant know which of them is no NaN", "[finalize]") {
  CHECK(final_count<MaxOfNumberOp>(Max(s, 2_c)) == 1);
  CHECK(final_count<MaxOfNumberOp>(Max(2_c, s)) == 1);
  CHECK(final_count<MinOfNumberOp>(ClampInt<0, 1>(x)) == 1);
  CHECK(final_count<MaxOp>(Max(s, t)) == 1);
  CHECK(count<MaxOp>(Max(s, 2_c)) == 1);  // the draft, which is differentiated
  check_value(Clamp(0.3_c, x, 0.5_c), [](const Data& d, int k) { return std::fmin(std::fmax(0.3, d(0, k)), 0.5); });
  check_value(Max(0.3_c, Min(y, 0.5_c)), [](const Data& d, int k) { return std::fmax(0.3, std::fmin(d(1, k), 0.5)); });
}

TEST_CASE("of magnitudes the largest is that of their bits", "[finalize]") {
  CHECK(final_count<MaxOfMagnitudesOp>(Max(Abs(s), Square(t))) == 1);
  CHECK(final_count<MaxOfMagnitudesOp>(Max(Abs(s), t)) == 0);
  CHECK(final_count<MaxMagnitudeOp>(Max(Abs(x - y))) == 1);
  CHECK(final_count<MaxMagnitudeOp>(Max(x - y)) == 0);
  CHECK(count<MaxComponentOp>(Max(Abs(x - y))) == 1);  // the draft, which is differentiated
  check_value(Max(Abs(x), Square(y)),
              [](const Data& d, int k) { return std::fmax(std::fabs(d(0, k)), d(1, k) * d(1, k)); });
  check_value(Max(Abs(x - y)), [](const Data& d, int) {
    double largest = 0;
    for (int k = 0; k < 3; ++k) largest = std::fmax(largest, std::fabs(d(0, k) - d(1, k)));
    return largest;
  });
}

TEST_CASE("a power of an odd number of halves is one of square roots", "[finalize]") {
  const auto distance = [](const Data& d) { return 1 + distance2(d); };
  constexpr auto f = Powf(1_c + SqDist(x, y), -1.5_c);
  CHECK(final_count<PowfOp>(f) == 0);
  CHECK(count<PowfOp>(f) == 1);  // the draft, which is differentiated
  CHECK(final_count<PowfOp>(Powf(x, 0.5_c)) == 0);
  CHECK(final_count<PowfOp>(Powf(x, 1.5_c) + Powf(x, -0.5_c)) == 0);
  CHECK(final_count<PowfOp>(Powf(x, 2.5_c) + Powf(x, -3.5_c)) == 0);
  CHECK(final_count<PowfOp>(Powf(x, 4.5_c)) == 1);
  CHECK(final_count<PowfOp>(Powf(x, 0.25_c)) == 1);
  CHECK(final_count<PowfOp>(Powf(p, x)) == 1);
  check_value(f, [&](const Data& d, int) { return std::pow(distance(d), -1.5); });
  check_value(Powf(1_c + SqDist(x, y), -2.5_c), [&](const Data& d, int) { return std::pow(distance(d), -2.5); });
  check_value(Powf(1_c + SqDist(x, y), 3.5_c), [&](const Data& d, int) { return std::pow(distance(d), 3.5); });
  check_value(Powf(1_c + SqDist(x, y), 0.5_c), [&](const Data& d, int) { return std::sqrt(distance(d)); });
}

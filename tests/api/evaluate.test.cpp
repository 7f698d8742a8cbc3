// SPDX-License-Identifier: MIT
//
// evaluate(f, ...): one pair, at run time and in constant expressions.
#include <array>
#include <cmath>
#include <type_traits>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;
using Catch::Matchers::WithinRel;

namespace {

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr Pm<2, 1> p{};
using Pair = std::array<double, 2>;

constexpr bool near(double got, double want) {
  return (got > want ? got - want : want - got) <= 4e-15 * (want < 0 ? -want : want);
}

// ---- in constant expressions

static_assert(evaluate(x + y * p, Pair{1, 2}, Pair{3, 4}, 2.0) == Pair{7, 10});
static_assert(evaluate(x | y, Pair{1, 2}, Pair{3, 4})[0] == 11);
static_assert(evaluate(SqDist(x, y), Pair{1, 2}, Pair{3, 5})[0] == 13);
static_assert(evaluate(Norm2(x), Pair{3, 4})[0] == 5);
static_assert(evaluate(Concat(x, y), Pair{1, 2}, Pair{3, 4}) == std::array<double, 4>{1, 2, 3, 4});
static_assert(evaluate(Concat(x, p, y, 7_c), Pair{1, 2}, Pair{3, 4}, 5.0) == std::array<double, 6>{1, 2, 5, 3, 4, 7});
static_assert(evaluate(Grad(Concat(x, p, y, 7_c) | Concat(1_c, 2_c, 3_c, 4_c, 5_c, 6_c), y, 2_c), Pair{1, 2},
                       Pair{3, 4}, 5.0) == Pair{8, 10});
static_assert(evaluate(TensorProd(x, y), Pair{1, 2}, Pair{3, 4}) == std::array<double, 4>{3, 4, 6, 8});
static_assert(evaluate(MatVecMult(TensorProd(x, y), y), Pair{1, 2}, Pair{3, 4}) == Pair{25, 50});
static_assert(evaluate(ComplexMult(x, y), Pair{1, 2}, Pair{3, 4}) == Pair{-5, 10});
static_assert(evaluate(Conj(x), Pair{1, 2}) == Pair{1, -2});
static_assert(evaluate(Pow<-2>(x), Pair{2, -4}) == Pair{0.25, 0.0625});
static_assert(evaluate(Sign(x) * Abs(x), Pair{2, -4}) == Pair{2, -4});
static_assert(evaluate(RatCst<1, 4>{} - 0.5_c)[0] == -0.25);
static_assert(evaluate(Zero<3>{}) == std::array<double, 3>{0, 0, 0});
static_assert(near(evaluate(Exp(x | y), Pair{1, 0}, Pair{1, 9})[0], 2.718281828459045235));
static_assert(near(evaluate(Log(Sqrt(x)), Pair{4, 9})[1], 1.0986122886681098));
static_assert(evaluate(Grad(x | y, x, 2_c), Pair{1, 2}, Pair{3, 4}) == Pair{6, 8});
static_assert(evaluate(Grad(Square(x), x, y), Pair{1, 2}, Pair{3, 4}) == Pair{6, 16});

static_assert(std::is_same_v<decltype(evaluate(x, std::array<float, 2>{})), std::array<float, 2>>);
static_assert(std::is_same_v<decltype(evaluate(x, Pair{})), Pair>);

}  // namespace

TEST_CASE("evaluate at run time", "[evaluate]") {
  const std::vector<double> X{1, 2}, Y{0.5, -1};
  const auto r = evaluate(Sin(x * p) + Exp2(y), X, Y, 0.5);
  CHECK_THAT(r[0], WithinRel(std::sin(0.5) + std::sqrt(2.0), 4e-15));
  CHECK_THAT(r[1], WithinRel(std::sin(1.0) + 0.5, 4e-15));
  const auto by_name = evaluate(Sin(x * p) + Exp2(y), p = 0.5, y = Y, x = X);
  CHECK(by_name == r);
}

TEST_CASE("evaluate in float", "[evaluate]") {
  const std::vector<float> X{1, 2};
  const auto r = evaluate(Inv(x), X);
  static_assert(std::is_same_v<decltype(r), const std::array<float, 2>>);
  CHECK(r[0] == 1.0F);
  CHECK(r[1] == 0.5F);
}

TEST_CASE("evaluate: wrong sizes", "[evaluate]") {
  const std::vector<double> three{1, 2, 3};
  CHECK_THROWS_AS(evaluate(x, three), shape_error);
  CHECK_THROWS_AS(evaluate(x, 1.0), shape_error);
}

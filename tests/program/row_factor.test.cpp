// SPDX-License-Identifier: MIT
//
// Which factor of the rows a sum takes from its pairs, and that the sum is the same.
#include <cmath>
#include <vector>

#include "program/programs.hpp"

#include <kernfold/kernfold.hpp>
#include <kernfold/program/row_factor.hpp>

using namespace programs;

namespace {
template <Kept K, class F>
constexpr RowFactor factor_of(F) {
  return row_factor(program<F>, plan<F, K>);
}
constexpr Vi<4, 1> weight{};
constexpr Vj<5, 1> other{};

// sin(step), sin(2 step), ...
template <class T>
std::vector<T> waves(std::size_t n, double step) {
  std::vector<T> v(n);
  for (std::size_t k = 0; k < n; ++k) v[k] = static_cast<T>(std::sin(step * static_cast<double>(k + 1)));
  return v;
}
}  // namespace

TEST_CASE("a scalar of the rows that multiplies all pairs is a row factor", "[row_factor]") {
  constexpr auto f = weight * Exp(-SqDist(x, y)) * other * (x - y);
  constexpr RowFactor i = factor_of<Kept::i>(f), j = factor_of<Kept::j>(f);
  REQUIRE(i.product >= 0);
  CHECK(program<decltype(f)>.node[i.factor].axis == axis_i);
  REQUIRE(j.product >= 0);
  CHECK(program<decltype(f)>.node[j.factor].axis == axis_j);
}

TEST_CASE("so is a number of the call", "[row_factor]") {
  constexpr auto k = Exp(-SqDist(x, y));
  constexpr auto f = Pm<6, 1>{} * k * (x - y);
  constexpr RowFactor r = factor_of<Kept::i>(f);
  REQUIRE(r.product >= 0);
  CHECK(program<decltype(f)>.node[r.factor].axis == 0);
  CHECK(factor_of<Kept::i>(Sin(Pm<6, 1>{} * k) * (x - y)).product < 0);
}

TEST_CASE("so is a constant", "[row_factor]") {
  constexpr auto f = 3_c * Exp(s - t) * (x - y) * Inv(1_c + SqDist(x, y));
  constexpr RowFactor r = factor_of<Kept::i>(f);
  REQUIRE(r.product >= 0);
  CHECK(program<decltype(f)>.node[r.factor].is_constant());
}

TEST_CASE("so is what the output, a product, is multiplied by", "[row_factor]") {
  constexpr auto k = Inv(1_c + SqDist(x, y));
  constexpr auto f = weight * Square(k) * other * SqDist(x, y);
  constexpr RowFactor i = factor_of<Kept::i>(f), j = factor_of<Kept::j>(f);
  REQUIRE(i.product >= 0);
  CHECK(program<decltype(f)>.node[i.factor].axis == axis_i);
  REQUIRE(j.product >= 0);
  CHECK(program<decltype(f)>.node[j.factor].axis == axis_j);
  CHECK(factor_of<Kept::i>(weight * Exp(-SqDist(x, y))).product < 0);  // a product and a sum as it is
}

TEST_CASE("what not all pairs are multiplied by is none", "[row_factor]") {
  constexpr auto k = Exp(-SqDist(x, y));
  CHECK(factor_of<Kept::i>(k * (x - y)).product < 0);
  CHECK(factor_of<Kept::i>(weight * k * (x - y) + y).product < 0);
  CHECK(factor_of<Kept::i>(Sin(weight * k) * (x - y)).product < 0);
  CHECK(factor_of<Kept::i>(other * k * (x - y)).product < 0);
}

TEMPLATE_TEST_CASE("sums with a factor of the call", "[row_factor]", float, double) {
  constexpr std::ptrdiff_t M = 37, N = 203;
  const auto X = waves<TestType>(M, 1.3), Y = waves<TestType>(N, 2.1), V = waves<TestType>(3 * N, 3.7);
  for (const TestType number : {TestType(0.75), TestType(0), TestType(-3)}) {
    const auto of_i =
        reduce<Sum, Axis1>(Inv(Pm<3, 1>{} + 4_c) * Exp(-Square(Vi<0, 1>{} - Vj<1, 1>{})) * Vj<2, 3>{}, X, Y, V, number);
    for (std::size_t i = 0; i < M; ++i)
      for (std::size_t k = 0; k < 3; ++k) {
        double expected = 0;
        for (std::size_t j = 0; j < N; ++j)
          expected += std::exp(-std::pow(double(X[i]) - double(Y[j]), 2)) * double(V[3 * j + k]) / (double(number) + 4);
        CHECK(std::fabs(double(of_i(std::ptrdiff_t(i), std::ptrdiff_t(k))) - expected) <=
              (sizeof(TestType) == 4 ? 2e-5 : 2e-14));
      }
  }
}

TEMPLATE_TEST_CASE("sums with a constant factor", "[row_factor]", float, double) {
  constexpr std::ptrdiff_t M = 37, N = 203;
  const auto X = waves<TestType>(M, 1.3), Y = waves<TestType>(N, 2.1), V = waves<TestType>(3 * N, 3.7);
  constexpr auto d = Vi<0, 1>{} - Vj<1, 1>{};
  const auto sums = reduce<Sum, Axis1>(RatCst<-7, 3>{} * (Cos(d) * Inv(2_c + d)) * Vj<2, 3>{}, X, Y, V);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      double expected = 0;
      for (std::size_t j = 0; j < N; ++j) {
        const double difference = double(X[i]) - double(Y[j]);
        expected += -7.0 / 3 * std::cos(difference) / (2 + difference) * double(V[3 * j + k]);
      }
      CHECK(std::fabs(double(sums(std::ptrdiff_t(i), std::ptrdiff_t(k))) - expected) <=
            (sizeof(TestType) == 4 ? 2e-4 : 2e-13));
    }
}

TEMPLATE_TEST_CASE("sums with a factor of the rows", "[row_factor]", float, double) {
  constexpr std::ptrdiff_t M = 37, N = 203;
  const auto X = waves<TestType>(3 * M, 1.3), Y = waves<TestType>(3 * N, 2.1), V = waves<TestType>(N, 3.7);
  auto W = waves<TestType>(M, 0.7);
  W[5] = 0;
  constexpr Vi<0, 3> a{};
  constexpr Vj<1, 3> b{};
  constexpr auto f = Vi<2, 1>{} * Exp(-SqDist(a, b)) * Vj<3, 1>{} * (a - b);
  const auto of_i = f.template reduce<Sum, Axis1>(X, Y, W, V);
  const auto of_j = f.template reduce<Sum, Axis0>(X, Y, W, V);
  std::vector<double> sum_i(3 * M), sum_j(3 * N);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      double squares = 0;
      for (std::size_t k = 0; k < 3; ++k) squares += std::pow(double(X[3 * i + k]) - double(Y[3 * j + k]), 2);
      for (std::size_t k = 0; k < 3; ++k) {
        const double term =
            double(W[i]) * std::exp(-squares) * double(V[j]) * (double(X[3 * i + k]) - double(Y[3 * j + k]));
        sum_i[3 * i + k] += term;
        sum_j[3 * j + k] += term;
      }
    }
  const double tolerance = sizeof(TestType) == 4 ? 2e-5 : 2e-14;
  for (std::ptrdiff_t n = 0; n < 3 * M; ++n)
    CHECK(std::fabs(double(of_i(n / 3, n % 3)) - sum_i[static_cast<std::size_t>(n)]) <= tolerance);
  for (std::ptrdiff_t n = 0; n < 3 * N; ++n)
    CHECK(std::fabs(double(of_j(n / 3, n % 3)) - sum_j[static_cast<std::size_t>(n)]) <= tolerance);
}

TEMPLATE_TEST_CASE("sums of products with a factor of the rows", "[row_factor]", float, double) {
  constexpr std::ptrdiff_t M = 41, N = 203;
  const auto X = waves<TestType>(M, 1.3), Y = waves<TestType>(N, 2.1), V = waves<TestType>(N, 3.7);
  auto W = waves<TestType>(M, 0.7);
  W[5] = 0;
  constexpr Vi<0, 1> a{};
  constexpr Vj<1, 1> b{};
  constexpr auto f = Vi<2, 1>{} * Square(Inv(1_c + Square(a - b))) * (a - b) * Vj<3, 1>{};
  const auto of_i = f.template reduce<Sum, Axis1>(X, Y, W, V);
  const auto of_j = f.template reduce<Sum, Axis0>(X, Y, W, V);
  const auto of_all = f.template reduce<Sum, Axis01>(X, Y, W, V);
  std::vector<double> sum_i(M), sum_j(N);
  double sum = 0;
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      const double d = double(X[i]) - double(Y[j]);
      const double term = double(W[i]) * double(V[j]) * d / ((1 + d * d) * (1 + d * d));
      sum_i[i] += term;
      sum_j[j] += term;
      sum += term;
    }
  const double tolerance = sizeof(TestType) == 4 ? 2e-5 : 2e-14;
  for (std::ptrdiff_t i = 0; i < M; ++i)
    CHECK(std::fabs(double(of_i(i, 0)) - sum_i[static_cast<std::size_t>(i)]) <= tolerance);
  for (std::ptrdiff_t j = 0; j < N; ++j)
    CHECK(std::fabs(double(of_j(j, 0)) - sum_j[static_cast<std::size_t>(j)]) <= tolerance);
  CHECK(std::fabs(double(of_all.item()) - sum) <= 4 * tolerance);
}

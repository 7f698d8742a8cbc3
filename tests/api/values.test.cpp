// SPDX-License-Identifier: MIT
//
// dense and diagonal against evaluate, pair by pair.
#include <cmath>
#include <random>
#include <span>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 1> p{};
constexpr auto f = Exp(-p * SqDist(x, y)) * (x - y);

std::vector<double> numbers(std::size_t n, unsigned seed) {
  std::vector<double> r(n);
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  for (double& t : r) t = normal(random);
  return r;
}

}  // namespace

TEST_CASE("dense gives every value", "[values]") {
  for (const std::size_t M : {0U, 1U, 5U})
    for (const std::size_t N : {0U, 1U, 70U}) {
      const auto X = numbers(3 * M, 1), Y = numbers(3 * N, 2);
      const auto all = dense(f, X, Y, 0.5);
      REQUIRE(all.rows() == static_cast<std::ptrdiff_t>(M));
      REQUIRE(all.cols() == static_cast<std::ptrdiff_t>(3 * N));
      for (std::size_t i = 0; i < M; ++i)
        for (std::size_t j = 0; j < N; ++j) {
          const auto one = evaluate(f, std::span(X).subspan(3 * i, 3), std::span(Y).subspan(3 * j, 3), 0.5);
          for (std::size_t k = 0; k < 3; ++k)
            CHECK(std::abs(all(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(3 * j + k)) - one[k]) <=
                  1e-14 * std::abs(one[k]));
        }
    }
}

TEST_CASE("dense and diagonal know the indices", "[values]") {
  const auto X = numbers(3 * 40, 1), Y = numbers(3 * 40, 2);
  const auto all = dense(10_c * IndexI{} + IndexJ{} + Elem<0>(x) * Elem<1>(y), X, Y);
  const auto diagonal_of = diagonal(10_c * IndexI{} + IndexJ{} + Elem<0>(x) * Elem<1>(y), X, Y);
  REQUIRE(diagonal_of.rows() == 40);
  for (std::ptrdiff_t i = 0; i < 40; ++i) {
    for (std::ptrdiff_t j = 0; j < 40; ++j) {
      const double product = X[static_cast<std::size_t>(3 * i)] * Y[static_cast<std::size_t>(3 * j + 1)];
      CHECK(std::abs(all(i, j) - (10.0 * static_cast<double>(i) + static_cast<double>(j) + product)) <= 1e-13);
    }
    CHECK(diagonal_of(i, 0) == all(i, i));
  }
}

TEST_CASE("diagonal pairs i with i", "[values]") {
  const auto X = numbers(3 * 33, 1), Y = numbers(3 * 33, 2);
  const auto values = diagonal(f, X, Y, 0.25);
  for (std::size_t i = 0; i < 33; ++i) {
    const auto one = evaluate(f, std::span(X).subspan(3 * i, 3), std::span(Y).subspan(3 * i, 3), 0.25);
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(std::abs(values(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(k)) - one[k]) <=
            1e-14 * std::abs(one[k]));
  }
  CHECK_THROWS_AS(diagonal(f, X, numbers(3 * 32, 2), 0.25), shape_error);
}

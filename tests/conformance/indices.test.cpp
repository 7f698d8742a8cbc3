// SPDX-License-Identifier: MIT
//
// The indices as formulas: bands, triangles and i != j; over tiles and blocks and what is left of them, along both
// axes.
#include "support/conformance.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr IndexI i{};
constexpr IndexJ j{};
constexpr auto upper = IfElse(j - i, x* y, Zero<2>{});

}  // namespace

TEST_CASE("a triangle of the matrix, its gradient, and functions of both indices", "[indices]") {
  for (const std::ptrdiff_t rows : {1, 100, 700}) {
    conformance::check<Axis1, float>(upper, rows, 533);
    conformance::check_gradient<Axis1, float>(upper, y, rows, 70);
    conformance::check<Axis0, double>(Where(And(NotEqual(i, j), Abs(i - j) <= 3_c), x | y, Exp(-i) * Sin(j)), rows, 70);
  }
}

TEST_CASE("sums of indices alone", "[indices]") {
  const auto c = reduction<Sum, Axis1>(100_c * i + j)(size_i(300), size_j(5));
  REQUIRE(c.rows() == 300);
  for (std::ptrdiff_t k = 0; k < 300; ++k) CHECK(c(k, 0) == static_cast<double>(500 * k + 10));
  const auto d = reduction<Sum, Axis0>(Max(i, j))(size_i(3), size_j(70));
  REQUIRE(d.rows() == 70);
  for (std::ptrdiff_t k = 2; k < 70; ++k) CHECK(d(k, 0) == static_cast<double>(3 * k));
}

TEST_CASE("an index in every chunk of a long sum", "[indices]") {
  constexpr double n = 100000;
  const auto c = reduction<Sum, Axis1>(Max(i, j))(size_i(2), size_j(100000));
  CHECK(c(0, 0) == n * (n - 1) / 2);
  CHECK(c(1, 0) == n * (n - 1) / 2 + 1);
}

TEST_CASE("sums with indices that separate", "[indices]") {
  conformance::check<Axis1, double, conformance::Way::separately>((i + 1_c) * (j + 2_c) * (x | y), 40, 30);
}

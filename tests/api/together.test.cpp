// SPDX-License-Identifier: MIT
//
// Several reductions in one pass: each gives what it gives alone, for all axes, by position and by name.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 2> v{};
constexpr auto d = SqDist(x, y);

template <class T>
std::vector<T> numbers(std::size_t n, unsigned seed) {
  std::vector<T> r(n);
  std::mt19937 random(seed);
  std::normal_distribution<T> normal;
  for (T& t : r) t = normal(random);
  return r;
}

// Sums may differ in the last bits: their kernels have other tiles.
template <class A, class B>
void check_close(const A& a, const B& b, double tolerance) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  for (std::ptrdiff_t k = 0; k < a.size(); ++k)
    CHECK(std::abs(static_cast<double>(a.data()[k] - b.data()[k])) <=
          tolerance * (1 + std::abs(static_cast<double>(b.data()[k]))));
}
template <class A, class B>
void check_same(const A& a, const B& b) {
  check_close(a, b, 0);
}

template <class T, class A>
void check_axis(std::size_t M, std::size_t N) {
  const auto X = numbers<T>(3 * M, 1), Y = numbers<T>(3 * N, 2), V = numbers<T>(2 * N, 3);
  const double rounding = sizeof(T) == 4 ? 3e-6 : 1e-13;
  const auto [sum, nearest, three, log, mean] =
      reduce<A>(reduction<Sum>(Exp(-d) * v), reduction<MinArgMin>(d), reduction<KMin<3>>(d),
                reduction<LogSumExp>(-2_c * d), reduction<Mean>(d, Square(v)), X, Y, V);
  check_close(sum, reduce<Sum, A>(Exp(-d) * v, X, Y, V), rounding);
  const auto alone = reduce<MinArgMin, A>(d, X, Y);
  check_close(nearest.values, alone.values, rounding);
  check_same(nearest.indices, alone.indices);
  check_close(three, reduce<KMin<3>, A>(d, X, Y), rounding);
  check_close(log, reduce<LogSumExp, A>(-2_c * d, X, Y), rounding);
  check_close(mean, reduce<Mean, A>(d, Square(v), X, Y, V), rounding);
}

}  // namespace

TEST_CASE("several reductions in one pass give what each gives alone", "[together]") {
  check_axis<float, Axis1>(53, 1237);
  check_axis<float, Axis0>(53, 1237);
  check_axis<float, Axis01>(53, 1237);
  check_axis<double, Axis1>(1, 17);
  check_axis<double, Axis0>(130, 3);
  check_axis<double, Axis01>(5, 65);
}

TEST_CASE("an operator of several reductions, arguments by name", "[together]") {
  const auto X = numbers<double>(3 * 9, 1), Y = numbers<double>(3 * 20, 2);
  const auto op = reduce<Axis0>(reduction<Sum>(d), reduction<Max>(x + y));
  const auto [sum, most] = op(y = Y, x = X, threads(2));
  check_close(sum, reduce<Sum, Axis0>(d, X, Y), 1e-14);
  check_same(most, reduce<Max, Axis0>(x + y, X, Y));
  const auto [again, one] = reduction<Axis0>(reduction<Sum>(d), reduction<Max>(x + y))(X, Y);
  check_same(again, sum);
  check_same(one, most);
}

TEST_CASE("one formula, or one and the part of another, in several reductions", "[together]") {
  const auto X = numbers<double>(3 * 9, 1), Y = numbers<double>(3 * 20, 2);
  // an output that another output reads; the same output twice; a variable; what needs no pairs
  const auto [a, b, c, e, f] = reduce<Axis1>(reduction<Sum>(x - y), reduction<Sum>(Square(x - y)),
                                             reduction<Max>(x - y), reduction<Max>(x), reduction<Sum>(Exp(y)), X, Y);
  check_close(a, reduce<Sum, Axis1>(x - y, X, Y), 1e-13);
  check_close(b, reduce<Sum, Axis1>(Square(x - y), X, Y), 1e-13);
  check_same(c, reduce<Max, Axis1>(x - y, X, Y));
  for (std::size_t k = 0; k < X.size(); ++k) CHECK(e.data()[k] == X[k]);
  for (std::ptrdiff_t i = 0; i < 9; ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      double s = 0;
      for (std::size_t j = 0; j < 20; ++j) s += std::exp(Y[3 * j + k]);
      CHECK(std::abs(f(i, static_cast<std::ptrdiff_t>(k)) - s) <= 1e-13 * s);
    }
}

TEST_CASE("several reductions of nothing", "[together]") {
  const std::vector<float> X{1, 2, 3}, none;
  const auto [sum, most, log] = reduce<Axis1>(reduction<Sum>(d), reduction<Max>(d), reduction<LogSumExp>(d), X, none);
  CHECK(sum(0, 0) == 0);
  CHECK(most(0, 0) == -std::numeric_limits<float>::infinity());
  CHECK(log(0, 0) == -std::numeric_limits<float>::infinity());
  const auto [no_sum, no_max] = reduce<Axis1>(reduction<Sum>(d), reduction<Max>(d), none, X);
  CHECK(no_sum.rows() == 0);
  CHECK(no_max.rows() == 0);
  CHECK_THROWS_AS(reduce<Axis1>(reduction<Sum>(d), reduction<Max>(d), std::vector<float>{1, 2}, X), shape_error);
}

// The states of a float are kept before those with 64-bit indices; sanitizers see the addresses.
TEST_CASE("states of different alignment over both axes", "[together]") {
  const auto X = numbers<float>(3 * 3, 1), Y = numbers<float>(3 * 4, 2);
  const auto [largest, nearest] = reduce<Axis01>(reduction<Max>(d), reduction<MinArgMin>(d), X, Y);
  double most = -1, least = 1e9;
  std::int64_t at = -1;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      double s = 0;
      for (std::size_t k = 0; k < 3; ++k) s += std::pow(double{X[3 * i + k]} - double{Y[3 * j + k]}, 2);
      most = std::max(most, s);
      if (s < least) {
        least = s;
        at = static_cast<std::int64_t>(4 * i + j);
      }
    }
  CHECK(std::abs(double{largest(0, 0)} - most) < 1e-6 * most);
  CHECK(std::abs(double{nearest.values(0, 0)} - least) < 1e-6 * most);
  CHECK(nearest.indices(0, 0) == at);
}

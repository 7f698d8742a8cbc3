// SPDX-License-Identifier: MIT
//
// Max and Min over either axis and over both, against loops; empty axes, infinities and NaN.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/conformance.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr auto f = x * y - Square(y);  // two products and a difference: no choice of roundings changes the order much

// The extremum of the exact values, for sign 1 the largest, -1 the smallest.
template <class T>
std::vector<double> exact(const std::vector<T>& X, const std::vector<T>& Y, bool over_i, bool over_j, double sign) {
  const std::size_t M = X.size() / 2, N = Y.size() / 2;
  std::vector<double> r(2 * (over_i && over_j ? 1 : over_j ? M : N), -std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j)
      for (std::size_t k = 0; k < 2; ++k) {
        const double a = static_cast<double>(X[2 * i + k]), b = static_cast<double>(Y[2 * j + k]);
        double& best = r[2 * (over_i && over_j ? 0 : over_j ? i : j) + k];
        best = std::max(best, sign * (a * b - b * b));
      }
  for (double& v : r) v *= sign;
  return r;
}

template <class R, class A, class T>
void check(std::size_t M, std::size_t N, double sign) {
  conformance::Normal normal(5);
  const auto X = normal.vector<T>(static_cast<std::ptrdiff_t>(2 * M)),
             Y = normal.vector<T>(static_cast<std::ptrdiff_t>(2 * N));
  const auto got = reduction<R, A>(f)(X, Y);
  const auto want = exact(X, Y, !std::is_same_v<A, Axis1>, !std::is_same_v<A, Axis0>, sign);
  REQUIRE(static_cast<std::size_t>(got.size()) == want.size());
  for (std::size_t k = 0; k < want.size(); ++k) {
    const double have = static_cast<double>(got.data()[k]);
    // each term is a difference of products of numbers below 6
    CHECK((have == want[k] ||
           std::fabs(have - want[k]) <= 36 * 2 * static_cast<double>(std::numeric_limits<T>::epsilon())));
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Max and Min over either axis and both", "[reductions]", float, double) {
  constexpr std::size_t sizes[][2] = {{1, 1}, {17, 65}, {3, 5000}, {700, 2}};
  for (const auto& n : sizes) {
    check<Max<>, Axis1, TestType>(n[0], n[1], 1);
    check<Max<>, Axis0, TestType>(n[0], n[1], 1);
    check<Min<>, Axis1, TestType>(n[0], n[1], -1);
    check<Min<>, Axis01, TestType>(n[0], n[1], -1);
  }
}

#if !defined(__FAST_MATH__)
TEST_CASE("Max and Min of nothing, of infinities and of NaN", "[reductions]") {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> U{1, 2, 3}, V;
  for (const double r : reduce<Max, Axis1>(u + v, U, V)) CHECK(r == -inf);
  for (const double r : reduce<Min, Axis1>(u + v, U, V)) CHECK(r == inf);
  CHECK(reduce<Max, Axis0>(u + v, U, V).rows() == 0);
  CHECK(reduce<Min, Axis01>(u + v, U, V)(0, 0) == inf);
  V = {4, -inf, inf, 5};
  CHECK(reduce<Max, Axis1>(u + v, U, V)(2, 0) == inf);
  CHECK(reduce<Min, Axis1>(u + v, U, V)(2, 0) == -inf);
  V[3] = nan;
  for (const double r : reduce<Max, Axis1>(u + v, U, V)) CHECK(std::isnan(r));
  V.assign(100, -7);
  V[99] = nan;  // the last of a block
  for (const double r : reduce<Min, Axis1>(u + v, U, V)) CHECK(std::isnan(r));
}
#endif

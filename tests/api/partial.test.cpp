// SPDX-License-Identifier: MIT
//
// Partial results: the axis cut at random, parts merged in random order and grouping, against the whole at once.
#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr auto d = SqDist(x, y);

// Few different values, so that many are equal.
std::vector<float> numbers(std::size_t n, unsigned seed) {
  std::vector<float> r(n);
  std::mt19937 random(seed);
  for (float& t : r) t = static_cast<float>(random() % 9) / 4;
  return r;
}

// Merges parts of Y in a random order, two and two, as a tree.
template <class Op>
auto in_parts(const Op& op, const std::vector<float>& X, const std::vector<float>& Y, std::mt19937& random) {
  const std::size_t N = Y.size() / 2;
  std::vector<std::size_t> cuts{0, N};
  for (int k = 0; k < 6; ++k) cuts.push_back(random() % (N + 1));
  std::sort(cuts.begin(), cuts.end());
  using State = decltype(partial(op, X, Y));
  std::vector<State> parts;
  for (std::size_t k = 0; k + 1 < cuts.size(); ++k)
    parts.push_back(partial(op, X, std::span(Y).subspan(2 * cuts[k], 2 * (cuts[k + 1] - cuts[k])),
                            first_index(static_cast<std::ptrdiff_t>(cuts[k]))));
  std::shuffle(parts.begin(), parts.end(), random);
  while (parts.size() > 1) {
    const std::size_t a = random() % parts.size();
    State taken = parts[a];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(a));
    parts[random() % parts.size()].merge(taken);
  }
  return parts[0].finish();
}

template <class T>
void check_same(const Tensor<T>& a, const Tensor<T>& b, double tolerance = 0) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  for (std::ptrdiff_t k = 0; k < a.size(); ++k)
    CHECK(std::abs(static_cast<double>(a.data()[k] - b.data()[k])) <=
          tolerance * std::abs(static_cast<double>(b.data()[k])));
}

}  // namespace

TEST_CASE("parts of the axis, merged in any order and grouping", "[partial]") {
  std::mt19937 random(5);
  for (int round = 0; round < 8; ++round) {
    const auto X = numbers(2 * (1 + random() % 40), static_cast<unsigned>(random())),
               Y = numbers(2 * (1 + random() % 3000), static_cast<unsigned>(random()));
    const auto check = [&](auto op, double tolerance = 0) {
      check_same(in_parts(op, X, Y, random), op(X, Y), tolerance);
    };
    check(reduction<Sum, Axis1>(d), 3e-7);
    check(reduction<LogSumExp, Axis1>(-3_c * d), 3e-6);
    check(reduction<SumSoftMaxWeight, Axis1>(-3_c * d, y), 3e-6);
    check(reduction<Mean, Axis1>(d), 3e-7);
    check(reduction<Max, Axis1>(x + y));
    check(reduction<ArgMin, Axis1>(x + y));
    check(reduction<ArgMax, Axis1>(d));
    check(reduction<KMin<4>, Axis1>(d));
    check(reduction<ArgKMin<4>, Axis1>(d));
    check(reduction<ArgKMax<70>, Axis1>(d));
    check(reduction<Count, Axis1>(d < 1_c));
    check(reduction<Prod, Axis1>(1_c + d * 0.0001_c), 1e-4);
    const auto moments = reduction<MeanVariance, Axis1>(100_c + d);
    const auto merged = in_parts(moments, X, Y, random), whole = moments(X, Y);
    check_same(merged.mean, whole.mean, 3e-7);
    check_same(merged.variance, whole.variance, 1e-5);
  }
}

TEST_CASE("a partial result is a value and begins as the identity", "[partial]") {
  const auto X = numbers(2 * 5, 1), Y = numbers(2 * 100, 2);
  constexpr auto op = reduction<MinArgMin, Axis1>(d);
  auto total = partial(op, X, std::vector<float>{});
  const auto empty = total.finish();
  CHECK(empty.indices(3, 0) == -1);
  CHECK(empty.values(3, 0) == std::numeric_limits<float>::infinity());
  auto copy = total;
  copy.merge(partial(op, X, Y));
  CHECK(total.finish().indices(3, 0) == -1);
  check_same(copy.finish().indices, op(X, Y).indices);
  CHECK_THROWS_AS(total.merge(partial(op, Y, X)), shape_error);
  CHECK_THROWS_WITH(first_index(-5), "kernfold: first_index(-5): an index cannot be negative");  // -1: there is none
}

TEST_CASE("partial results over i", "[partial]") {
  const auto X = numbers(2 * 300, 1), Y = numbers(2 * 7, 2);
  constexpr auto op = reduction<ArgMax, Axis0>(d);
  auto total = partial(op, std::span(X).subspan(200), Y, first_index(100), threads(2));
  total.merge(partial(op, std::span(X).first(200), Y));
  check_same(total.finish(), op(X, Y));
}

TEST_CASE("parts of an axis: indices in the formula are those of the whole axis", "[partial]") {
  // of quarters, so that sums are exact
  constexpr Vi<0, 1> a{};
  constexpr Vj<1, 1> b{};
  constexpr auto triangle = Where(IndexJ{} <= 3_c * IndexI{}, a * b, 0_c);
  constexpr auto linear = IndexJ{} * b + IndexI{} * a;
  const std::size_t M = 40, N = 150, cut = 70;
  const auto X = numbers(M, 3), Y = numbers(N, 4);
  std::vector<double> want_triangle(M), want_linear(M), want_over_i(N), largest(M, -1e30);
  std::vector<std::size_t> at(M);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      const double u = static_cast<double>(X[i]), v = static_cast<double>(Y[j]);
      const double f = static_cast<double>(j) * v + static_cast<double>(i) * u;
      if (j <= 3 * i) want_triangle[i] += u * v;
      want_linear[i] += f;
      want_over_i[j] += f;
      if (f > largest[i]) largest[i] = f, at[i] = j;
    }
  const std::span all(Y), rows(X);
  const auto over_j = [&](auto op) {
    auto total = partial(op, X, all.subspan(cut), first_index(cut));
    total.merge(partial(op, X, all.first(cut), threads(2), first_index(0)));
    return total.finish();
  };
  const auto t = over_j(reduction<Sum, Axis1>(triangle)), l = over_j(reduction<Sum, Axis1>(linear));
  const auto m = over_j(reduction<MaxArgMax, Axis1>(linear));
  for (std::size_t i = 0; i < M; ++i) {
    const auto k = static_cast<std::ptrdiff_t>(i);
    CHECK(static_cast<double>(t(k, 0)) == want_triangle[i]);
    CHECK(static_cast<double>(l(k, 0)) == want_linear[i]);
    CHECK(static_cast<double>(m.values(k, 0)) == largest[i]);
    CHECK(m.indices(k, 0) == static_cast<std::int64_t>(at[i]));
  }
  constexpr auto over_i = reduction<Sum, Axis0>(linear);
  auto total = partial(over_i, rows.first(13), Y);
  total.merge(partial(over_i, rows.subspan(13), Y, first_index(13)));
  const auto c = total.finish();
  for (std::size_t j = 0; j < N; ++j)
    CHECK(static_cast<double>(c(static_cast<std::ptrdiff_t>(j), 0)) == want_over_i[j]);
}

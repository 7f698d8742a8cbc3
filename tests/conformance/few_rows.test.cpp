// SPDX-License-Identifier: MIT
//
// Reductions of fewer rows than a tile has, by registers of neighbouring columns: numbers of rows on both sides of
// where that ends, numbers of columns that fill registers, batches and chunks or do not, and reductions that remember
// places.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "support/conformance.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 2> b{};
constexpr Vi<3, 1> s{};
constexpr Pm<4, 1> p{};
constexpr auto gaussian = Exp(-SqDist(x, y)) * b;
// Rows, columns and parameters have something computed.
constexpr auto mixed = (Sin(s) + Cos(p)) * Exp(-SqDist(x, y)) * Exp(-Square(b));

template <class T>
void check_sums(std::ptrdiff_t rows, std::ptrdiff_t columns) {
  conformance::check<Axis1, T>(gaussian, rows, columns);
  conformance::check<Axis0, T>(mixed, columns, rows);
  conformance::check<Axis1, T>(mixed, rows, columns);
  conformance::check<Axis01, T>(gaussian, rows, columns);
}

// All values of |x - y|^2, in long double.
template <class T>
std::vector<long double> distances(const std::vector<T>& X, const std::vector<T>& Y) {
  std::vector<long double> r;
  for (std::size_t i = 0; i < X.size(); i += 3)
    for (std::size_t j = 0; j < Y.size(); j += 3) {
      long double q = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const long double d = static_cast<long double>(X[i + k]) - static_cast<long double>(Y[j + k]);
        q += d * d;
      }
      r.push_back(q);
    }
  return r;
}

}  // namespace

TEMPLATE_TEST_CASE("sums of few rows", "[few rows]", float, double) {
  for (const std::ptrdiff_t rows : {1, 2, 3, 5, 6, 7, 11, 12, 13, 17})
    for (const std::ptrdiff_t columns : {7, 16, 31, 64, 65, 79, 127, 600, 1025}) check_sums<TestType>(rows, columns);
  check_sums<TestType>(3, 20011);  // several chunks, of several batches each
  conformance::check_gradient<Axis1, TestType>(gaussian, x, 4, 333);
  conformance::check_gradient<Axis1, TestType>(gaussian, y, 333, 4);
}

TEMPLATE_TEST_CASE("few rows of long vectors, of which a batch is few columns", "[few rows]", float, double) {
  constexpr Vi<0, 70> u{};
  constexpr Vj<1, 70> v{};
  for (const std::ptrdiff_t rows : {1, 4, 5, 9, 21})
    for (const std::ptrdiff_t columns : {63, 64, 200}) {
      conformance::check<Axis1, TestType>(Square(0.1_c * (u | v)) * v, rows, columns);
      conformance::check<Axis1, TestType>(Inv(1_c + 0.1_c * SqDist(u, v)), rows, columns);
    }
}

TEMPLATE_TEST_CASE("places among the columns that few rows meet", "[few rows]", float, double) {
  using T = TestType;
  constexpr std::ptrdiff_t rows = 5;
  for (const std::ptrdiff_t columns : {64, 99, 5000, 30001}) {
    conformance::Normal normal(static_cast<std::uint64_t>(columns));
    const auto X = normal.vector<T>(3 * rows);
    auto Y = normal.vector<T>(3 * columns);
    // twins: the first one counts, wherever its lane is
    const std::size_t first = 20, second = static_cast<std::size_t>(columns) - 2;
    for (std::size_t k = 0; k < 3; ++k) Y[3 * first + k] = Y[3 * second + k] = X[k];
    const auto all = distances(X, Y);
    const auto nearest = reduce<MinArgMin, Axis1>(SqDist(x, y), X, Y);
    const auto farthest = reduce<ArgMax, Axis1>(SqDist(x, y), X, Y);
    for (std::ptrdiff_t i = 0; i < rows; ++i) {
      const long double* const d = all.data() + i * columns;
      std::ptrdiff_t low = 0, high = 0;
      for (std::ptrdiff_t j = 1; j < columns; ++j) {
        if (d[j] < d[low]) low = j;
        if (d[j] > d[high]) high = j;
      }
      CHECK(nearest.indices(i, 0) == low);
      CHECK(std::fabs(static_cast<long double>(nearest.values(i, 0)) - d[low]) <= 8 * conformance::unit<T> * d[low]);
      CHECK(farthest(i, 0) == high);
    }
    const auto of_all = reduce<ArgMax, Axis01>(SqDist(x, y), X, Y);
    CHECK(of_all(0, 0) == std::max_element(all.begin(), all.end()) - all.begin());
    const auto twins = reduce<ArgMin, Axis01>(SqDist(x, y), X, Y);
    CHECK(twins(0, 0) == 20);
  }
}

TEMPLATE_TEST_CASE("the nearest columns of few rows, sorted, ties by their places", "[few rows]", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t rows : {1, 2, 4, 5})
    for (const std::ptrdiff_t columns : {64, 77, 3001, 200003}) {
      INFO(conformance::sizes(rows, columns));
      conformance::Normal normal(11);
      // whole numbers: exact distances, of which many are the same
      auto X = normal.vector<T>(3 * rows), Y = normal.vector<T>(3 * columns);
      for (auto* data : {&X, &Y})
        for (T& v : *data) v = std::round(3 * v);
      const auto all = distances(X, Y);
      const auto got = reduce<KMinArgKMin<6>, Axis1>(SqDist(x, y), X, Y);
      const auto few = reduce<ArgKMax<70>, Axis1>(SqDist(x, y), X, Y);
      for (std::ptrdiff_t i = 0; i < rows; ++i) {
        const long double* const d = all.data() + i * columns;
        std::vector<std::ptrdiff_t> order(static_cast<std::size_t>(columns));
        for (std::size_t j = 0; j < order.size(); ++j) order[j] = static_cast<std::ptrdiff_t>(j);
        std::stable_sort(order.begin(), order.end(), [&](auto j, auto k) { return d[j] < d[k]; });
        for (std::ptrdiff_t k = 0; k < 6; ++k) {
          CHECK(got.indices(i, k) == order[static_cast<std::size_t>(k)]);
          CHECK(static_cast<long double>(got.values(i, k)) == d[order[static_cast<std::size_t>(k)]]);
        }
        std::stable_sort(order.begin(), order.end(), [&](auto j, auto k) { return d[j] > d[k]; });
        for (std::ptrdiff_t k = 0; k < 70; ++k)
          CHECK(few(i, k) == (k < columns ? order[static_cast<std::size_t>(k)] : -1));
      }
    }
}

TEST_CASE("a NaN in a lane of few rows is the extremum, and the first of them its place", "[few rows]") {
  conformance::Normal normal(3);
  const auto X = normal.vector<float>(6);
  auto Y = normal.vector<float>(3 * 1000);
  Y[3 * 700] = Y[3 * 131 + 1] = Y[3 * 999 + 2] = std::numeric_limits<float>::quiet_NaN();
  const auto r = reduce<MaxArgMax, Axis1>(-SqDist(x, y), X, Y);
  for (std::ptrdiff_t i = 0; i < 2; ++i) {
    CHECK(std::isnan(r.values(i, 0)));
    CHECK(r.indices(i, 0) == 131);
  }
}

TEST_CASE("reductions whose states have shifts, weights and factors, of few rows", "[few rows]") {
  for (const std::ptrdiff_t rows : {1, 3, 6})
    for (const std::ptrdiff_t columns : {70, 1003}) {
      INFO(conformance::sizes(rows, columns));
      conformance::Normal normal(5);
      auto X = normal.vector<double>(3 * rows), Y = normal.vector<double>(3 * columns);
      for (double& v : Y) v *= 20;  // exponents far apart
      const auto all = distances(X, Y);
      const auto weights = normal.vector<double>(2 * columns);
      const auto sums = reduce<LogSumExp, Axis1>(-SqDist(x, y), X, Y);
      const auto means = reduce<SumSoftMaxWeight, Axis1>(-0.01_c * SqDist(x, y), b, X, Y, weights);
      const auto moments = reduce<MeanVariance, Axis1>(SqDist(x, y), X, Y);
      const auto product = reduce<Prod, Axis1>(Exp(0.0001_c * (1_c - 0.0005_c * SqDist(x, y))), X, Y);
      for (std::ptrdiff_t i = 0; i < rows; ++i) {
        const long double* const d = all.data() + i * columns;
        long double least = d[0], sum = 0, mean = 0, variance = 0, logarithm = 0, top[2] = {}, bottom = 0;
        for (std::ptrdiff_t j = 0; j < columns; ++j) least = std::min(least, d[j]);
        for (std::ptrdiff_t j = 0; j < columns; ++j) {
          sum += std::exp(least - d[j]);
          mean += d[j] / static_cast<long double>(columns);
          logarithm += 0.0001L * (1 - 0.0005L * d[j]);
          const long double w = std::exp(-0.01L * d[j]);
          bottom += w;
          for (int k = 0; k < 2; ++k)
            top[k] += w * static_cast<long double>(weights[static_cast<std::size_t>(2 * j + k)]);
        }
        for (std::ptrdiff_t j = 0; j < columns; ++j)
          variance += (d[j] - mean) * (d[j] - mean) / static_cast<long double>(columns);
        const auto close = [](double got, long double want, long double scale) {
          return std::fabs(static_cast<long double>(got) - want) <= 1e-13L * scale;
        };
        CHECK(close(sums(i, 0), std::log(sum) - least, 1 + least));
        for (int k = 0; k < 2; ++k) CHECK(close(means(i, k), top[k] / bottom, 1));
        CHECK(close(moments.mean(i, 0), mean, mean));
        CHECK(close(moments.variance(i, 0), variance, variance + mean * mean));
        CHECK(close(product(i, 0), std::exp(logarithm), std::exp(logarithm)));
      }
    }
}

TEST_CASE("results of few rows do not depend on threads", "[few rows]") {
  conformance::Normal normal(9);
  const auto X = normal.vector<float>(9), Y = normal.vector<float>(3 * 100003), B = normal.vector<float>(2 * 100003);
  const auto one = reduce<Sum, Axis1>(gaussian, X, Y, B, threads(1));
  for (const int n : {2, 3, 7}) {
    const auto some = reduce<Sum, Axis1>(gaussian, X, Y, B, threads(n));
    CHECK(std::memcmp(some.data(), one.data(), sizeof(float) * 6) == 0);
  }
}

// A factor of the row leaves the pairs unless the sum without it overflows: then columns are taken again, in batches,
// which hold few of them where vectors are long.
TEST_CASE("sums that overflow without the factor of their row, of long vectors", "[few rows]") {
  constexpr Vi<0, 150> u{};
  constexpr Vj<1, 150> v{};
  constexpr Vi<2, 1> factor{};
  constexpr Vj<3, 1> z{};
  for (const std::ptrdiff_t rows : {40, 100}) {
    const std::ptrdiff_t columns = 701;
    conformance::Normal normal(2);
    auto U = normal.vector<float>(150 * rows), V = normal.vector<float>(150 * columns);
    for (float& w : U) w *= 0.01f;
    for (float& w : V) w *= 0.01f;
    const std::vector<float> F(static_cast<std::size_t>(rows), 1e-30f);
    std::vector<float> Z(static_cast<std::size_t>(columns), 1e-3f);
    for (std::size_t j = 300; j < 500; ++j) Z[j] = 3e37f;
    const auto got = reduce<Sum, Axis1>(factor * Exp(-SqDist(u, v)) * z, U, V, F, Z);
    for (std::ptrdiff_t i = 0; i < rows; i += 7) {
      long double want = 0;
      for (std::ptrdiff_t j = 0; j < columns; ++j) {
        long double q = 0;
        for (std::ptrdiff_t k = 0; k < 150; ++k) {
          const long double d = static_cast<long double>(U[static_cast<std::size_t>(150 * i + k)]) -
                                static_cast<long double>(V[static_cast<std::size_t>(150 * j + k)]);
          q += d * d;
        }
        want += 1e-30L * std::exp(-q) * static_cast<long double>(Z[static_cast<std::size_t>(j)]);
      }
      CHECK(std::fabs(static_cast<long double>(got(i, 0)) - want) <= 2e-6L * want);
    }
  }
}

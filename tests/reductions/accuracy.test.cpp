// SPDX-License-Identifier: MIT
//
// The accuracy options of Sum against exact sums: their error bounds, and results that do not depend on threads.
#include <cmath>
#include <random>
#include <span>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};
constexpr auto f = y * Sign(x);  // x > 0

template <class T>
struct Terms {
  std::vector<T> values;
  long double sum = 0, magnitude = 0;

  // Large terms that cancel, small ones between them.
  explicit Terms(std::size_t n, unsigned seed) : values(n) {
    std::mt19937 random(seed);
    std::normal_distribution<T> normal;
    for (std::size_t k = 0; k < n; ++k) values[k] = k % 3 == 0 ? 1000 * normal(random) : normal(random);
    for (std::size_t k = 0; k + 6 < n; k += 6) values[k + 3] = -values[k];
    for (const T t : values) {
      sum += t;
      magnitude += std::abs(t);
    }
  }
  long double error(T given) const { return std::abs(given - sum); }
};

template <class T>
constexpr double roundoff = sizeof(T) == 4 ? 0x1p-24 : 0x1p-53;

}  // namespace

TEMPLATE_TEST_CASE("sums within the bounds of their accuracy", "[accuracy]", float, double) {
  const double u = roundoff<TestType>;
  for (const std::size_t n : {1U, 2U, 100U, 5000U, 200000U}) {
    const Terms<TestType> terms(n, static_cast<unsigned>(n));
    const std::vector<TestType> X{1, 2};
    const double N = static_cast<double>(n);
    const auto sum = [&](auto... option) { return reduce<Sum, Axis1>(f, X, terms.values, all_pairs, option...)(1, 0); };
    const double all = static_cast<double>(terms.magnitude), result = std::abs(static_cast<double>(terms.sum));
    CHECK(terms.error(sum(accuracy::plain)) <= N * u * all);
    CHECK(terms.error(sum(accuracy::blocked)) <= 129 * u * all);
    CHECK(sum(accuracy::blocked) == sum());
    CHECK(terms.error(sum(accuracy::compensated)) <= u * result + 4 * N * u * u * all);
    CHECK(terms.error(sum(accuracy::wide)) <= (sizeof(TestType) == 4 ? u * result + 1e-13 * all : 129 * u * all));
    CHECK(sum(accuracy::compensated) == sum(accuracy::compensated, threads(2)));
  }
}

TEST_CASE("accuracy is an option beside others, over all axes", "[accuracy]") {
  const Terms<float> terms(3001, 4);
  const std::vector<float> X{1, 1, 1};
  const auto wanted = [&](double times) { return static_cast<float>(times * static_cast<double>(terms.sum)); };
  CHECK(reduce<Sum, Axis01>(f, X, terms.values, threads(2), accuracy::compensated, all_pairs)(0, 0) == wanted(3));
  CHECK(reduce<Sum, Axis01>(f, X, terms.values, accuracy::wide)(0, 0) == wanted(3));
  const std::vector<float> many(11, 1);  // of a product of two sums, rounded twice, the last digit would be another
  CHECK(reduce<Sum, Axis01>(f, many, terms.values, accuracy::wide)(0, 0) == wanted(11));
  CHECK(reduce<Sum, Axis01>(f, many, terms.values, accuracy::compensated)(0, 0) == wanted(11));
  std::vector<float> out(3);
  reduce<Sum, Axis1>(f, X, terms.values, accuracy::wide, into(out));
  CHECK(out[2] == wanted(1));
  const auto by_column = reduce<Sum, Axis0>(f, X, terms.values, accuracy::compensated);
  CHECK(by_column(7, 0) == 3 * terms.values[7]);
}

TEST_CASE("accuracy is an option of parts, and of sums beside other reductions", "[accuracy]") {
  const Terms<float> terms(30011, 5);
  const std::vector<float> X{1};
  const auto whole = static_cast<float>(terms.sum);
  const auto [most, sum] = reduce<Axis1>(reduction<Max>(f), reduction<Sum>(f), X, terms.values, accuracy::compensated);
  CHECK(sum(0, 0) == whole);
  CHECK(most(0, 0) == reduce<Max, Axis1>(f, X, terms.values)(0, 0));
  const auto part = [&](std::size_t begin, std::size_t end) {
    return partial(reduction<Sum, Axis1>(f), X, std::span(terms.values).subspan(begin, end - begin), accuracy::wide);
  };
  auto all = part(0, 77);
  all.merge(part(77, 20000));
  all.merge(part(20000, 30011));
  CHECK(all.finish()(0, 0) == whole);
}

TEST_CASE("infinities and NaN in compensated and wide sums", "[accuracy]") {
  const std::vector<float> X{1};
  const auto sums = [&](std::vector<float> Y, auto option) { return reduce<Sum, Axis1>(f, X, Y, option)(0, 0); };
#if !defined(__FINITE_MATH_ONLY__) || !__FINITE_MATH_ONLY__
  const float inf = std::numeric_limits<float>::infinity();
  CHECK(sums({1, inf, 2}, accuracy::compensated) == inf);
  CHECK(sums({1, inf, 2}, accuracy::wide) == inf);
  CHECK(std::isnan(sums({inf, -inf}, accuracy::compensated)));
  CHECK(std::isnan(sums({inf, -inf}, accuracy::wide)));
#endif
  CHECK(sums({}, accuracy::wide) == 0);
}

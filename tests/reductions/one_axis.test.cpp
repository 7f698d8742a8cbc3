// SPDX-License-Identifier: MIT
//
// Reductions of what depends on the reduced axis alone: neighbours along it are lanes, and all rows have one result.
// Against loops in long double; the values themselves are exact.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vj<0, 2> y{};
constexpr Pm<1, 2> p{};
constexpr Vj<2, 1> w{};
constexpr auto f = y - p;
constexpr auto g = Vi<0, 2>{} - p;  // the same over the other axis

// Tiles of values have some thousand rows.
constexpr std::size_t sizes[] = {1, 2, 7, 16, 17, 400, 503, 505, 1007, 1008, 1009, 2017, 4079, 4080, 4081, 40000};

// Quarters, some of them several times, and weights.
template <class T>
struct Data {
  std::vector<T> Y, P{T(0.25), T(-1.5)}, W;

  explicit Data(std::size_t n) : Y(2 * n), W(n) {
    unsigned state = static_cast<unsigned>(n);
    const auto next = [&state] { return (state = state * 1664525U + 1013904223U) >> 16; };
    for (T& v : Y) v = static_cast<T>(static_cast<int>(next() % 65) - 32) / 4;
    for (T& v : W) v = static_cast<T>(next() % 16) / 16;
  }
  // The values of component k.
  std::vector<long double> values(std::size_t k) const {
    std::vector<long double> r;
    for (std::size_t j = 0; j < W.size(); ++j)
      r.push_back(static_cast<long double>(Y[2 * j + k]) - static_cast<long double>(P[k]));
    return r;
  }
};

template <class T>
bool near(T got, long double want, long double scale) {
  return std::abs(static_cast<long double>(got) - want) <= 8 * std::numeric_limits<T>::epsilon() * scale;
}

template <class T>
bool same(const Tensor<T>& a, const Tensor<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(T)) == 0;
}

}  // namespace

TEMPLATE_TEST_CASE("one axis: extrema and where they stand", "[one axis]", float, double) {
  for (const std::size_t n : sizes) {
    const Data<TestType> d(n);
    const auto most = reduce<Max, Axis1>(f, d.Y, d.P), least = reduce<Min, Axis0>(g, d.Y, d.P);
    const auto at = reduce<ArgMax, Axis1>(f, d.Y, d.P);
    const auto both = reduce<MinArgMin, Axis1>(f, d.Y, d.P, threads(3));
    const auto pairs = reduce<ArgMin, Axis1>(f, d.Y, d.P, all_pairs);
    for (int k = 0; k < 2; ++k) {
      const auto v = d.values(static_cast<std::size_t>(k));
      const auto highest = std::max_element(v.begin(), v.end()), lowest = std::min_element(v.begin(), v.end());
      INFO("n = " << n << ", component " << k);
      CHECK(most(0, k) == static_cast<TestType>(*highest));
      CHECK(least(0, k) == static_cast<TestType>(*lowest));
      CHECK(at(0, k) == highest - v.begin());  // of equal values the first
      CHECK(both.values(0, k) == static_cast<TestType>(*lowest));
      CHECK(both.indices(0, k) == lowest - v.begin());
      CHECK(pairs(0, k) == lowest - v.begin());
    }
  }
}

TEMPLATE_TEST_CASE("one axis: sums, means and norms", "[one axis]", float, double) {
  for (const std::size_t n : sizes) {
    const Data<TestType> d(n);
    const auto sum = reduce<Sum, Axis1>(f, d.Y, d.P), wide = reduce<Sum, Axis1>(f, d.Y, d.P, accuracy::wide),
               mean = reduce<Mean, Axis1>(f, d.Y, d.P), weighted = reduce<Mean, Axis1>(f, w, d.Y, d.P, d.W),
               norm = reduce<Norm, Axis1>(f, d.Y, d.P);
    const auto moments = reduce<MeanVariance, Axis1>(f, d.Y, d.P);
    const auto positive = reduce<Count, Axis1>(f > 0_c, d.Y, d.P);
    const auto any = reduce<Any, Axis1>(f > 9_c, d.Y, d.P), all = reduce<All, Axis1>(f < 9_c, d.Y, d.P);
    for (int k = 0; k < 2; ++k) {
      const auto v = d.values(static_cast<std::size_t>(k));
      long double s = 0, magnitude = 0, squares = 0, ws = 0, wv = 0, variance = 0;
      std::int64_t above = 0;
      bool some = false;
      for (std::size_t j = 0; j < n; ++j) {
        s += v[j];
        magnitude += std::abs(v[j]);
        squares += v[j] * v[j];
        ws += static_cast<long double>(d.W[j]);
        wv += static_cast<long double>(d.W[j]) * v[j];
        above += v[j] > 0;
        some = some || v[j] > 9;
      }
      const auto count = static_cast<long double>(n);
      for (const long double x : v) variance += (x - s / count) * (x - s / count) / count;
      INFO("n = " << n << ", component " << k);
      CHECK(near(sum(0, k), s, magnitude));
      CHECK(wide(0, k) == static_cast<TestType>(s));  // quarters add up exactly in double
      CHECK(near(mean(0, k), s / count, magnitude / count));
      if (ws > 0) CHECK(near(weighted(0, k), wv / ws, 20));
      CHECK(near(norm(0, k), std::sqrt(squares), std::sqrt(squares)));
      CHECK(near(moments.mean(0, k), s / count, 20));
      CHECK(near(moments.variance(0, k), variance, squares / count));
      CHECK(static_cast<std::int64_t>(positive(0, k)) == above);
      CHECK((any(0, k) != 0) == some);
      CHECK((all(0, k) != 0) == std::all_of(v.begin(), v.end(), [](long double x) { return x < 9; }));
    }
  }
}

TEMPLATE_TEST_CASE("one axis: exponentials", "[one axis]", float, double) {
  for (const std::size_t n : sizes) {
    const Data<TestType> d(n);
    const auto log_sum = reduce<LogSumExp, Axis1>(f, d.Y, d.P);
    const auto soft = reduce<SumSoftMaxWeight, Axis1>(Sum(f), f, d.Y, d.P);
    const auto u = d.values(0), v = d.values(1);
    long double sum[2] = {}, weights = 0, weighted[2] = {}, magnitude[2] = {};
    for (std::size_t j = 0; j < n; ++j) {
      const long double e = std::exp(u[j] + v[j]);
      sum[0] += std::exp(u[j]);
      sum[1] += std::exp(v[j]);
      weights += e;
      weighted[0] += e * u[j];
      weighted[1] += e * v[j];
      magnitude[0] += e * std::abs(u[j]);
      magnitude[1] += e * std::abs(v[j]);
    }
    INFO("n = " << n);
    for (int k = 0; k < 2; ++k) {
      CHECK(near(log_sum(0, k), std::log(sum[k]), 1 + std::abs(std::log(sum[k]))));
      CHECK(near(soft(0, k), weighted[k] / weights, magnitude[k] / weights));
    }
  }
}

TEST_CASE("one axis: products", "[one axis]") {
  std::vector<double> Y(1500, 1);
  Y[3] = -2, Y[1100] = 0.5, Y[1499] = 3;
  CHECK(reduce<Prod, Axis1>(Vj<0, 1>{}, Y)(0, 0) == -3);
}

TEST_CASE("one axis: every row has the result, for any number of threads", "[one axis]") {
  const Data<float> d(30000);
  const auto one = reduce<Mean, Axis1>(f, d.Y, d.P, threads(1));
  CHECK(same(one, reduce<Mean, Axis1>(f, d.Y, d.P, threads(4))));
  CHECK(same(one, reduce<Mean, Axis01>(f, d.Y, d.P, size_i(1), threads(4))));
  const auto three = reduce<Mean, Axis1>(f, d.Y, d.P, size_i(3));
  REQUIRE(three.rows() == 3);
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 2; ++k) CHECK(three(i, k) == one(0, k));
  std::vector<float> out(4 * 2, -1);
  reduce<Max, Axis1>(f, d.Y, d.P, size_i(4), into(out));
  const auto most = reduce<Max, Axis1>(f, d.Y, d.P);
  for (std::size_t i = 0; i < 8; ++i) CHECK(out[i] == most(0, i % 2));
  CHECK(reduce<Max, Axis1>(f, d.Y, d.P, size_i(0)).rows() == 0);
  const auto at = reduce<ArgMin, Axis01>(f, d.Y, d.P, size_i(3));
  CHECK(at(0, 0) == reduce<ArgMin, Axis1>(f, d.Y, d.P)(0, 0));
}

TEST_CASE("one axis: nothing, NaN and infinities", "[one axis]") {
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<float> none, zero{0};
  constexpr auto h = Vj<0, 1>{} * Pm<1, 1>{};
  CHECK(reduce<Sum, Axis1>(h, none, zero)(0, 0) == 0);
  CHECK(reduce<Max, Axis1>(h, none, zero)(0, 0) == -inf);
  CHECK(reduce<ArgMax, Axis1>(h, none, zero)(0, 0) == -1);
  CHECK(reduce<LogSumExp, Axis1>(h, none, zero)(0, 0) == -inf);
#if !defined(__FINITE_MATH_ONLY__) || !__FINITE_MATH_ONLY__
  CHECK(std::isnan(reduce<Mean, Axis1>(h, none, zero)(0, 0)));
  constexpr Vj<0, 1> v{};
  for (const std::size_t n : {3U, 40U, 1008U, 1500U}) {
    std::vector<float> Y(n, inf);
    CHECK(reduce<ArgMin, Axis1>(v, Y)(0, 0) == 0);
    CHECK(reduce<Sum, Axis1>(v, Y)(0, 0) == inf);
    CHECK(reduce<LogSumExp, Axis1>(v, Y)(0, 0) == inf);
    CHECK(reduce<LogSumExp, Axis1>(-v, Y)(0, 0) == -inf);
    Y[n - 1] = 1;
    CHECK(reduce<ArgMin, Axis1>(v, Y)(0, 0) == static_cast<std::int64_t>(n) - 1);
    Y[n / 2] = std::numeric_limits<float>::quiet_NaN();
    Y[n - 1] = Y[n / 2];
    CHECK(reduce<ArgMin, Axis1>(v, Y)(0, 0) == static_cast<std::int64_t>(n / 2));
    CHECK(std::isnan(reduce<Max, Axis1>(v, Y)(0, 0)));
    CHECK(std::isnan(reduce<Sum, Axis1>(v, Y)(0, 0)));
  }
#endif
}

namespace one_axis_test {
// The last value: an order that lanes do not have.
struct Last {
  static constexpr const char* name = "Last";
  template <class P>
  struct State {
    P value;
  };
  template <class P>
  static State<P> identity() {
    return {P(-1)};
  }
  template <class P>
  static void accumulate(State<P>& s, P x) {
    s.value = x;
  }
  template <class P>
  static void merge(State<P>& s, const State<P>& t) {
    using kernfold::math::select;
    s.value = select(t.value == P(-1), s.value, t.value);
  }
  template <class P>
  static P finish(const State<P>& s) {
    return s.value;
  }
};
}  // namespace one_axis_test

TEST_CASE("one axis: a reduction of one's own keeps its order", "[one axis]") {
  std::vector<float> Y(5000);
  for (std::size_t j = 0; j < Y.size(); ++j) Y[j] = static_cast<float>(j);
  CHECK(reduce<one_axis_test::Last, Axis1>(Vj<0, 1>{}, Y)(0, 0) == 4999);
}

// SPDX-License-Identifier: MIT
//
// SumSoftMaxWeight, attention, against quotients of sums in long double: values of several dimensions, scores of any
// size, masks.
#include <algorithm>
#include <cmath>

#include "support/sequences.hpp"

using namespace kernfold;
using namespace sequences;

namespace {

// sum exp(f) w / sum exp(f), and what rounding may add, as for LogSumExp.
struct Wanted {
  long double value, error;
};
template <class T>
Wanted attention(const Sequence& f, const Sequence& w) {
  long double top = -INFINITY, sum = 0, all = 0, absolute = 0;
  for (const double v : f) top = std::fmax(top, static_cast<long double>(v));
  if (top == -INFINITY) return {0, 0};
  for (std::size_t n = 0; n < f.size(); ++n) {
    const long double e = std::exp(static_cast<long double>(f[n]) - top), weight = static_cast<long double>(w[n]);
    all += e;
    if (e > 0) sum += e * weight;
    if (e > 0) absolute += e * std::fabs(weight);
  }
  // beside the largest, small terms may be 0
  const long double tiny = 1000 * static_cast<long double>(std::numeric_limits<T>::min());
  return {sum / all, 24 * conformance::budget<T> * absolute / all + tiny};
}

template <class T>
bool close(T got, const Wanted& want) {
  return std::fabs(static_cast<long double>(got) - want.value) <= want.error;
}

constexpr Vi<0, 3> q{};
constexpr Vj<1, 3> k{};

template <class A, class T, int D>
void check(Size n, int span = 2) {
  CAPTURE(n.M, n.N, D, sizeof(T), span);
  constexpr Vj<2, D> v{};
  const auto Q = integers<T>(n.M * 3, span, 1), K = integers<T>(n.N * 3, span, 2), V = integers<T>(n.N * D, 9, 3);
  const auto got = reduce<SumSoftMaxWeight, A>(q | k, v, Q, K, V);
  const auto f = along<A>(n, D, [&](Index i, Index j, Index) {
    double s = 0;
    for (Index c = 0; c < 3; ++c)
      s += static_cast<double>(Q[static_cast<std::size_t>(3 * i + c)]) *
           static_cast<double>(K[static_cast<std::size_t>(3 * j + c)]);
    return s;
  });
  const auto w = along<A>(
      n, D, [&](Index, Index j, Index c) { return static_cast<double>(V[static_cast<std::size_t>(D * j + c)]); });
  REQUIRE(got.rows() == rows_of<A>(n));
  REQUIRE(got.cols() == D);
  int wrong = 0;
  for (std::size_t r = 0; r < f.size(); ++r) wrong += !close(got.data()[r], attention<T>(f[r], w[r]));
  CHECK(wrong == 0);
}

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};
constexpr Vj<2, 2> v{};

}  // namespace

TEST_CASE("attention, over either axis and both", "[reductions]") {
  for (const Size& n : sizes) {
    check<Axis1, float, 1>(n);
    check<Axis0, double, 2>(n, 30);
    check<Axis01, float, 3>(n, 30);
    check<Axis1, float, 20>(n);
  }
  check<Axis1, float, 1>(long_size);
  check<Axis01, float, 3>(long_size, 30);
}

TEMPLATE_TEST_CASE("scores of any finite size", "[reductions]", float, double) {
  using T = TestType;
  const T max = std::numeric_limits<T>::max();
  const std::vector<std::vector<T>> cases = {{static_cast<T>(-1e30), static_cast<T>(1e30)},
                                             {max, -max},
                                             {-max, -max, -max},
                                             {0, 8, 16, 24, 1000, 999, 998},
                                             {1008, -1000, 1000, 1016.5, 1017}};
  const std::vector<T> X{0};
  for (const auto& Y : cases)
    for (const std::size_t repeats : {1u, 40u, 700u}) {
      std::vector<T> all;
      for (std::size_t n = 0; n < repeats; ++n) all.insert(all.end(), Y.begin(), Y.end());
      const auto V = integers<T>(static_cast<Index>(2 * all.size()), 9, 4);
      CAPTURE(Y, repeats);
      const auto got = reduce<SumSoftMaxWeight, Axis1>(x + y, v, X, all, V);
      for (std::size_t c = 0; c < 2; ++c) {
        Sequence w;
        for (std::size_t n = c; n < V.size(); n += 2) w.push_back(static_cast<double>(V[n]));
        CHECK(close(got(0, static_cast<Index>(c)), attention<T>(Sequence(all.begin(), all.end()), w)));
      }
    }
}

TEST_CASE("scores and values that know but one axis, or none", "[reductions]") {
  const std::vector<double> X{300, -1, 2000}, V{1, 10, 2, 20, 6, 60};
  // equal scores: the mean; equal values: the value
  const auto mean = reduce<SumSoftMaxWeight, Axis1>(x, Vj<1, 2>{}, X, V);
  const auto same_values = reduce<SumSoftMaxWeight, Axis1>(y, x * 2_c, X, V);
  for (Index i = 0; i < 3; ++i) {
    CHECK(close(mean(i, 0), {3, 1e-14L}));
    CHECK(close(mean(i, 1), {30, 1e-13L}));
    CHECK(close(same_values(i, 0), {2 * static_cast<long double>(X[static_cast<std::size_t>(i)]), 1e-11L}));
  }
  CHECK(close(reduce<SumSoftMaxWeight, Axis1>(x - x, y, X, V)(0, 0), {16.5L, 1e-14L}));
  CHECK(close(reduce<SumSoftMaxWeight, Axis1>(x + y, 5_c, X, V)(1, 0), {5, 1e-14L}));
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("masked scores", "[reductions]", float, double) {
  using T = TestType;
  const T none = -std::numeric_limits<T>::infinity();
  const std::vector<T> X{0, 1}, empty;
  for (const auto c : reduce<SumSoftMaxWeight, Axis1>(x + y, v, X, empty, empty)) CHECK(c == 0);
  CHECK(reduce<SumSoftMaxWeight, Axis01>(x + y, v, empty, empty, empty)(0, 1) == 0);
  for (const std::size_t N : {1u, 2u, 15u, 64u, 65u, 513u, 2000u}) {
    CAPTURE(N);
    std::vector<T> Y(N, none);
    const auto V = integers<T>(static_cast<Index>(2 * N), 9, 4);
    for (const auto c : reduce<SumSoftMaxWeight, Axis1>(x + y, v, X, Y, V)) CHECK(c == 0);
    for (const auto c : reduce<SumSoftMaxWeight, Axis01>(x + y, v, X, Y, V)) CHECK(c == 0);
    for (const std::size_t at : {std::size_t{0}, N / 2, N - 1}) {  // all but one
      Y[at] = -100;
      const auto got = reduce<SumSoftMaxWeight, Axis1>(x + y, v, X, Y, V);
      CHECK(got(1, 0) == V[2 * at]);
      CHECK(got(1, 1) == V[2 * at + 1]);
      Y[at] = none;
    }
  }
  // as a formula: the lower triangle
  const auto Y = integers<T>(100, 3, 6), V = integers<T>(200, 9, 4);
  const auto got = reduce<SumSoftMaxWeight, Axis1>(Where(IndexJ{} <= IndexI{}, y * x, Log(0_c * x)), v,
                                                   std::vector<T>(100, 1), Y, V);
  for (std::size_t i = 0; i < 100; ++i) {
    Sequence f(Y.begin(), Y.begin() + static_cast<std::ptrdiff_t>(i) + 1), w;
    for (std::size_t j = 0; j <= i; ++j) w.push_back(static_cast<double>(V[2 * j]));
    CHECK(close(got(static_cast<Index>(i), 0), attention<T>(f, w)));
  }
}

TEST_CASE("scores of +inf and NaN leave nothing to divide by", "[reductions]") {
  const std::vector<double> X{0}, V{1, 2, 3, 4};
  const double huge = std::numeric_limits<double>::infinity();
  CHECK(std::isnan(reduce<SumSoftMaxWeight, Axis1>(x + y, v, X, std::vector<double>{0, huge}, V)(0, 0)));
  CHECK(std::isnan(reduce<SumSoftMaxWeight, Axis1>(x + y, v, X, std::vector<double>{NaN, 0}, V)(0, 0)));
}
#endif

TEST_CASE("attention in the caller's memory, with any threads", "[reductions]") {
  constexpr Vj<1, 3> w{};
  const auto Q = integers<float>(large_size.M, 1000, 1), V = integers<float>(3 * large_size.N, 9, 3);
  constexpr auto score = x * Elem<0>(w);
  const auto one = reduce<SumSoftMaxWeight, Axis1>(score, w, Q, V, threads(1));
  for (const int t : {2, 5}) {
    std::vector<float> out(3 * Q.size());
    reduce<SumSoftMaxWeight, Axis1>(score, w, Q, V, threads(t), into(out));
    CHECK(std::equal(one.begin(), one.end(), out.begin()));
  }
  std::vector<float> four(4 * Q.size());
  CHECK_THROWS_AS((reduce<SumSoftMaxWeight, Axis1>(score, w, Q, V, into(four))), shape_error);
  CHECK_THROWS_AS((reduce<SumSoftMaxWeight, Axis1>(x * y, v, Q, Q, V)), shape_error);
}

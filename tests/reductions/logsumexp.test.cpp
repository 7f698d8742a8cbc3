// SPDX-License-Identifier: MIT
//
// LogSumExp, plain and with weights, against sums in long double: exponents of any size, masks, signed weights.
#include <algorithm>
#include <cmath>

#include "support/sequences.hpp"

using namespace kernfold;
using namespace sequences;

namespace {

// log(sum w exp(f)), and what rounding may add: each exponent is a difference to a shift within 8 of the largest, and
// sums keep the budget, of the absolute terms.
struct Wanted {
  long double value, error;
};
template <class T>
Wanted log_sum_exp(const Sequence& f, const Sequence& w = {}) {
  long double top = -INFINITY, sum = 0, absolute = 0;
  for (const double v : f) top = std::fmax(top, static_cast<long double>(v));
  if (top == -INFINITY) return {-INFINITY, 0};
  if (top == INFINITY) return {INFINITY, 0};
  for (std::size_t n = 0; n < f.size(); ++n) {
    const long double weight = w.empty() ? 1 : static_cast<long double>(w[n]);
    const long double term = weight * std::exp(static_cast<long double>(f[n]) - top);
    sum += term;
    absolute += std::fabs(term);
  }
  const long double largest = std::fmax(std::fabs(top), std::fabs(top + std::log(sum)));
  return {top + std::log(sum),
          12 * conformance::budget<T> * absolute / std::fabs(sum) + 8 * conformance::unit<T> * (largest + 8)};
}

template <class T>
bool close(T got, const Wanted& want) {
  const auto have = static_cast<long double>(got);
  if (want.value != want.value) return got != got;
  return have == want.value || std::fabs(have - want.value) <= want.error;
}

template <class A, class T, int D>
void check(Size n, int span = 4) {
  CAPTURE(n.M, n.N, D, sizeof(T), span);
  const Products<T, D> v(n, span);
  const auto got = reduce<LogSumExp, A>(v.f, v.X, v.Y);
  const auto f = along<A>(n, D, v);
  REQUIRE(got.rows() == rows_of<A>(n));
  REQUIRE(got.cols() == D);
  int wrong = 0;
  for (std::size_t k = 0; k < f.size(); ++k) wrong += !close(got.data()[k], log_sum_exp<T>(f[k]));
  CHECK(wrong == 0);
}

// With weights w of dimension DW, from 1 to 5 or, for sign -1, one in four negative.
template <class A, class T, int D, int DW>
void check_weighted(Size n, bool negative = false) {
  CAPTURE(n.M, n.N, D, DW, sizeof(T));
  const Products<T, D> v(n, 2);
  constexpr Vj<2, DW> w{};
  auto W = integers<T>(n.N * DW, 2, 3);
  for (T& weight : W) weight = static_cast<T>(negative && weight == 2 ? -1 : weight + 3);
  const Index dim = std::max(D, DW);
  const auto got = reduce<LogSumExp, A>(v.f, w, v.X, v.Y, W);
  const auto f = along<A>(n, dim, [&](Index i, Index j, Index k) { return v(i, j, D == 1 ? 0 : k); });
  const auto of_w = along<A>(n, dim, [&](Index, Index j, Index k) {
    return static_cast<double>(W[static_cast<std::size_t>(j * DW + (DW == 1 ? 0 : k))]);
  });
  REQUIRE(got.rows() == rows_of<A>(n));
  REQUIRE(got.cols() == dim);
  int wrong = 0;
  for (std::size_t k = 0; k < f.size(); ++k) wrong += !close(got.data()[k], log_sum_exp<T>(f[k], of_w[k]));
  CHECK(wrong == 0);
}

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};
constexpr Vj<2, 1> w{};

}  // namespace

TEST_CASE("log of a sum of exponentials, over either axis and both", "[reductions]") {
  for (const Size& n : sizes) {
    check<Axis1, float, 1>(n);
    check<Axis0, double, 1>(n, 100);  // exponents to -20000
    check<Axis01, float, 2>(n, 100);
    check<Axis1, double, 3>(n);
    check<Axis0, float, 20>(n, 30);
  }
  check<Axis1, float, 1>(long_size);
  check<Axis01, float, 2>(long_size, 1000);
}

TEST_CASE("log of a weighted sum of exponentials", "[reductions]") {
  for (const Size& n : sizes) {
    if (n.M == 0 || n.N == 0) continue;
    check_weighted<Axis1, float, 1, 1>(n);
    check_weighted<Axis0, double, 1, 3>(n);
    check_weighted<Axis01, float, 2, 1>(n);
    check_weighted<Axis1, double, 3, 3>(n);
    check_weighted<Axis1, float, 1, 20>(n);
  }
  check_weighted<Axis1, float, 1, 1>({20, 3000}, true);
  check_weighted<Axis1, double, 3, 3>({20, 3000}, true);
}

TEMPLATE_TEST_CASE("exponents of any finite size", "[reductions]", float, double) {
  using T = TestType;
  const T max = std::numeric_limits<T>::max();
  const std::vector<std::vector<T>> cases = {
      {static_cast<T>(-1e30), static_cast<T>(1e30)},
      {static_cast<T>(1e30), static_cast<T>(-1e30), static_cast<T>(1e30)},
      {max},
      {-max},
      {-max, -max, -max},
      {-max, max, 0},
      {max, -max, max},
      {0, 8, 16, 24, 32, 1000, 1000.5, 999},
      {1000, -1000, 5, 8, 9, 500, 1008, 1016.5},
      {static_cast<T>(-1e4), static_cast<T>(-1e4) - 3},
      {std::numeric_limits<T>::min(), std::numeric_limits<T>::denorm_min(), 0},
  };
  const std::vector<T> X{0};
  for (const auto& Y : cases)
    for (const std::size_t repeats : {1u, 40u, 700u}) {
      std::vector<T> all;
      for (std::size_t n = 0; n < repeats; ++n) all.insert(all.end(), Y.begin(), Y.end());
      const Sequence f(all.begin(), all.end());
      CAPTURE(Y, repeats);
      CHECK(close(reduce<LogSumExp, Axis1>(x + y, X, all)(0, 0), log_sum_exp<T>(f)));
      std::reverse(all.begin(), all.end());
      CHECK(close(reduce<LogSumExp, Axis01>(x + y, X, all)(0, 0), log_sum_exp<T>(f)));
    }
}

TEST_CASE("exponents that rise and fall, each lane with its own", "[reductions]") {
  // row i begins to rise at its own column, by its own steps
  const Size n{75, 300};
  const auto value = [](Index i, Index j, Index) { return static_cast<double>((j % (i + 2)) * (i % 7) * 3 - 20 * i); };
  std::vector<float> X;
  for (int i = 0; i < 75; ++i) X.push_back(static_cast<float>(i));
  constexpr auto f = Mod(IndexJ{}, x + 2_c) * Mod(x, 7_c) * 3_c - 20_c * x;
  const auto got = reduce<LogSumExp, Axis1>(f, X, size_j(300));
  const auto want = along<Axis1>(n, 1, value);
  for (Index i = 0; i < 75; ++i) CHECK(close(got(i, 0), log_sum_exp<float>(want[static_cast<std::size_t>(i)])));
}

TEMPLATE_TEST_CASE("exponents far below a first one of little weight", "[reductions]", float, double) {
  using T = TestType;
  const T far = sizeof(T) == 4 ? 76 : 690;  // exp(-far) is a normal number
  for (const std::size_t N : {3u, 70u, 600u, 2000u}) {
    CAPTURE(N);
    std::vector<T> Y, W;
    for (std::size_t j = 0; j < N; ++j) {
      Y.push_back(j % 50 == 0 ? 10 : 10 - far + static_cast<T>(j % 7));
      W.push_back(j % 50 == 0 ? static_cast<T>(std::exp(-static_cast<double>(far))) : static_cast<T>(1 + j % 3));
    }
    const std::vector<T> X{0, -200, 50};
    const auto got = reduce<LogSumExp, Axis1>(x + y, w, X, Y, W);
    const Sequence of_w(W.begin(), W.end());
    for (std::size_t i = 0; i < X.size(); ++i) {
      Sequence f;
      for (const T v : Y) f.push_back(static_cast<double>(X[i] + v));
      CHECK(close(got.data()[i], log_sum_exp<T>(f, of_w)));
    }
  }
}

TEMPLATE_TEST_CASE("a large weight of an exponent above those before", "[reductions]", float, double) {
  using T = TestType;
  const std::size_t N = 640;
  const std::vector<T> X{0, 1};
  for (const std::size_t at : {std::size_t{100}, N - 1}) {
    std::vector<T> Y(N, 0), W(N, 1);
    Y[at] = 11;
    W[at] = std::numeric_limits<T>::max() / 4000;  // times exp(8) it is finite, times exp(11) not
    const auto got = reduce<LogSumExp, Axis1>(x + y, w, X, Y, W);
    for (std::size_t i = 0; i < X.size(); ++i) {
      Sequence f;
      for (const T v : Y) f.push_back(static_cast<double>(X[i] + v));
      CHECK(close(got.data()[i], log_sum_exp<T>(f, Sequence(W.begin(), W.end()))));
    }
  }
}

TEMPLATE_TEST_CASE("large weights of many exponents above those before", "[reductions]", float, double) {
  using T = TestType;
  const std::vector<T> X{0, 1};
  for (const std::size_t N : {640u, 6400u}) {
    std::vector<T> Y(N, 0), W(N, 1);
    for (std::size_t j = 100; j < N; j += 64) {
      Y[j] = 12;
      W[j] = std::numeric_limits<T>::max() / 500000;  // times exp(12) it is finite, four such terms are not
    }
    const auto got = reduce<LogSumExp, Axis1>(x + y, w, X, Y, W);
    for (std::size_t i = 0; i < X.size(); ++i) {
      Sequence f;
      for (const T v : Y) f.push_back(static_cast<double>(X[i] + v));
      CHECK(close(got.data()[i], log_sum_exp<T>(f, Sequence(W.begin(), W.end()))));
    }
  }
}

TEST_CASE("exponents that know but one axis, or none", "[reductions]") {
  const std::vector<double> X{300, -1, 2000};
  const auto of_i = reduce<LogSumExp, Axis1>(x, X, size_j(100));
  for (Index i = 0; i < 3; ++i)
    CHECK(close(of_i(i, 0), {static_cast<long double>(X[static_cast<std::size_t>(i)]) + std::log(100.0L), 1e-12L}));
  CHECK(close(reduce<LogSumExp, Axis0>(x, X)(0, 0), log_sum_exp<double>({300, -1, 2000})));
  CHECK(close(reduce<LogSumExp, Axis1>(x - x, X, size_j(100))(0, 0), {std::log(100.0L), 1e-14L}));
  CHECK(close(reduce<LogSumExp, Axis1>(0_c * x + 1000_c, X, size_j(100))(0, 0), {1000 + std::log(100.0L), 1e-12L}));
  CHECK(close(reduce<LogSumExp, Axis1>(x, 3_c, X, size_j(100))(2, 0), {2000 + std::log(300.0L), 1e-12L}));
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("masks of -inf", "[reductions]", float, double) {
  using T = TestType;
  const T none = -std::numeric_limits<T>::infinity();
  const std::vector<T> X{0, 1, 2}, empty;
  for (const auto c : reduce<LogSumExp, Axis1>(x + y, X, empty)) CHECK(c == none);
  CHECK(reduce<LogSumExp, Axis01>(x + y, empty, empty)(0, 0) == none);
  for (const std::size_t N : {1u, 2u, 15u, 64u, 65u, 513u, 2000u}) {
    CAPTURE(N);
    std::vector<T> Y(N, none);
    const std::vector<T> W(N, 2);
    for (const auto c : reduce<LogSumExp, Axis1>(x + y, X, Y)) CHECK(c == none);
    for (const auto c : reduce<LogSumExp, Axis1>(x + y, w, X, Y, W)) CHECK(c == none);
    CHECK(reduce<LogSumExp, Axis01>(x + y, X, Y)(0, 0) == none);
    for (const std::size_t at : {std::size_t{0}, N / 2, N - 1}) {  // all but one
      Y[at] = 100;
      CHECK(close(reduce<LogSumExp, Axis1>(x + y, X, Y)(2, 0), {102, 0.0001L}));
      CHECK(close(reduce<LogSumExp, Axis1>(x + y, w, X, Y, W)(2, 0), {102 + std::log(2.0L), 0.0001L}));
      Y[at] = none;
    }
    std::vector<T> one = integers<T>(static_cast<Index>(N), 10, 5);
    one[0] = one[N / 2] = one[N - 1] = none;
    const Sequence f(one.begin(), one.end());
    CHECK(close(reduce<LogSumExp, Axis1>(x + y, X, one)(0, 0), log_sum_exp<T>(f)));
  }
}

TEMPLATE_TEST_CASE("weights of 0 that hide large values", "[reductions]", float, double) {
  using T = TestType;
  const std::vector<T> X{0, 3};
  for (const std::size_t N : {3u, 65u, 600u}) {
    std::vector<T> Y(N, 5), W(N, 2);
    for (std::size_t j = 0; j < N; j += 2) {
      Y[j] = 5000;
      W[j] = 0;
    }
    const long double of_others = std::log(2 * static_cast<long double>(N / 2));
    CHECK(close(reduce<LogSumExp, Axis1>(x + y + Log(w), X, Y, W)(1, 0), {8 + of_others, 1e-5L}));
  }
}

TEST_CASE("+inf, NaN and weights of either sign", "[reductions]") {
  const double huge = std::numeric_limits<double>::infinity();
  const std::vector<double> X{0, 1};
  for (const std::size_t N : {3u, 65u, 600u})
    for (const std::size_t at : {std::size_t{0}, N / 2, N - 1}) {
      std::vector<double> Y(N, 5);
      Y[at] = huge;
      CHECK(reduce<LogSumExp, Axis1>(x + y, X, Y)(1, 0) == huge);
      Y[N - at - 1] = -huge;
      if (N != 2 * at + 1) CHECK(reduce<LogSumExp, Axis1>(x + y, X, Y)(1, 0) == huge);
      Y[N - at - 1] = NaN;
      CHECK(std::isnan(reduce<LogSumExp, Axis1>(x + y, X, Y)(1, 0)));
    }
  const std::vector<double> Y{1, 2, 3};
  CHECK(std::isnan(reduce<LogSumExp, Axis1>(x + y, w, X, Y, std::vector<double>{1, 1, -1})(0, 0)));
  CHECK(reduce<LogSumExp, Axis1>(x + y, w, X, Y, std::vector<double>{0, 0, 0})(0, 0) == -huge);
  CHECK(reduce<LogSumExp, Axis1>(x + y, w, X, std::vector<double>{2, 2, 2}, std::vector<double>{1, 1, -2})(0, 0) ==
        -huge);
}
#endif

TEST_CASE("log of a sum in the caller's memory, with any threads", "[reductions]") {
  const Products<float, 1> v(large_size, 30);
  const auto one = reduce<LogSumExp, Axis1>(v.f, v.X, v.Y, threads(1));
  const auto f = along<Axis1>(large_size, 1, v);
  for (std::size_t i = 0; i < f.size(); ++i) CHECK(close(one.data()[i], log_sum_exp<float>(f[i])));
  for (const int t : {2, 5}) {
    std::vector<float> out(static_cast<std::size_t>(large_size.M));
    reduce<LogSumExp, Axis1>(v.f, v.X, v.Y, threads(t), into(out));
    CHECK(std::equal(one.begin(), one.end(), out.begin()));
  }
}

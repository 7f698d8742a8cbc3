// SPDX-License-Identifier: MIT
//
// Mean and MeanVariance, plain and weighted, against two passes in long double: large means, weights of 0, as many
// terms as a float does not count.
#include <algorithm>
#include <cmath>

#include "support/sequences.hpp"

using namespace kernfold;
using namespace sequences;

namespace {

struct Moments {
  long double mean, variance;
  long double size, spread;  // means of the absolute values and of the squared deviations, absolute weights
};
Moments moments_of(const Sequence& f, const Sequence& w) {
  Moments m{0, 0, 0, 0};
  long double all = 0;
  for (std::size_t n = 0; n < f.size(); ++n) {
    all += static_cast<long double>(w[n]);
    m.mean += static_cast<long double>(w[n]) * static_cast<long double>(f[n]);
    m.size += std::fabs(static_cast<long double>(w[n]) * static_cast<long double>(f[n]));
  }
  m.mean /= all;
  m.size /= std::fabs(all);
  for (std::size_t n = 0; n < f.size(); ++n) {
    const long double d = static_cast<long double>(f[n]) - m.mean;
    m.variance += static_cast<long double>(w[n]) * d * d;
    m.spread += std::fabs(static_cast<long double>(w[n])) * d * d;
  }
  m.variance /= all;
  m.spread /= std::fabs(all);
  return m;
}

template <class T>
bool is_near(T got, long double want, long double error) {
  if (want != want) return got != got;
  return std::fabs(static_cast<long double>(got) - want) <= error;
}

// Numbers that are wrong.
template <class T>
int wrong(const Tensor<T>& mean, const std::vector<Sequence>& f, const std::vector<Sequence>& w) {
  int n = 0;
  for (std::size_t k = 0; k < f.size(); ++k) {
    const Moments m = moments_of(f[k], w[k]);
    n += !is_near(mean.data()[k], m.mean, conformance::budget<T> * m.size);
  }
  return n;
}
template <class T>
int wrong(const MeanAndVariance<T>& got, const std::vector<Sequence>& f, const std::vector<Sequence>& w) {
  int n = 0;
  for (std::size_t k = 0; k < f.size(); ++k) {
    const Moments m = moments_of(f[k], w[k]);
    // from a deviation to the mean, or to an early value within some spreads of it
    const long double mean =
        2 * conformance::unit<T> * std::fabs(m.mean) + 4 * conformance::budget<T> * std::sqrt(m.spread);
    n += !is_near(got.mean.data()[k], m.mean, mean);
    n += !is_near(got.variance.data()[k], m.variance, 20 * conformance::budget<T> * m.spread);
    n += got.variance.data()[k] < 0;
  }
  return n;
}

std::vector<Sequence> ones_like(std::vector<Sequence> f) {
  for (Sequence& s : f) s.assign(s.size(), 1);
  return f;
}

template <class R, class A, class T, int D>
void check(Size n, int span = 4) {
  CAPTURE(R::name, n.M, n.N, D, sizeof(T), span);
  const Products<T, D> v(n, span);
  const auto f = along<A>(n, D, v);
  const auto got = reduce<R, A>(v.f, v.X, v.Y);
  if constexpr (requires { got.mean; }) {
    REQUIRE(got.mean.rows() == rows_of<A>(n));
    REQUIRE(got.variance.cols() == D);
  } else {
    REQUIRE(got.rows() == rows_of<A>(n));
    REQUIRE(got.cols() == D);
  }
  CHECK(wrong(got, f, ones_like(f)) == 0);
}

// With weights of dimension DW, from 0 to 4; the first `masked` of them are 0.
template <class R, class A, class T, int D, int DW>
void check_weighted(Size n, Index masked = 0) {
  CAPTURE(R::name, n.M, n.N, D, DW, sizeof(T), masked);
  const Products<T, D> v(n);
  constexpr Vj<2, DW> w{};
  auto W = integers<T>(n.N * DW, 2, 3);
  for (std::size_t k = 0; k < W.size(); ++k) W[k] = static_cast<Index>(k) / DW < masked ? T(0) : W[k] + 2;
  const Index dim = std::max(D, DW);
  const auto f = along<A>(n, dim, [&](Index i, Index j, Index k) { return v(i, j, D == 1 ? 0 : k); });
  const auto of_w = along<A>(n, dim, [&](Index, Index j, Index k) {
    return static_cast<double>(W[static_cast<std::size_t>(j * DW + (DW == 1 ? 0 : k))]);
  });
  CHECK(wrong(reduce<R, A>(v.f, w, v.X, v.Y, W), f, of_w) == 0);
}

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};
constexpr Vj<2, 1> w{};

}  // namespace

TEST_CASE("the mean, over either axis and both", "[reductions]") {
  for (const Size& n : sizes) {
    check<Mean, Axis1, float, 1>(n);
    check<Mean, Axis0, double, 2>(n, 1000);
    check<Mean, Axis01, float, 3>(n);
    check<Mean, Axis1, double, 2>(n, 1000);
    check_weighted<Mean, Axis1, float, 1, 1>(n);
    check_weighted<Mean, Axis0, double, 2, 1>(n);
    check_weighted<Mean, Axis01, double, 1, 3>(n);
    check_weighted<Mean, Axis1, float, 3, 3>(n);
  }
  check<Mean, Axis1, float, 1>(long_size);
}

TEST_CASE("mean and variance in one pass", "[reductions]") {
  for (const Size& n : sizes) {
    check<MeanVariance, Axis1, float, 1>(n);
    check<MeanVariance, Axis0, double, 2>(n, 1000);
    check<MeanVariance, Axis01, float, 3>(n);
    check<MeanVariance, Axis1, float, 20>(n);
    check_weighted<MeanVariance, Axis1, float, 1, 1>(n);
    check_weighted<MeanVariance, Axis0, double, 2, 1>(n);
    check_weighted<MeanVariance, Axis01, double, 1, 3>(n);
    check_weighted<MeanVariance, Axis1, float, 3, 3>(n);
  }
  check<MeanVariance, Axis1, float, 1>(long_size);
}

TEMPLATE_TEST_CASE("a large mean costs the variance no digits", "[reductions]", float, double) {
  using T = TestType;
  const T offset = static_cast<T>(1 / std::numeric_limits<T>::epsilon() / 64);  // values have six bits behind it
  for (const Index N : {2, 64, 65, 513, 5000}) {
    auto Y = integers<T>(N, 30, 3);
    for (T& v : Y) v = v + offset;
    const std::vector<T> X{0};
    CAPTURE(N);
    const auto f = along<Axis1>(
        {1, N}, 1, [&](Index, Index j, Index) { return static_cast<double>(Y[static_cast<std::size_t>(j)]); });
    CHECK(wrong(reduce<MeanVariance, Axis1>(x + y, X, Y), f, ones_like(f)) == 0);
    std::sort(Y.begin(), Y.end());
    const auto sorted = along<Axis1>(
        {1, N}, 1, [&](Index, Index j, Index) { return static_cast<double>(Y[static_cast<std::size_t>(j)]); });
    CHECK(wrong(reduce<MeanVariance, Axis1>(x + y, X, Y), sorted, ones_like(f)) == 0);
  }
}

TEMPLATE_TEST_CASE("values of weight 0 cost the variance no digits", "[reductions]", float, double) {
  using T = TestType;
  const T offset = static_cast<T>(1 / std::numeric_limits<T>::epsilon() / 64);
  for (const Index N : {2, 64, 65, 513, 5000})
    for (const Index masked : {Index{1}, Index{63}, N - 1, N}) {
      if (masked > N) continue;
      CAPTURE(N, masked);
      auto Y = integers<T>(N, 30, 3), W = std::vector<T>(static_cast<std::size_t>(N), 1);
      for (std::size_t j = 0; j < Y.size(); ++j) {
        if (static_cast<Index>(j) < masked)
          Y[j] = W[j] = 0;  // a padding
        else
          Y[j] = Y[j] + offset;
      }
      const std::vector<T> X{0};
      const auto read = [&](const std::vector<T>& from) {
        return along<Axis1>(
            {1, N}, 1, [&](Index, Index j, Index) { return static_cast<double>(from[static_cast<std::size_t>(j)]); });
      };
      CHECK(wrong(reduce<MeanVariance, Axis1>(x + y, w, X, Y, W), read(Y), read(W)) == 0);
    }
}

TEST_CASE("a first value of little weight costs the variance no digits", "[reductions]") {
  std::vector<float> X, Y(100, 0.1F), W(100, 1.0F);
  for (int i = 0; i < 200; ++i) X.push_back(static_cast<float>(i) * 0.37F);
  Y[0] = 3.3F;
  for (const float little : {1e-3F, 1e-7F, 1e-9F, 1e-12F, 1e-30F}) {
    CAPTURE(little);
    W[0] = little;
    const Size n{200, 100};
    const auto f = along<Axis1>(n, 1, [&](Index i, Index j, Index) {
      return static_cast<double>(X[static_cast<std::size_t>(i)]) * static_cast<double>(Y[static_cast<std::size_t>(j)]);
    });
    const auto of_w =
        along<Axis1>(n, 1, [&](Index, Index j, Index) { return static_cast<double>(W[static_cast<std::size_t>(j)]); });
    CHECK(wrong(reduce<MeanVariance, Axis1>(x * y, w, X, Y, W), f, of_w) == 0);
  }
}

TEST_CASE("means of equal values are that value", "[reductions]") {
  const std::vector<float> X{0.1F, 3.3F, -1e30F, 1e-30F};
  for (const Index N : {1, 100, 5000, 20000000}) {  // the last is beyond 2^24
    CAPTURE(N);
    const auto mean = reduce<Mean, Axis1>(x, X, size_j(N));
    const auto both = reduce<MeanVariance, Axis1>(x, X, size_j(N));
    for (Index i = 0; i < 4; ++i) {
      const float want = X[static_cast<std::size_t>(i)];
      CHECK(is_near(mean(i, 0), static_cast<long double>(want), 2e-6L * std::fabs(static_cast<long double>(want))));
      CHECK(both.mean(i, 0) == want);
      CHECK(both.variance(i, 0) == 0);
    }
  }
  CHECK(reduce<Mean, Axis1>(x - x, X, size_j(9))(0, 0) == 0);
  CHECK(reduce<Mean, Axis1>(3_c * (x - x) + 2_c, 5_c, X, size_j(9))(0, 0) == 2);
  CHECK(reduce<MeanVariance, Axis1>(x, 5_c, X, size_j(9)).mean(0, 0) == X[0]);
}

#if !defined(__FAST_MATH__)
TEST_CASE("means of nothing, of infinities and of NaN", "[reductions]") {
  const std::vector<double> X{0, 1, 2}, empty;
  for (const double m : reduce<Mean, Axis1>(x + y, X, empty)) CHECK(std::isnan(m));
  CHECK(std::isnan(reduce<Mean, Axis01>(x + y, empty, empty)(0, 0)));
  const auto none = reduce<MeanVariance, Axis1>(x + y, X, empty);
  CHECK(std::isnan(none.mean(2, 0)));
  CHECK(std::isnan(none.variance(2, 0)));
  CHECK(std::isnan(reduce<MeanVariance, Axis01>(x + y, empty, X).variance(0, 0)));
  // weights that add up to 0
  for (const std::vector<double>& W : {std::vector<double>{0, 0, 0}, std::vector<double>{1, 1, -2}}) {
    CHECK(std::isnan(reduce<Mean, Axis1>(x + y, w, X, std::vector<double>{4, 5, 6}, W)(0, 0)));
    CHECK(std::isnan(reduce<MeanVariance, Axis1>(x + y, w, X, std::vector<double>{4, 5, 6}, W).mean(0, 0)));
    CHECK(std::isnan(reduce<MeanVariance, Axis1>(x + y, w, X, std::vector<double>{4, 5, 6}, W).variance(0, 0)));
  }
  const double huge = std::numeric_limits<double>::infinity();
  for (const std::size_t at : {0u, 70u, 99u}) {
    std::vector<double> Y(100, 4);
    Y[at] = -huge;
    CHECK(reduce<Mean, Axis1>(x + y, X, Y)(1, 0) == -huge);
    CHECK(std::isnan(reduce<MeanVariance, Axis1>(x + y, X, Y).variance(1, 0)));
    Y[at] = NaN;
    CHECK(std::isnan(reduce<Mean, Axis1>(x + y, X, Y)(1, 0)));
    CHECK(std::isnan(reduce<MeanVariance, Axis1>(x + y, X, Y).mean(1, 0)));
    CHECK(std::isnan(reduce<MeanVariance, Axis1>(x + y, X, Y).variance(1, 0)));
  }
}
#endif

TEST_CASE("signed weights of a mean", "[reductions]") {
  const std::vector<double> X{0}, Y{1, 2, 4}, W{-1, 3, 2};
  CHECK(reduce<Mean, Axis1>(x + y, w, X, Y, W)(0, 0) == 13.0 / 4);
}

TEST_CASE("means in the caller's memory, with any threads", "[reductions]") {
  const Products<float, 1> v(large_size, 1000);
  const auto mean = reduce<Mean, Axis1>(v.f, v.X, v.Y, threads(1));
  const auto both = reduce<MeanVariance, Axis1>(v.f, v.X, v.Y, threads(1));
  const auto f = along<Axis1>(large_size, 1, v);
  CHECK(wrong(mean, f, ones_like(f)) == 0);
  CHECK(wrong(both, f, ones_like(f)) == 0);
  for (const int t : {2, 5}) {
    std::vector<float> out(v.X.size());
    reduce<Mean, Axis1>(v.f, v.X, v.Y, threads(t), into(out));
    CHECK(std::equal(mean.begin(), mean.end(), out.begin()));
    Tensor<float> two(large_size.M, 2);  // means in the first columns, variances in those behind
    reduce<MeanVariance, Axis1>(v.f, v.X, v.Y, threads(t), into(two));
    int different = 0;
    for (Index i = 0; i < large_size.M; ++i)
      different += two(i, 0) != both.mean(i, 0) || two(i, 1) != both.variance(i, 0);
    CHECK(different == 0);
  }
}

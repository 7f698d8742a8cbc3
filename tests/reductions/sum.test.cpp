// SPDX-License-Identifier: MIT
//
// The sum as a monoid, and its accuracy: errors must not grow with the number of terms, also where all terms are alike
// and rounding errors do not cancel.
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

// The largest error of N times x, for x in [1, 2), relative to the exact product.
template <class T>
double error_of_equal_terms(std::ptrdiff_t terms) {
  constexpr Vi<0, 1> x{};
  std::mt19937 random(7);
  std::uniform_real_distribution<T> uniform(1, 2);
  std::vector<T> X(200);
  for (T& v : X) v = uniform(random);
  const auto c = x.reduce<Sum, Axis1>(X, size_j(terms));
  long double worst = 0;
  for (std::size_t i = 0; i < X.size(); ++i) {
    const long double exact = static_cast<long double>(terms) * static_cast<long double>(X[i]);
    const long double got = static_cast<long double>(c(static_cast<std::ptrdiff_t>(i), 0));
    worst = std::fmax(worst, std::fabs(got - exact) / exact);
  }
  return static_cast<double>(worst);
}

}  // namespace

TEST_CASE("the error of a sum does not grow with the number of terms", "[sum]") {
  for (const std::ptrdiff_t terms : {1, 3, 63, 64, 65, 100, 511, 512, 513, 600, 4096, 100003, 1000000}) {
    CAPTURE(terms);
    CHECK(error_of_equal_terms<float>(terms) <= 2e-6);
    CHECK(error_of_equal_terms<double>(terms) <= 4e-15);
  }
}

TEMPLATE_TEST_CASE("partial sums merge in any grouping", "[sum]", float, double) {
  using P = math::Pack<TestType, 1>;
  using S = Sum<>;
  std::mt19937 random(11);
  std::normal_distribution<TestType> normal;
  std::vector<S::Partial<P>> parts(1000);
  long double exact = 0, absolute = 0;
  for (auto& part : parts) {
    part = S::start<P>();
    for (int k = 0; k < 10; ++k) {
      const TestType x = normal(random);
      S::accumulate(part, P(x));
      exact += static_cast<long double>(x);
      absolute += std::fabs(static_cast<long double>(x));
    }
  }
  for (const std::size_t group : {std::size_t{1}, std::size_t{7}, std::size_t{100}, std::size_t{1000}}) {
    S::State<P> total = S::identity<P>();
    for (std::size_t i = 0; i < parts.size();) {
      S::State<P> some = S::identity<P>();
      for (std::size_t k = 0; k < group && i < parts.size(); ++k, ++i) S::merge(some, parts[i]);
      S::merge(total, some);
    }
    const long double got = static_cast<long double>(S::finish(total)[0]);
    // ten additions in each part, one rounding at the end
    CHECK(std::fabs(got - exact) <= 6 * std::numeric_limits<TestType>::epsilon() * absolute);
  }
}

#if !defined(__FAST_MATH__)
namespace {

// Sums of a vector with two terms for each pair, r w + r^3 (d | w) d with d = x - y, r = 1 / sqrt(1/100 + |d|^2), and
// its maximum, against loops.
template <int D>
void check_two_terms(int M, int N) {
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr Vj<2, D> w{};
  constexpr auto d = x - y;
  constexpr auto r = Rsqrt(0.01_c + SqNorm2(d));
  constexpr auto f = r * w + Pow<3>(r) * (d | w) * d;
  const auto size = [](int n) { return static_cast<std::size_t>(n) * D; };
  std::vector<float> X(size(M)), Y(size(N)), V(size(N));
  std::mt19937 random(17);
  std::uniform_real_distribution<float> uniform(-1, 1);
  for (auto* v : {&X, &Y, &V})
    for (float& t : *v) t = uniform(random);
  const auto blocked = reduce<Sum, Axis1>(f, X, Y, V), plain = reduce<Sum, Axis1>(f, X, Y, V, accuracy::plain),
             exact = reduce<Sum, Axis1>(f, X, Y, V, accuracy::compensated), largest = reduce<Max, Axis1>(f, X, Y, V);
  const auto both = reduce<Axis1>(reduction<Sum>(f), reduction<Sum>(r), X, Y, V);
  for (int i = 0; i < M; ++i) {
    double sum[D] = {}, absolute[D] = {}, most[D];
    for (double& m : most) m = -1e30;
    for (int j = 0; j < N; ++j) {
      double square = 0.01, dot = 0, delta[D];
      for (int k = 0; k < D; ++k) {
        delta[k] = static_cast<double>(X[size(i) + static_cast<std::size_t>(k)]) -
                   static_cast<double>(Y[size(j) + static_cast<std::size_t>(k)]);
        square += delta[k] * delta[k];
        dot += delta[k] * static_cast<double>(V[size(j) + static_cast<std::size_t>(k)]);
      }
      const double root = 1 / std::sqrt(square);
      for (int k = 0; k < D; ++k) {
        const double a = root * static_cast<double>(V[size(j) + static_cast<std::size_t>(k)]),
                     b = root * root * root * dot * delta[k];
        sum[k] += a + b;
        absolute[k] += std::fabs(a) + std::fabs(b);
        most[k] = std::fmax(most[k], a + b);
      }
    }
    for (int k = 0; k < D; ++k) {
      CAPTURE(D, M, N, i, k);
      const double allowed = 1.5e-6 * absolute[k];
      CHECK(std::fabs(static_cast<double>(blocked(i, k)) - sum[k]) <= allowed);
      CHECK(std::fabs(static_cast<double>(plain(i, k)) - sum[k]) <= allowed);
      CHECK(std::fabs(static_cast<double>(exact(i, k)) - sum[k]) <= allowed);
      CHECK(std::fabs(static_cast<double>(std::get<0>(both)(i, k)) - sum[k]) <= allowed);
      CHECK(std::fabs(static_cast<double>(largest(i, k)) - most[k]) <= allowed);
    }
  }
}

}  // namespace

TEST_CASE("sums take in both terms of a pair", "[sum]") {
  check_two_terms<2>(17, 1);
  check_two_terms<2>(5, 203);
  check_two_terms<3>(37, 65);
  check_two_terms<3>(3, 1700);
  check_two_terms<20>(19, 131);
}

TEST_CASE("infinities and NaN go through a sum as through additions", "[sum]") {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> X{1, -1};
  std::vector<float> Y(300, 1.0F);
  Y[77] = inf;
  const auto c = reduce<Sum, Axis1>(x * y, X, Y);
  CHECK(c(0, 0) == inf);
  CHECK(c(1, 0) == -inf);
  Y[200] = -inf;
  CHECK(std::isnan(reduce<Sum, Axis1>(x * y, X, Y)(0, 0)));
  Y[200] = nan;
  CHECK(std::isnan(reduce<Sum, Axis1>(x * y, X, Y)(1, 0)));
  const std::vector<float> large(300, std::numeric_limits<float>::max());
  CHECK(reduce<Sum, Axis1>(x * y, X, large)(0, 0) == inf);
}
#endif

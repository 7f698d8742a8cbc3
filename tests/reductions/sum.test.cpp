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

TEMPLATE_TEST_CASE("sums of few columns, in memory column by column", "[sum]", float, double) {
  using T = TestType;
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  for (std::ptrdiff_t N = 1; N <= 17; ++N)
    for (const std::ptrdiff_t M : {1, 7, 8, 16, 37, 130}) {
      CAPTURE(M, N);
      std::vector<T> X(static_cast<std::size_t>(3 * M)), Y(static_cast<std::size_t>(3 * N));
      for (std::size_t k = 0; k < X.size(); ++k) X[k] = static_cast<T>(k % 11) / 8;
      for (std::size_t k = 0; k < Y.size(); ++k) Y[k] = static_cast<T>(k % 13) / 16;
      const std::ptrdiff_t next = M + 3;
      std::vector<T> out(static_cast<std::size_t>(3 * next), 7);
      reduce<Sum, Axis1>(Square(x - y) * SqDist(x, y), X, Y, into(view(out.data(), M, 3, 1, next)));
      for (std::ptrdiff_t k = 0; k < 3; ++k)
        for (std::ptrdiff_t i = 0; i < next; ++i) {
          long double want = i < M ? 0 : 7;
          for (std::ptrdiff_t j = 0; i < M && j < N; ++j) {
            long double square[3], distance = 0;
            for (std::ptrdiff_t c = 0; c < 3; ++c) {
              const long double d = static_cast<long double>(X[static_cast<std::size_t>(3 * i + c)]) -
                                    static_cast<long double>(Y[static_cast<std::size_t>(3 * j + c)]);
              square[c] = d * d;
              distance += d * d;
            }
            want += square[k] * distance;
          }
          const auto got = static_cast<long double>(out[static_cast<std::size_t>(k * next + i)]);
          CHECK(std::fabs(got - want) <= 16 * static_cast<long double>(std::numeric_limits<T>::epsilon()) * want);
        }
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

#if !defined(__FAST_MATH__)  // infinities and NaN are then unspecified, and subnormal numbers 0
namespace {

// sum_j exp(-|x_i - y_j|) s_i z_j, and its gradient in x: all pairs have s_i, which must not hide what they are without
// it. Exact where the products are.
template <class T>
void check_row_factor(T s, T z, long double want) {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  constexpr auto f = Exp(-Abs(x - y)) * Vi<2, 1>{} * Vj<3, 1>{};
  for (const std::size_t N : {1U, 8U, 100U, 1000U})
    for (const std::size_t odd : {0U, 1U}) {  // one row that is not like the others, or all alike
      CAPTURE(sizeof(T), N, odd, s, z);
      std::vector<T> X(40, T(0.5)), Y(N, T(0.5)), S(40, odd != 0 ? T(1) : s), Z(N, z);
      S[17] = s;
      const long double exact = want * static_cast<long double>(N);
      const auto near = [&](T got, double tolerance) {
        if (std::isnan(want)) return std::isnan(got);
        return std::fabs(static_cast<long double>(got) - exact) <= tolerance * std::fabs(exact);
      };
      constexpr double u = std::numeric_limits<T>::epsilon();
      CHECK(near(reduce<Sum, Axis1>(f, X, Y, S, Z)(17, 0), 4 * u));
      CHECK(near(reduce<Sum, Axis1>(f, X, Y, S, Z, all_pairs)(17, 0), 4 * u));
      // as vectors, and as the factor of an adjoint
      constexpr auto vectors = Exp(-Abs(x - y)) * Vi<2, 1>{} * (Vj<3, 1>{} * Vj<4, 3>{});
      CHECK(near(reduce<Sum, Axis1>(vectors, X, Y, S, Z, std::vector<T>(3 * N, T(1)))(17, 2), 4 * u));
      constexpr auto conv = reduction<Sum, Axis1>(Exp(x - y) * Vj<2, 1>{});
      CHECK(near(grad(conv, x)(X, Y, Z, S, all_pairs)(17, 0), 4 * u));
    }
}

}  // namespace

TEST_CASE("a factor that all terms of a row share hides neither overflow nor underflow", "[sum]") {
  check_row_factor<float>(0x1p-100F, 0x1.8p127F, 0x1.8p27L);
  check_row_factor<double>(0x1p-1000, 0x1.8p1023, 0x1.8p23L);
  check_row_factor<float>(0x1p-140F, 0x1.8p127F, 0x1.8p-13L);
  check_row_factor<float>(0, 0x1.8p127F, 0);
  check_row_factor<double>(0, 0x1.8p1023, 0);
  check_row_factor<float>(0x1p100F, 0x1.8p-148F, 0x1.8p-48L);
  check_row_factor<double>(0x1p1000, 0x1.8p-1073, 0x1.8p-73L);
  check_row_factor<float>(std::numeric_limits<float>::infinity(), 0, std::numeric_limits<long double>::quiet_NaN());
}

TEST_CASE("an infinite factor of a row makes NaN of terms of both signs", "[sum]") {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  constexpr auto f = Exp(-Abs(x - y)) * Vi<2, 1>{} * Vj<3, 1>{};
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<float> X(20, 0.5F), Y(70, 0.F), S(20, inf);
  for (const float first : {-1.F, 0.F}) {
    std::vector<float> Z(70, 1.F);
    Z[3] = first;
    for (const float c : reduce<Sum, Axis1>(f, X, Y, S, Z)) CHECK(std::isnan(c));
    for (const float c : reduce<Sum, Axis1>(f, X, Y, S, Z, all_pairs)) CHECK(std::isnan(c));
  }
  for (const float c : reduce<Sum, Axis1>(f, X, Y, S, std::vector<float>(70, 1.F))) CHECK(c == inf);
}
#endif

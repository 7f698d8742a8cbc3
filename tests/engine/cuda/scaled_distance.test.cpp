// SPDX-License-Identifier: MIT
//
// Exponentials of distances, whose coordinates the kernels scale before they subtract them, and sums of exponentials
// taken by groups, in float and `fast`, against loops in long double. An error is held against what follows from an
// error of some units in the last place of the scaled coordinates, of the exponent and of the exponential.
#include <algorithm>
#include <cmath>

#include "support/catch2.hpp"
#include "support/cuda_on_host.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> g{};
constexpr Pm<2, 1> h{};

template <class F>
constexpr bool scales(F) {
  return gpu::scaled_distance(program<F>, plan<F, Kept::i>).found();
}
static_assert(scales(Exp(-g * SqDist(x, y)) * b));
static_assert(scales(Exp(-SqNorm2(y - x) / IntCst<2>{}) * b));
static_assert(scales(Exp(-SqDist(x, y / g))));
static_assert(scales(ShiftedExp<0, decltype(-h * SqDist(x, y))>{}));
static_assert(!scales(ShiftedExp<0, decltype(-SqDist(x, y))>{}), "there is no factor to save");
static_assert(!scales(Exp(-g * SqDist(x, y)) * (x - y)), "the differences have another reader");
static_assert(!scales(Exp(-g * SqDist(x, y)) * SqNorm2(x - 2_c * y) * (x | y)), "the vectors have other readers");
static_assert(!scales(Exp(-b * SqDist(x, y))), "the factor is no parameter");
static_assert(!scales(Exp2(Pm<2, 3>{} * SqDist(x, y))), "a factor for each component");
static_assert(scales(Exp(-h * SqDist(Vi<0, 1>{}, Vj<1, 1>{}))), "numbers");
static_assert(scales(Exp(-h * Square(x - y))), "their squares alone");
static_assert(!scales(Exp(-h * Square(x - y)) * (x - y)), "the differences have another reader");
static_assert(!scales(Exp(-SqDist(x / g, y))), "a vector that each row computes");
static_assert(!scales(SqDist(x, y) * g), "no exponential");

std::vector<float> numbers(std::ptrdiff_t n, double step, double offset = 0) {
  std::vector<float> v;
  for (std::ptrdiff_t k = 0; k < n; ++k)
    v.push_back(static_cast<float>(offset + std::sin(step * (static_cast<double>(k) + 1))));
  return v;
}

struct Pairs {
  std::ptrdiff_t M, N;
  std::vector<float> X, Y, B;
  float factor;
  std::ptrdiff_t dim = 3;

  long double squared(std::ptrdiff_t i, std::ptrdiff_t j) const {
    long double s = 0;
    for (std::ptrdiff_t k = 0; k < dim; ++k) {
      const long double d = static_cast<long double>(X[static_cast<std::size_t>(dim * i + k)]) -
                            static_cast<long double>(Y[static_cast<std::size_t>(dim * j + k)]);
      s += d * d;
    }
    return s;
  }
};
constexpr long double unit = 0x1p-24L;
// Of exp(-g |x - y|^2) relative to it, for vectors of components at most `spread` apart.
long double exponential_error(long double factor, long double squared, long double spread) {
  const long double coordinate = 4 * spread;
  return unit * (8 + 4 * std::fabs(factor) * squared + 6 * std::fabs(factor) * std::sqrt(squared) * coordinate);
}

template <int D = 3>
void check_sums(const Pairs& p, long double spread) {
  constexpr Vi<0, D> u{};
  constexpr Vj<1, D> v{};
  const auto got =
      cuda_on_host::run<Accuracy::fast>(reduction<Sum, Axis1>(Exp(-g * SqDist(u, v)) * b), p.X, p.Y, p.B, p.factor);
  long double worst = 0;
  for (std::ptrdiff_t i = 0; i < p.M; ++i) {
    long double want = 0, allowed = 0;
    for (std::ptrdiff_t j = 0; j < p.N; ++j) {
      const long double s = p.squared(i, j), e = std::exp(-static_cast<long double>(p.factor) * s),
                        w = static_cast<long double>(p.B[static_cast<std::size_t>(j)]);
      want += e * w;
      allowed += e * std::fabs(w) * (exponential_error(static_cast<long double>(p.factor), s, spread) + 130 * unit);
    }
    const long double error = std::fabs(static_cast<long double>(got(i, 0)) - want) / (allowed + 1e-37L);
    if (!(error <= worst)) worst = error;
  }
  CAPTURE(p.M, p.N, p.factor);
  CHECK(worst < 1);
}

}  // namespace

TEST_CASE("exponentials that fall and that grow with a distance", "[cuda]") {
  for (const float factor : {0.5F, 200.F, -0.3F, 0.F})
    for (const auto& s : {std::pair{1, 1}, std::pair{700, 129}, std::pair{1030, 40}})
      check_sums(
          {s.first, s.second, numbers(3 * s.first, 0.7), numbers(3 * s.second, 1.3), numbers(s.second, 2.1), factor},
          2);
}

TEST_CASE("distances of vectors far from 0 are as exact as others", "[cuda]") {
  check_sums({90, 200, numbers(270, 0.7, 1e5), numbers(600, 1.3, 1e5), numbers(200, 2.1), 3.F}, 2);
  check_sums<1>({90, 200, numbers(90, 0.7, 1e5), numbers(200, 1.3, 1e5), numbers(200, 2.1), 3.F, 1}, 2);
}

TEST_CASE("distances of numbers", "[cuda]") {
  for (const float factor : {0.5F, 200.F, -0.3F, 0.F})
    check_sums<1>({700, 129, numbers(700, 0.7), numbers(129, 1.3), numbers(129, 2.1), factor, 1}, 2);
}

TEST_CASE("exponentials of the squares of each component", "[cuda]") {
  constexpr auto sum = reduction<Sum, Axis1>(Exp(-h * Square(x - y)));
  const std::ptrdiff_t M = 530, N = 40;
  const auto X = numbers(3 * M, 0.7, 30), Y = numbers(3 * N, 1.3, 30);
  for (const float factor : {2.F, -0.5F}) {
    const auto got = cuda_on_host::run<Accuracy::fast>(sum, X, Y, factor);
    long double worst = 0;
    for (std::ptrdiff_t n = 0; n < 3 * M; ++n) {
      long double want = 0;
      for (std::ptrdiff_t j = 0; j < N; ++j) {
        const long double d = static_cast<long double>(X[static_cast<std::size_t>(n)]) -
                              static_cast<long double>(Y[static_cast<std::size_t>(3 * j + n % 3)]);
        want += std::exp(-static_cast<long double>(factor) * d * d);
      }
      worst = std::max(worst, std::fabs(static_cast<long double>(got.data()[n]) - want) / want);
    }
    CAPTURE(factor);
    CHECK(worst < 100 * unit);
  }
}

TEST_CASE("a factor for each component", "[cuda]") {
  constexpr Pm<2, 3> c{};
  const std::ptrdiff_t M = 5, N = 40;
  const auto X = numbers(3 * M, 0.7), Y = numbers(3 * N, 1.3);
  const std::vector<float> factors{-0.1F, -2.F, 0.3F};
  const auto sums = cuda_on_host::run<Accuracy::fast>(reduction<Sum, Axis1>(Exp2(c * SqDist(x, y))), X, Y, factors);
  const auto logs = cuda_on_host::run<Accuracy::fast>(reduction<LogSumExp, Axis1>(c * SqDist(x, y)), X, Y, factors);
  const Pairs p{M, N, X, Y, {}, 0};
  for (std::ptrdiff_t i = 0; i < M; ++i)
    for (std::ptrdiff_t k = 0; k < 3; ++k) {
      const auto factor = static_cast<long double>(factors[static_cast<std::size_t>(k)]);
      long double sum = 0, exponentials = 0;
      for (std::ptrdiff_t j = 0; j < N; ++j) {
        sum += std::exp2(factor * p.squared(i, j));
        exponentials += std::exp(factor * p.squared(i, j));
      }
      CAPTURE(i, k);
      CHECK(std::fabs(static_cast<long double>(sums(i, k)) - sum) < 100 * unit * sum);
      CHECK(std::fabs(static_cast<long double>(logs(i, k)) - std::log(exponentials)) < 100 * unit);
    }
}

#if !defined(__FAST_MATH__)
TEST_CASE("a row that is no number, or far away, spoils no other", "[cuda]") {
  constexpr auto sum = reduction<Sum, Axis1>(Exp(-g * SqDist(x, y)) * b);
  const std::ptrdiff_t M = 40, N = 30;
  const auto X = numbers(3 * M, 0.7), Y = numbers(3 * N, 1.3), B = numbers(N, 2.1);
  const auto want = cuda_on_host::run<Accuracy::precise>(sum, X, Y, B, 0.5F);
  for (const float v : {INFINITY, -INFINITY, NAN, 1e30F, -1e6F})
    for (const std::ptrdiff_t at : {std::ptrdiff_t{0}, M / 2, M - 1}) {
      auto X2 = X;
      for (std::ptrdiff_t k = 0; k < 3; ++k) X2[static_cast<std::size_t>(3 * at + k)] = v;
      const auto got = cuda_on_host::run<Accuracy::fast>(sum, X2, Y, B, 0.5F);
      float worst = 0;
      for (std::ptrdiff_t i = 0; i < M; ++i) {
        const float error = i == at ? 0.F : std::fabs(got(i, 0) - want(i, 0));
        if (!(error <= worst)) worst = error;
      }
      CAPTURE(v, at);
      CHECK(worst < 1e-5F);
      CHECK((std::isnan(v) ? std::isnan(got(at, 0)) : got(at, 0) == 0 || std::isnan(got(at, 0))));
    }
}

template <int D>
void check_infinite_factors() {
  constexpr Vi<0, D> u{};
  constexpr Vj<1, D> v{};
  constexpr auto exponent = -(h * SqDist(u, v));
  const std::ptrdiff_t M = 40, N = 30;
  const auto X = numbers(D * M, 0.7);
  auto Y = numbers(D * N, 1.2345);  // of which none is one of X
  for (const bool meet : {false, true}) {
    if (meet) std::copy(X.begin(), X.begin() + D, Y.begin());  // x_0 = y_0: infinity times 0
    const auto check = [&](float factor, float sum, float log_sum) {
      const auto s = cuda_on_host::run<Accuracy::fast>(reduction<Sum, Axis1>(Exp(exponent)), X, Y, factor);
      const auto l = cuda_on_host::run<Accuracy::fast>(reduction<LogSumExp, Axis1>(exponent), X, Y, factor);
      CAPTURE(D, meet, factor);
      CHECK((meet ? std::isnan(s(0, 0)) && std::isnan(l(0, 0)) : s(0, 0) == sum && l(0, 0) == log_sum));
      for (std::ptrdiff_t i = 1; i < M; ++i) {
        CHECK(s(i, 0) == sum);
        CHECK(l(i, 0) == log_sum);
      }
    };
    check(INFINITY, 0, -INFINITY);
    check(-INFINITY, INFINITY, INFINITY);
    const auto none = cuda_on_host::run<Accuracy::fast>(reduction<Sum, Axis1>(Exp(exponent)), X, Y, NAN);
    CHECK(std::isnan(none(M - 1, 0)));
  }
}
TEST_CASE("a factor that is infinite makes each exponential 0 or infinite", "[cuda]") {
  check_infinite_factors<1>();
  check_infinite_factors<3>();
  check_infinite_factors<200>();
}
#endif

namespace {

// log(sum_j w_j exp(f_ij)) against a reduction of values f with errors e: the largest error over what is allowed.
template <class F, class E, class W, class R>
long double log_sum_error(std::ptrdiff_t M, std::ptrdiff_t N, F f, E e, W w, const R& got) {
  long double worst = 0;
  for (std::ptrdiff_t i = 0; i < M; ++i) {
    long double top = -INFINITY, sum = 0, allowed = 0;
    for (std::ptrdiff_t j = 0; j < N; ++j) top = std::max(top, f(i, j));
    for (std::ptrdiff_t j = 0; j < N; ++j) {
      const long double t = w(j) * std::exp(f(i, j) - top);
      sum += t;
      allowed += t * (e(i, j) + 130 * unit);
    }
    const long double want = top + std::log(sum);
    const long double error =
        std::fabs(static_cast<long double>(got(i, 0)) - want) / (allowed / sum + 4 * unit * std::fabs(want));
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

}  // namespace

TEST_CASE("LogSumExp of distances: falling, rising towards the end, growing", "[cuda]") {
  const std::ptrdiff_t M = 33;
  for (const std::ptrdiff_t N : {1, 8, 9, 300})
    for (const float factor : {0.5F, 40.F, -2.F}) {
      Pairs p{M, N, numbers(3 * M, 0.7), numbers(3 * N, 1.3), numbers(N, 2.1), factor};
      for (std::size_t k = 0; k < p.Y.size(); ++k)
        p.Y[k] += static_cast<float>(p.Y.size() - k) / 100;  // nearer and nearer
      const long double c = static_cast<long double>(factor);
      const auto f = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return -c * p.squared(i, j); };
      const auto e = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return exponential_error(c, p.squared(i, j), 11); };
      const auto got =
          cuda_on_host::run<Accuracy::fast>(reduction<LogSumExp, Axis1>(-h * SqDist(x, y)), p.X, p.Y, factor);
      CAPTURE(N, factor);
      CHECK(log_sum_error(
                M, N, f, e, [](std::ptrdiff_t) { return 1.L; }, got) < 1);
#if !defined(KERNFOLD_TEST_SUBSET)
      if (factor == 0.5F) {
        const auto plain = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return -p.squared(i, j); };
        const auto got_plain = cuda_on_host::run<Accuracy::fast>(reduction<LogSumExp, Axis1>(-SqDist(x, y)), p.X, p.Y);
        const auto e1 = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return exponential_error(1, p.squared(i, j), 11); };
        CHECK(log_sum_error(
                  M, N, plain, e1, [](std::ptrdiff_t) { return 1.L; }, got_plain) < 1);
      }
#endif
    }
}

TEST_CASE("LogSumExp with weights, of values that rise by far more than an exponential can hold", "[cuda]") {
  const std::ptrdiff_t M = 20, N = 500;
  const auto X = numbers(3 * M, 0.7, 2), W = numbers(N, 2.1, 1.5);
  auto Y = numbers(3 * N, 1.3, 2);
  for (std::size_t k = 0; k < Y.size(); ++k) Y[k] *= static_cast<float>(k) / 20;
  const auto f = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
    long double s = 0;
    for (std::ptrdiff_t k = 0; k < 3; ++k)
      s += static_cast<long double>(X[static_cast<std::size_t>(3 * i + k)]) *
           static_cast<long double>(Y[static_cast<std::size_t>(3 * j + k)]);
    return s;
  };
  const auto got = cuda_on_host::run<Accuracy::fast>(reduction<LogSumExp, Axis1>(x | y, b), X, Y, W);
  const auto e = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return unit * (8 + 8 * std::fabs(f(i, j))); };
  const auto w = [&](std::ptrdiff_t j) { return static_cast<long double>(W[static_cast<std::size_t>(j)]); };
  CHECK(log_sum_error(M, N, f, e, w, got) < 1);
}

TEST_CASE("attention whose scores rise by far more than an exponential can hold", "[cuda]") {
  const std::ptrdiff_t M = 20, N = 203;
  const auto X = numbers(3 * M, 0.7, 2), V = numbers(3 * N, 2.1);
  auto Y = numbers(3 * N, 1.3, 2);
  for (std::size_t k = 0; k < Y.size(); ++k) Y[k] *= static_cast<float>(k) / 20;
  const auto got = cuda_on_host::run<Accuracy::fast>(reduction<SumSoftMaxWeight, Axis1>(x | y, Vj<2, 3>{}), X, Y, V);
  const auto at = [](const std::vector<float>& v, std::ptrdiff_t n) {
    return static_cast<long double>(v[static_cast<std::size_t>(n)]);
  };
  for (std::ptrdiff_t i = 0; i < M; ++i) {
    std::vector<long double> scores;
    for (std::ptrdiff_t j = 0; j < N; ++j) {
      scores.push_back(0);
      for (std::ptrdiff_t k = 0; k < 3; ++k) scores.back() += at(X, 3 * i + k) * at(Y, 3 * j + k);
    }
    const long double top = *std::max_element(scores.begin(), scores.end());
    for (std::ptrdiff_t k = 0; k < 3; ++k) {
      long double all = 0, want = 0, allowed = 0;
      for (std::ptrdiff_t j = 0; j < N; ++j) {
        const long double score = scores[static_cast<std::size_t>(j)], e = std::exp(score - top);
        all += e;
        want += e * at(V, 3 * j + k);
        allowed += e * unit * (16 + 16 * std::fabs(score));  // of numerator and denominator, |V| <= 1
      }
      CAPTURE(i, k);
      CHECK(std::fabs(static_cast<long double>(got(i, k)) - want / all) <= allowed / all);
    }
  }
}

#if !defined(KERNFOLD_TEST_SUBSET)
TEST_CASE("LogSumExp with weights that add up to little less than a 3000th of the largest number", "[cuda]") {
  const std::ptrdiff_t N = 80;
  const std::vector<float> X{1, 0, 0}, W(static_cast<std::size_t>(N), 1.4e33F);
  std::vector<float> Y(static_cast<std::size_t>(3 * N));
  for (const float step : {0.4F, 1.6F, 2.F, 5.F}) {
    for (std::size_t j = 0; j < static_cast<std::size_t>(N); ++j) Y[3 * j] = step * static_cast<float>(j);
    const auto f = [&](std::ptrdiff_t, std::ptrdiff_t j) {
      return static_cast<long double>(Y[static_cast<std::size_t>(3 * j)]);
    };
    const auto e = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return unit * (8 + 8 * std::fabs(f(i, j))); };
    const auto w = [](std::ptrdiff_t) { return 1.4e33L; };
    CAPTURE(step);
    for (const auto& got : {cuda_on_host::run<Accuracy::fast>(reduction<LogSumExp, Axis1>(x | y, b), X, Y, W),
                            cuda_on_host::run<Accuracy::precise>(reduction<LogSumExp, Axis1>(x | y, b), X, Y, W)})
      CHECK(log_sum_error(1, N, f, e, w, got) < 1);
  }
}
#endif

#if !defined(__FAST_MATH__)
TEST_CASE("LogSumExp of values up to the largest number", "[cuda]") {
  constexpr Vi<0, 1> s{};
  constexpr Vj<1, 1> t{};
  constexpr auto reduction_of = [](auto f) { return reduction<LogSumExp, Axis1>(f); };
  const auto check = [](const auto& got, float want) {
    for (std::ptrdiff_t i = 0; i < got.rows(); ++i) {
      CAPTURE(i, got(i, 0), want);
      CHECK(std::fabs(got(i, 0) / want - 1) < 1e-6F);
    }
  };
  const std::vector<float> one(40, 1.F), zero(40, 0.F);
  for (const std::size_t N : {1U, 4U, 5U, 300U})
    for (const float from : {-3.3e38F, -1.F, 3.3e38F})
      for (const float to : {-3.3e38F, -2.5e38F, -1e38F, 2.2e38F, 2.5e38F, 3.3e38F}) {
        std::vector<float> Y(N), roots(N), weights(N, 0.F);
        const float scale = 0x1p-100F;
        std::size_t best = 0;
        for (std::size_t j = 0; j < N; ++j) {
          const float share = static_cast<float>(j) / static_cast<float>(N);
          Y[j] = j + 1 == N ? to : from * (1 - share) + to * share;
          if (Y[j] > Y[best]) best = j;
          roots[j] = std::sqrt(std::fabs(Y[j] * scale));
        }
        weights[best] = 3;
        CAPTURE(N, from, to);
        check(cuda_on_host::run<Accuracy::fast>(reduction_of(s * t), one, Y), Y[best]);
        if (from != to && N < 300) {
          const auto attention = reduction<SumSoftMaxWeight, Axis1>(s * t, Vj<2, 1>{});
          check(cuda_on_host::run<Accuracy::fast>(attention, one, Y, weights), 3);
        }
        // -c |s - t|^2, c a parameter
        if (from < 0 && to < 0)
          check(cuda_on_host::run<Accuracy::fast>(reduction_of(-h * SqDist(s, t)), zero, roots, 1 / scale), Y[best]);
      }
}
#endif

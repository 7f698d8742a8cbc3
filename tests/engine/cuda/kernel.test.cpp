// SPDX-License-Identifier: MIT
//
// The kernels of the CUDA engine on the host, on shapes that end within a thread's rows, a tile of columns, a chunk,
// a group of merged states; with the formulas of conformance/ they run there.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "support/conformance.hpp"
#include "support/cuda_on_host.hpp"
#include "support/strided.hpp"

using namespace kernfold;
using conformance::compare;
using conformance::random_data;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> g{};
constexpr auto gaussian = Exp(-(Square(g) * SqDist(x, y))) * b;
using Gaussian = std::remove_const_t<decltype(gaussian)>;

template <class A, class T, Accuracy accuracy, class F>
void check(F, std::ptrdiff_t M, std::ptrdiff_t N) {
  const reference::Term term = reference::read<F>();
  const auto data = random_data<T>(term, M, N, 5);
  const auto want = reference::sum<T>(term, reference::over<A>(), M, N, F::dim, data);
  const auto got = [&] {
    constexpr auto op = reduction<Sum, A>(F{});
    if constexpr (program<F>.positions == 5)
      return cuda_on_host::run<accuracy>(op, data[0], data[1], data[2], data[3], data[4]);
    else
      return cuda_on_host::run<accuracy>(op, data[0], data[1], data[2], data[3]);
  }();
  compare<T>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate,
             conformance::sizes(M, N));
}

constexpr std::ptrdiff_t shapes[][2] = {{1, 1},     {1, 500}, {511, 127}, {512, 128},
                                        {513, 129}, {700, 1}, {3, 4099},  {1025, 33}};

}  // namespace

TEMPLATE_TEST_CASE("sums over j, i and both", "[cuda]", float, double) {
  for (const auto& s : shapes) {
    check<Axis1, TestType, Accuracy::precise>(gaussian, s[0], s[1]);
#if !defined(KERNFOLD_TEST_SUBSET)
    check<Axis0, TestType, Accuracy::precise>(gaussian, s[0], s[1]);
#endif
    check<Axis01, TestType, Accuracy::precise>(gaussian, s[0], s[1]);
  }
}

TEMPLATE_TEST_CASE("sums whose terms have a factor of the row or of the call", "[cuda]", float, double) {
  constexpr Vi<4, 1> e{};
  constexpr auto gradient = Grad(gaussian, x, e);
  static_assert(row_factor(program<decltype(gradient)>, plan<decltype(gradient), Kept::i>).product >= 0);
  constexpr auto of_call = g * Exp(-(Square(b) * SqDist(x, y))) * (x - y);
  static_assert(row_factor(program<decltype(of_call)>, plan<decltype(of_call), Kept::i>).product >= 0);
  for (const auto& s : shapes) {
    check<Axis1, TestType, Accuracy::precise>(gradient, s[0], s[1]);
    check<Axis1, TestType, Accuracy::precise>(of_call, s[0], s[1]);
    check<Axis01, TestType, Accuracy::precise>(of_call, s[0], s[1]);
  }
}

TEST_CASE("fast: exp by way of exp2", "[cuda]") {
  for (const auto& s : shapes) check<Axis1, float, Accuracy::fast>(gaussian, s[0], s[1]);
}

#if !defined(__FAST_MATH__)
TEST_CASE("fast: a root where its reciprocal is needed too", "[cuda]") {
  constexpr Vi<2, 1> e{};
  constexpr auto laplacian = Exp(-Norm2(x - y));
  constexpr auto gradient = Grad(laplacian, x, e);
  const std::vector<float> X(3, 0.F), E(1, 1.F);
  // far away the squared distance overflows, close by it is subnormal or 0
  for (const float d : {0.F, 1e-30F, 1e-21F, 3e-20F, 1e-18F, 1e-4F, 0.3F, 7.F, 60.F, 1e10F, 2e19F, 1e30F, INFINITY}) {
    const std::vector<float> Y{d, 0, 0};
    const auto [value, grad] = reduce<Axis1>(reduction<Sum>(laplacian), reduction<Sum>(gradient), X, Y, E, on_cuda{});
    const float want = std::exp(-d);
    CAPTURE(d);
    CHECK(std::fabs(value(0, 0) - want) <= 1e-6F * want * (1 + std::min(d, 1e9F)));
    if (d > 1e-15F && d < INFINITY)
      CHECK(std::fabs(grad(0, 0) - want) <= 1e-6F * want * (1 + d));
    else if (d < INFINITY)
      CHECK((std::fabs(grad(0, 0)) <= 1 && grad(0, 1) == 0));  // the squares are not exact any more
  }
  const auto of_nan = reduce<Axis1>(reduction<Sum>(laplacian), reduction<Sum>(gradient), X,
                                    std::vector<float>{NAN, 0, 0}, E, on_cuda{});
  CHECK((std::isnan(std::get<0>(of_nan)(0, 0)) && std::isnan(std::get<1>(of_nan)(0, 0))));
  using P = gpu::Lane<float, Accuracy::fast>;
  CHECK(std::isnan(sqrt_beside_rsqrt(P(-1), rsqrt_or_zero(P(-1))).v));
}

TEST_CASE("fast: powers, within what is allowed, at 0 and infinity and of negative numbers those of <cmath>",
          "[cuda]") {
  constexpr Vi<0, 1> s{};
  constexpr Pm<1, 1> t{};
  std::vector<float> bases{0.F,   -0.F,  1e-30F, 0.3F,    1.F,      1.0001F,   2.F, 7.5F,
                           1e30F, 3e38F, -1.F,   -2.125F, INFINITY, -INFINITY, NAN};
  for (int k = 0; k < 200; ++k) bases.push_back(std::exp2(static_cast<float>(k - 100) / 50));
  const auto check_power = [](float got, long double base, float exponent) {
    base += 0;  // the power of -0 is that of 0
    const long double want = std::pow(base, static_cast<long double>(exponent));
    CAPTURE(base, exponent, got, want);
    if (!(std::fabs(want) <= 3.4e38L))
      CHECK((std::isnan(want) ? std::isnan(got) : std::isinf(got) && (got > 0) == (want > 0)));
    else if (std::fabs(want) < 0x1p-126L)
      CHECK(std::fabs(got) <= 0x1p-126F);
    else if (exponent == 0)
      CHECK(got == 1);
    else
      CHECK(std::fabs(static_cast<long double>(got) - want) <=
            std::fabs(want) * 0x1p-23L *
                (2 + 8 * static_cast<long double>(std::fabs(exponent)) * (1 + std::fabs(std::log(std::fabs(base))))));
  };
  for (const float exponent : {0.F, 1.F, 2.F, 3.F, -1.F, -3.F, 0.7F, -0.3F, 12.F, INFINITY, -INFINITY})
    for (const float base : bases) {
      const auto got = reduce<Sum, Axis1>(Powf(s, t), std::vector<float>{base}, exponent, size_j(1), on_cuda{});
      check_power(got(0, 0), static_cast<long double>(base), exponent);
    }
  for (const float alpha : {0.5F, 1.F, 4.F, 30.F})
    for (const float d : {0.F, 1e-5F, 0.01F, 0.5F, 1.F, 3.F, 1e3F, 1e19F}) {
      constexpr auto kernel = RationalQuadraticKernel(x, y, 1_c, b);
      constexpr Pm<2, 1> a{};
      constexpr auto power = Exp(-a * Log1p(SqDist(x, y)));
      const std::vector<float> X{d, 0, 0}, Y(3, 0.F);
      const auto got = reduce<Sum, Axis1>(power, X, Y, alpha, on_cuda{});
      const long double square = static_cast<long double>(d) * static_cast<long double>(d);
      check_power(got(0, 0), 1 + square, -alpha);
      const auto of_kernel = reduce<Sum, Axis1>(kernel, X, Y, std::vector<float>{alpha}, on_cuda{});
      check_power(of_kernel(0, 0), 1 + square / (2 * static_cast<long double>(alpha)), -alpha);
    }
}

TEST_CASE("fast: x log x, within what is allowed", "[cuda]") {
  constexpr Vi<0, 1> s{};
  for (const float v : {0.F, 1e-40F, 1e-30F, 0.01F, 0.3F, 0.99F, 1.F, 1.001F, 2.F, 7.5F, 1e30F, INFINITY, -1.F, NAN}) {
    const auto got = reduce<Sum, Axis1>(XLogX(s), std::vector<float>{v}, size_j(1), on_cuda{});
    const long double w = static_cast<long double>(v), want = w == 0 ? 0 : w * std::log(w);
    CAPTURE(v, got(0, 0), want);
    if (std::isfinite(want))
      CHECK(std::fabs(static_cast<long double>(got(0, 0)) - want) <=
            6 * 0x1p-23L * w * (w == 0 ? 1 : 1 + std::fabs(std::log(w))) + 0x1p-119L);
    else
      CHECK((std::isnan(want) ? std::isnan(got(0, 0)) : got(0, 0) == INFINITY));
  }
}
#endif

TEST_CASE("states of more rows than one merge takes", "[cuda]") {
  check<Axis01, float, Accuracy::precise>(gaussian, 5000, 40);
}

TEST_CASE("strided views and numbers", "[cuda]") {
  const std::ptrdiff_t M = 37, N = 150;
  const auto data = random_data<double>(reference::read<Gaussian>(), M, N, 6);
  const auto want = reference::sum<double>(reference::read<Gaussian>(), reference::Over::j, M, N, 1, data);
  constexpr std::ptrdiff_t strides[][2] = {{3, 1}, {7, 2}, {-3, 1}, {-8, -2}, {1, 200}};
  for (const auto& s : strides) {
    CAPTURE(s[0], s[1]);
    const auto X = strided(data[0], M, 3, s[0], s[1]), Y = strided(data[1], N, 3, s[0], s[1]);
    const auto got = cuda_on_host::run(reduction<Sum, Axis1>(gaussian), X.view, Y.view, data[2], data[3][0]);
    compare<double>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate, "");
  }
}

TEST_CASE("the largest and the smallest value", "[cuda]") {
  for (const auto& s : shapes) {
    const std::ptrdiff_t M = s[0], N = s[1];
    const auto data = random_data<double>(reference::read<Gaussian>(), M, N, 7);
    constexpr auto f = (x | y) * b;
    const auto largest = cuda_on_host::run(reduction<Max, Axis1>(f), data[0], data[1], data[2]);
    const auto smallest = cuda_on_host::run(reduction<Min, Axis0>(f), data[0], data[1], data[2]);
    const auto value = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
      long double dot = 0;
      for (std::ptrdiff_t k = 0; k < 3; ++k)
        dot += static_cast<long double>(data[0][static_cast<std::size_t>(3 * i + k)]) *
               static_cast<long double>(data[1][static_cast<std::size_t>(3 * j + k)]);
      return dot * static_cast<long double>(data[2][static_cast<std::size_t>(j)]);
    };
    long double worst = 0;
    for (std::ptrdiff_t i = 0; i < M; ++i) {
      long double best = -INFINITY;
      for (std::ptrdiff_t j = 0; j < N; ++j) best = std::max(best, value(i, j));
      worst = std::max(worst, std::fabs(best - static_cast<long double>(largest(i, 0))));
    }
    for (std::ptrdiff_t j = 0; j < N; ++j) {
      long double best = INFINITY;
      for (std::ptrdiff_t i = 0; i < M; ++i) best = std::min(best, value(i, j));
      worst = std::max(worst, std::fabs(best - static_cast<long double>(smallest(j, 0))));
    }
    CAPTURE(M, N);
    CHECK(worst < 1e-13L);
  }
}

template <int D, int DV>
void check_long_vectors(std::ptrdiff_t M, std::ptrdiff_t N) {
  constexpr Vi<0, D> u{};
  constexpr Vj<1, D> v{};
  constexpr Vj<2, DV> w{};
  constexpr auto f = Exp(-SqDist(u, v) / IntCst<2 * D>{}) * w;
  using F = std::remove_const_t<decltype(f)>;
  const auto data = random_data<float>(reference::read<F>(), M, N, 8);
  const auto want = reference::sum<float>(reference::read<F>(), reference::Over::j, M, N, DV, data);
  const auto got = cuda_on_host::run(reduction<Sum, Axis1>(f), data[0], data[1], data[2]);
  compare<float>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate,
                 conformance::sizes(M, N));
}

TEST_CASE("long vectors, in registers and in memory, taken by tiles of columns", "[cuda]") {
  check_long_vectors<100, 1>(70, 90);
  for (const std::ptrdiff_t N : {1, 3, 4, 131}) check_long_vectors<130, 100>(70, N);
}

// Were a phase to read what another thread writes in it, the order of threads would show.
TEST_CASE("the order of threads in a phase does not matter", "[cuda]") {
  const auto data = random_data<float>(reference::read<Gaussian>(), 600, 300, 9);
  const auto call = [&](cuda_on_host::Order order) {
    cuda_on_host::order = order;
    return cuda_on_host::run(reduction<Sum, Axis01>(gaussian), data[0], data[1], data[2], data[3]);
  };
  const auto forwards = call(cuda_on_host::Order::forwards), backwards = call(cuda_on_host::Order::backwards);
  cuda_on_host::order = cuda_on_host::Order::in_turns;
  CHECK(forwards(0, 0) == backwards(0, 0));
}

namespace {

// The values of f = (x . y) b for all pairs, row-major, from data of random_data.
std::vector<double> values_of_pairs(const std::vector<std::vector<double>>& data, std::ptrdiff_t M, std::ptrdiff_t N) {
  std::vector<double> v;
  for (std::ptrdiff_t i = 0; i < M; ++i)
    for (std::ptrdiff_t j = 0; j < N; ++j) {
      long double dot = 0;
      for (std::ptrdiff_t k = 0; k < 3; ++k)
        dot += static_cast<long double>(data[0][static_cast<std::size_t>(3 * i + k)]) *
               static_cast<long double>(data[1][static_cast<std::size_t>(3 * j + k)]);
      v.push_back(static_cast<double>(dot * static_cast<long double>(data[2][static_cast<std::size_t>(j)])));
    }
  return v;
}
template <class R>
auto reduce_product(const std::vector<std::vector<double>>& data) {
  return cuda_on_host::run(reduction<R, Axis1>((x | y) * b), data[0], data[1], data[2]);
}

}  // namespace

TEST_CASE("indices, over one axis and both", "[cuda]") {
  for (const auto& s : shapes) {
    const std::ptrdiff_t M = s[0], N = s[1];
    const auto data = random_data<double>(reference::read<Gaussian>(), M, N, 10);
    const auto f = values_of_pairs(data, M, N);
    const auto smallest = reduce_product<ArgMin<>>(data);
    const auto both = cuda_on_host::run(reduction<ArgMax, Axis01>((x | y) * b), data[0], data[1], data[2]);
    std::ptrdiff_t wrong = 0;
    for (std::ptrdiff_t i = 0; i < M; ++i)
      wrong += smallest(i, 0) != std::min_element(f.begin() + i * N, f.begin() + (i + 1) * N) - (f.begin() + i * N);
    CAPTURE(M, N);
    CHECK(wrong == 0);
    CHECK(both(0, 0) == std::max_element(f.begin(), f.end()) - f.begin());
  }
}

TEST_CASE("of equal values the first, across tiles and chunks", "[cuda]") {
  const std::vector<float> X(3 * 5, 1.f);
  std::vector<float> Y(3 * 9000, 1.f);
  for (const std::size_t j : {700U, 701U, 5000U, 8999U}) Y[3 * j] = 0.f;
  const auto at = cuda_on_host::run(reduction<ArgMin, Axis1>(x | y), X, Y);
  const auto three = cuda_on_host::run(reduction<ArgKMin<3>, Axis1>(x | y), X, Y);
  for (std::ptrdiff_t i = 0; i < 5; ++i) {
    CHECK(at(i, 0) == 700);
    CHECK(three(i, 0) == 700);
    CHECK(three(i, 1) == 701);
    CHECK(three(i, 2) == 5000);
  }
}

#if !defined(__FAST_MATH__)
TEST_CASE("of values that are all infinite the first", "[cuda]") {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  constexpr double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> U{inf, 1.0, inf, -inf, -1.0};
  for (const std::size_t N : {1U, 7U, 8U, 64U, 128U, 131U, 9000U}) {
    std::vector<double> V(N);
    for (std::size_t j = 0; j < N; ++j) V[j] = 1.0 + static_cast<double>(N - j);  // the last is the smallest
    const auto last = static_cast<std::int64_t>(N) - 1;
    const auto least = cuda_on_host::run(reduction<MinArgMin, Axis1>(u * v), U, V);
    const auto most = cuda_on_host::run(reduction<ArgMax, Axis1>(-(u * v)), U, V);
    const std::vector<double> infinite{inf, inf};  // no row has its threads look at values
    const auto alone = cuda_on_host::run(reduction<ArgMin, Axis1>(u * v), infinite, V);
    const auto overall = cuda_on_host::run(reduction<ArgMin, Axis01>(u * v), infinite, V);
    CAPTURE(N);
    const std::int64_t want[] = {0, last, 0, 0, 0};
    for (std::ptrdiff_t i = 0; i < 5; ++i) {
      CHECK(least.indices(i, 0) == want[i]);
      CHECK(most(i, 0) == want[i]);
      CHECK((std::isinf(least.values(i, 0)) == std::isinf(U[static_cast<std::size_t>(i)])));
    }
    CHECK(alone(0, 0) == 0);
    CHECK(alone(1, 0) == 0);
    CHECK(overall(0, 0) == 0);
  }
}
TEST_CASE("a NaN is the first of ArgMin and the last of KMin, alone and beside numbers", "[cuda]") {
  const std::vector<double> X(3, 1.0);
  for (const std::size_t at : {0U, 5U, 130U, 998U}) {
    std::vector<double> Y(3 * 1000, 5.0);
    Y[3 * at] = 1.0;
    Y[3 * (at + 1)] = std::numeric_limits<double>::quiet_NaN();
    const auto first = cuda_on_host::run(reduction<ArgMin, Axis1>(x | y), X, Y);
    const auto least = cuda_on_host::run(reduction<KMin<2>, Axis1>(x | y), X, Y);
    CHECK(first(0, 0) == static_cast<std::int64_t>(at) + 1);
    CHECK(least(0, 0) == 11);
    CHECK(least(0, 1) == 15);
  }
}
#endif

namespace {

template <int K>
void check_smallest() {
  for (const auto& s : {shapes[1], shapes[4], shapes[6]}) {
    const std::ptrdiff_t M = s[0], N = s[1];
    const auto data = random_data<double>(reference::read<Gaussian>(), M, N, 11);
    const auto f = values_of_pairs(data, M, N);
    const auto got = reduce_product<KMinArgKMin<K>>(data);
    double worst = 0;
    std::ptrdiff_t wrong = 0;
    for (std::ptrdiff_t i = 0; i < M; ++i)
      for (std::ptrdiff_t k = 0; k < K; ++k) {
        const double at = f[static_cast<std::size_t>(i * N + got.indices(i, k))];
        worst = std::max(worst, std::fabs(at - got.values(i, k)));
        std::vector<double> row(f.begin() + i * N, f.begin() + (i + 1) * N);
        std::nth_element(row.begin(), row.begin() + k, row.end());
        wrong += row[static_cast<std::size_t>(k)] != at;
      }
    CAPTURE(M, N);
    CHECK(worst < 1e-13);
    CHECK(wrong == 0);
  }
}

}  // namespace

TEST_CASE("the smallest values in order", "[cuda]") { check_smallest<5>(); }
TEST_CASE("the smallest values in order, whose states share a block's memory by fewer threads", "[cuda]") {
  check_smallest<12>();
  check_smallest<100>();
}

TEST_CASE("exponentials with a running shift, means, conditions", "[cuda]") {
  for (const auto& s : shapes) {
    const std::ptrdiff_t M = s[0], N = s[1];
    auto data = random_data<double>(reference::read<Gaussian>(), M, N, 12);
    for (double& v : data[2]) v *= 100;  // exp() of the values overflows
    const auto f = values_of_pairs(data, M, N);
    constexpr auto score = (x | y) * b;
    const auto log_sum = reduce_product<LogSumExp<>>(data);
    const auto soft = cuda_on_host::run(reduction<SumSoftMaxWeight, Axis1>(score, y), data[0], data[1], data[2]);
    const auto moments = reduce_product<MeanVariance>(data);
    const auto positive = cuda_on_host::run(reduction<Count, Axis1>(Step(score)), data[0], data[1], data[2]);
    const auto both = cuda_on_host::run(reduction<LogSumExp, Axis01>(score), data[0], data[1], data[2]);
    const long double top_of_all = *std::max_element(f.begin(), f.end());
    long double worst = 0, all = 0;
    const auto compare_with = [&](long double want, double got) {
      const long double d = std::fabs(want - static_cast<long double>(got)) / (1 + std::fabs(want));
      if (!(d <= worst)) worst = d;
    };
    for (std::ptrdiff_t i = 0; i < M; ++i) {
      const auto row = f.begin() + i * N;
      const long double top = *std::max_element(row, row + N);
      long double sum = 0, mean = 0, variance = 0, weighted[3] = {};
      std::int64_t count = 0;
      for (std::ptrdiff_t j = 0; j < N; ++j) {
        const long double v = row[j], e = std::exp(v - top);
        sum += e;
        all += std::exp(v - top_of_all);
        mean += v / static_cast<long double>(N);
        count += v >= 0;
        for (std::ptrdiff_t k = 0; k < 3; ++k)
          weighted[k] += e * static_cast<long double>(data[1][static_cast<std::size_t>(3 * j + k)]);
      }
      for (std::ptrdiff_t j = 0; j < N; ++j)
        variance += (row[j] - mean) * (row[j] - mean) / static_cast<long double>(N);
      compare_with(top + std::log(sum), log_sum(i, 0));
      for (std::ptrdiff_t k = 0; k < 3; ++k) compare_with(weighted[k] / sum, soft(i, k));
      compare_with(mean, moments.mean(i, 0));
      compare_with(variance, moments.variance(i, 0));
      compare_with(static_cast<long double>(count), static_cast<double>(positive(i, 0)));
    }
    compare_with(top_of_all + std::log(all), both(0, 0));
    CAPTURE(M, N);
    CHECK(worst < 1e-12L);
  }
}

namespace {

// Moments of x_i + y_j, or x_i y_j where `product`, with weights v_j where `weighted`, of numbers that are exact in T.
template <class T, bool product, bool weighted>
void check_moments(std::ptrdiff_t M, std::ptrdiff_t N, T offset) {
  constexpr Vi<0, 1> s{};
  constexpr Vj<1, 1> t{};
  constexpr Vj<2, 1> v{};
  std::vector<T> X, Y, V;
  unsigned random = 1;
  const auto digit = [&] { return static_cast<T>((random = random * 1664525U + 1013904223U) >> 27); };  // 0 to 31
  for (std::ptrdiff_t i = 0; i < M; ++i) X.push_back(product ? static_cast<T>(1 + i % 2) : digit());
  for (std::ptrdiff_t j = 0; j < N; ++j) {
    Y.push_back(offset + digit() / 32);
    V.push_back(1 + digit());
  }
  const auto term = [&] {
    if constexpr (product)
      return s * t;
    else
      return s + t;
  }();
  const auto mean = [&] {
    if constexpr (weighted)
      return cuda_on_host::run(reduction<Mean, Axis1>(term, v), X, Y, V);
    else
      return cuda_on_host::run(reduction<Mean, Axis1>(term), X, Y);
  }();
  const auto both = [&] {
    if constexpr (weighted)
      return cuda_on_host::run(reduction<MeanVariance, Axis1>(term, v), X, Y, V);
    else
      return cuda_on_host::run(reduction<MeanVariance, Axis1>(term), X, Y);
  }();
  long double worst_mean = 0, worst_center = 0, worst_variance = 0;
  for (std::ptrdiff_t i = 0; i < M; ++i) {
    const auto weight = [&](std::size_t j) { return weighted ? static_cast<long double>(V[j]) : 1.0L; };
    const auto a = static_cast<long double>(X[static_cast<std::size_t>(i)]), far = static_cast<long double>(offset);
    const auto value = [&](std::size_t j) {  // less that of the offset
      const auto c = static_cast<long double>(Y[j] - offset);
      return product ? a * c : a + c;
    };
    long double all = 0, want = 0, variance = 0;
    for (std::size_t j = 0; j < Y.size(); ++j) all += weight(j);
    for (std::size_t j = 0; j < Y.size(); ++j) want += weight(j) * value(j) / all;
    for (std::size_t j = 0; j < Y.size(); ++j) variance += weight(j) * (value(j) - want) * (value(j) - want) / all;
    const long double of_offset = product ? a * far : far;
    const auto error = [](long double right, T got) { return std::fabs(right - static_cast<long double>(got)); };
    const long double exact = of_offset + want;
    worst_mean = std::max(worst_mean, error(exact, mean(i, 0)) / exact);
    worst_center = std::max(worst_center, error(exact, both.mean(i, 0)) / exact);
    worst_variance = std::max(worst_variance, error(variance, both.variance(i, 0)));
  }
  const auto unit = static_cast<long double>(std::numeric_limits<T>::epsilon());
  CAPTURE(M, N, product, weighted, offset, sizeof(T));
  CHECK(worst_mean <= 30 * unit);   // of sums of up to 128 numbers as large as the mean
  CHECK(worst_center <= 2 * unit);  // only deviations are added up
  CHECK(worst_variance <= 60 * unit);
}

}  // namespace

TEMPLATE_TEST_CASE("means and variances of one pass, of large numbers too", "[cuda]", float, double) {
  using T = TestType;
  const T large = static_cast<T>(1 / std::numeric_limits<T>::epsilon() / 128);
  for (const auto& s : shapes)
    for (const T offset : {T(1), large}) {
      check_moments<T, false, false>(s[0], s[1], offset);
      check_moments<T, true, false>(s[0], s[1], offset);
      check_moments<T, true, true>(s[0], s[1], offset);
    }
}

#if !defined(__FAST_MATH__)
TEST_CASE("variances of a value that is infinite or NaN", "[cuda]") {
  constexpr Vi<0, 1> s{};
  constexpr Vj<1, 1> t{};
  const std::vector<double> X(3, 1.0);
  for (const double bad : {HUGE_VAL, -HUGE_VAL, std::nan("")})
    for (const std::size_t at : {0U, 1U, 127U, 128U, 499U}) {
      std::vector<double> Y(500, 2.0);
      Y[at] = bad;
      CAPTURE(bad, at);
      CHECK(std::isnan(cuda_on_host::run(reduction<MeanVariance, Axis1>(s * t), X, Y).variance(2, 0)));
      const double mean = cuda_on_host::run(reduction<Mean, Axis1>(s * t), X, Y)(2, 0);
      CHECK((mean == bad || (std::isnan(mean) && std::isnan(bad))));
    }
}
#endif

TEST_CASE("empty axes give the identity", "[cuda]") {
  const std::vector<double> X(3 * 7, 1.0), none;
  CHECK(cuda_on_host::run(reduction<ArgMin, Axis1>(x | y), X, none)(6, 0) == -1);
  CHECK(cuda_on_host::run(reduction<LogSumExp, Axis01>(x | y), none, X)(0, 0) == -INFINITY);
  CHECK(cuda_on_host::run(reduction<Max, Axis0>(x | y), X, none).rows() == 0);
  CHECK(std::isnan(cuda_on_host::run(reduction<MeanVariance, Axis1>(x | y), X, none).mean(6, 0)));
  CHECK(std::isnan(cuda_on_host::run(reduction<Mean, Axis1>(x | y), X, none)(6, 0)));
}

// SPDX-License-Identifier: MIT
//
// Which sums are those of weighted vectors of the columns, and that those in many components are right.
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "program/programs.hpp"

#include <kernfold/kernfold.hpp>
#include <kernfold/program/weighted_columns.hpp>

using namespace programs;

namespace {
template <Kept K, class F>
constexpr WeightedColumns columns_of(F) {
  return weighted_columns(program<F>, plan<F, K>);
}

constexpr int components = 131;  // no multiple of anything
constexpr Vi<0, 5> a{};
constexpr Vj<1, 5> b{};
constexpr Vj<2, components> v{};

// sin(step), sin(2 step), ...
template <class T>
std::vector<T> waves(std::size_t n, double step) {
  std::vector<T> r(n);
  for (std::size_t k = 0; k < n; ++k) r[k] = static_cast<T>(std::sin(step * static_cast<double>(k + 1)));
  return r;
}
template <class T>
long double squares(const std::vector<T>& X, std::size_t i, const std::vector<T>& Y, std::size_t j) {
  long double sum = 0;
  for (std::size_t k = 0; k < 5; ++k) sum += std::pow(static_cast<long double>(X[5 * i + k]) - Y[5 * j + k], 2.0L);
  return sum;
}

// Weights as functions of |x - y|^2.
struct Gaussian {
  template <class F>
  static constexpr auto of(F r2) {
    return Exp(-r2);
  }
  static long double value(long double r2) { return std::exp(-r2); }
};
struct Cauchy {
  template <class F>
  static constexpr auto of(F r2) {
    return Inv(1_c + r2);
  }
  static long double value(long double r2) { return 1 / (1 + r2); }
};

// Row i of sum_j w(|x_i - y_j|^2) v_j, v_j of R^d, and of the sum of the terms' magnitudes.
struct RowSums {
  std::vector<long double> sum, absolute;
};
template <class Weight, class T>
RowSums row_sums(const std::vector<T>& X, std::size_t i, const std::vector<T>& Y, const std::vector<T>& V,
                 std::size_t d) {
  RowSums r{std::vector<long double>(d), std::vector<long double>(d)};
  for (std::size_t j = 0; j < Y.size() / 5; ++j) {
    const long double weight = Weight::value(squares(X, i, Y, j));
    for (std::size_t k = 0; k < d; ++k) {
      const long double term = weight * V[d * j + k];
      r.sum[k] += term;
      r.absolute[k] += std::fabs(term);
    }
  }
  return r;
}
}  // namespace

TEST_CASE("a number of the pair times a vector of the columns is a weighted column", "[weighted_columns]") {
  constexpr auto f = Exp(-SqDist(a, b)) * v;
  constexpr WeightedColumns i = columns_of<Kept::i>(f);
  REQUIRE(i.weight >= 0);
  CHECK(program<decltype(f)>.node[i.weight].dim == 1);
  CHECK(program<decltype(f)>.node[i.vector].axis == axis_j);
  CHECK(columns_of<Kept::j>(f).weight < 0);  // v is known for all pairs of a row then
  constexpr auto computed = Sin(Pm<3, 1>{} * v) * Inv(1_c + SqDist(a, b));
  CHECK(columns_of<Kept::i>(computed).weight >= 0);
}

// Does a tile compute the weights w(|a - b|^2) of vectors of R^D first?
template <class T, int D, class Weight>
constexpr bool weighs =
    cpu::weighs_first<CodeOf<decltype(Weight::of(SqDist(a, b)) * Vj<2, D>{}), Kept::i>, T>.weight >= 0;

TEST_CASE("weights come first where many sums wait for caches, and where sweeps are short", "[weighted_columns]") {
  constexpr bool wide = math::register_bytes == 64;
  CHECK(weighs<float, components, Gaussian> == wide);
  CHECK(weighs<double, 100, Cauchy> == wide);
  CHECK(!weighs<float, 100, Gaussian>);
  CHECK(!weighs<double, 50, Cauchy>);
  CHECK(weighs<float, 13, Gaussian> == wide);
  CHECK(weighs<double, 13, Cauchy> == wide);
  CHECK(!weighs<double, 13, Gaussian>);
  CHECK(!weighs<float, 3, Cauchy>);
}

TEST_CASE("components are added up in parts that are as large as each other if they can be", "[weighted_columns]") {
  for (const auto& [dim, part] : {std::pair{12, 12}, {16, 8}, {20, 10}, {99, 9}, {100, 10}, {121, 11}, {512, 8}}) {
    CAPTURE(dim);
    CHECK(cpu::weighted_components(dim) == part);
  }
  for (int dim = 12; dim < 600; ++dim) {
    CHECK(cpu::weighted_components(dim) >= 8);
    CHECK(cpu::weighted_components(dim) <= 12);  // two packs of each, in 32 registers
  }
}

TEST_CASE("what pairs compute component by component is none", "[weighted_columns]") {
  constexpr auto k = Exp(-SqDist(a, b));
  CHECK(columns_of<Kept::i>(k * (a - b)).weight < 0);
  CHECK(columns_of<Kept::i>(k * v + Vj<3, components>{}).weight < 0);
  CHECK(columns_of<Kept::i>(k * Vi<2, components>{}).weight < 0);
  CHECK(columns_of<Kept::i>(k * Vj<2, 1>{}).weight < 0);
  CHECK(columns_of<Kept::i>(Exp(a + b)).weight < 0);
}

// Columns: none, fewer than a tile has, as many, some blocks, with and without a rest.
template <class T, int D, class Weight>
void check_sums() {
  constexpr std::size_t M = 37, d = D;
  constexpr auto f = Weight::of(SqDist(a, b)) * Vj<2, D>{};
  const auto X = waves<T>(5 * M, 1.3);
  const auto R = waves<T>(M, 0.7);
  const T number = T(0.75);
  const long double epsilon = std::numeric_limits<T>::epsilon();
  for (const std::size_t N : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{127},
                              std::size_t{128}, std::size_t{129}, std::size_t{303}, std::size_t{1100}}) {
    CAPTURE(D, N);
    const auto Y = waves<T>(5 * N, 2.1), V = waves<T>(d * N, 3.7);
    const auto plain = reduce<Sum, Axis1>(f, X, Y, V);
    const auto of_call = reduce<Sum, Axis1>(Pm<3, 1>{} * f, X, Y, V, number);
    const auto of_row = reduce<Sum, Axis1>(Vi<3, 1>{} * f, X, Y, V, R);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < M; ++i) {
      const auto [sum, absolute] = row_sums<Weight>(X, i, Y, V, d);
      for (std::size_t k = 0; k < d; ++k) {
        const auto row = static_cast<std::ptrdiff_t>(i), component = static_cast<std::ptrdiff_t>(k);
        const long double tolerance = 30 * epsilon * absolute[k];
        wrong += !(std::fabs(plain(row, component) - sum[k]) <= tolerance);
        wrong += !(std::fabs(of_call(row, component) - number * sum[k]) <= tolerance);
        wrong += !(std::fabs(of_row(row, component) - R[i] * sum[k]) <= tolerance);
      }
    }
    CHECK(wrong == 0);
  }
}
TEMPLATE_TEST_CASE("sums of weighted columns", "[weighted_columns]", float, double) {
  check_sums<TestType, components, Gaussian>();
  check_sums<TestType, 100, Cauchy>();
  check_sums<TestType, 12, Cauchy>();
  check_sums<TestType, 13, Gaussian>();
  check_sums<TestType, 13, Cauchy>();
}

TEST_CASE("sums of weighted columns, added up in all ways, and their mean", "[weighted_columns]") {
  constexpr std::size_t M = 33, N = 519;
  const auto X = waves<float>(5 * M, 1.3), Y = waves<float>(5 * N, 2.1), V = waves<float>(components * N, 3.7);
  constexpr auto f = Exp(-SqDist(a, b)) * v;
  const auto plain = reduce<Sum, Axis1>(f, X, Y, V, accuracy::plain);
  const auto compensated = reduce<Sum, Axis1>(f, X, Y, V, accuracy::compensated);
  const auto wide = reduce<Sum, Axis1>(f, X, Y, V, accuracy::wide);
  const auto mean = reduce<Mean, Axis1>(f, X, Y, V);
  const long double u = std::numeric_limits<float>::epsilon() / 2.0L;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < M; ++i) {
    const auto [sum, absolute] = row_sums<Gaussian>(X, i, Y, V, components);
    for (std::size_t k = 0; k < components; ++k) {
      const auto row = static_cast<std::ptrdiff_t>(i), component = static_cast<std::ptrdiff_t>(k);
      const long double unit = u * absolute[k];
      wrong += !(std::fabs(plain(row, component) - sum[k]) <= 60 * unit);
      wrong += !(std::fabs(compensated(row, component) - sum[k]) <= 12 * unit);  // what exp and its argument cost
      wrong += !(std::fabs(wide(row, component) - sum[k]) <= 12 * unit);
      wrong += !(std::fabs(static_cast<long double>(N) * mean(row, component) - sum[k]) <= 60 * unit);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the gradient of a sum of weighted columns", "[weighted_columns]") {
  constexpr std::size_t M = 21, N = 150;
  constexpr Vi<0, components> u{};
  constexpr Vj<1, components> w{};
  constexpr auto in_u = grad(reduction<Sum, Axis1>(Square(u | w) * Vj<2, 2>{}), u);  // sum_j 2 (u|w) (e|v) w
  CHECK(columns_of<Kept::i>(Square(u | w) * w).weight >= 0);
  const auto U = waves<double>(components * M, 0.9), W = waves<double>(components * N, 1.7),
             V = waves<double>(2 * N, 0.3), E = waves<double>(2 * M, 2.3);
  const auto gradient = in_u(U, W, V, E);
  for (std::size_t i = 0; i < M; ++i) {
    std::vector<long double> sum(components), absolute(components);
    for (std::size_t j = 0; j < N; ++j) {
      long double dot = 0, size = 0;
      for (std::size_t k = 0; k < components; ++k) {
        const long double term = static_cast<long double>(U[components * i + k]) * W[components * j + k];
        dot += term;
        size += std::fabs(term);
      }
      const long double adjoint =
          static_cast<long double>(E[2 * i]) * V[2 * j] + static_cast<long double>(E[2 * i + 1]) * V[2 * j + 1];
      for (std::size_t k = 0; k < components; ++k) {
        sum[k] += 2 * dot * adjoint * W[components * j + k];
        absolute[k] += std::fabs(2 * size * adjoint * W[components * j + k]);
      }
    }
    for (std::size_t k = 0; k < components; ++k)
      CHECK(std::fabs(gradient(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(k)) - sum[k]) <=
            1e-15L * absolute[k]);
  }
}

TEST_CASE("weights and columns that are no numbers spoil their rows and components alone", "[weighted_columns]") {
  constexpr std::size_t M = 40, N = 300;
  auto X = waves<float>(5 * M, 1.3), Y = waves<float>(5 * N, 2.1), V = waves<float>(components * N, 3.7);
  X[5 * 17 + 2] = std::numeric_limits<float>::quiet_NaN();
  V[components * 205 + 130] = std::numeric_limits<float>::infinity();
  const auto sums = reduce<Sum, Axis1>(Exp(-SqDist(a, b)) * v, X, Y, V);
  for (std::ptrdiff_t i = 0; i < std::ptrdiff_t{M}; ++i)
    for (std::ptrdiff_t k = 0; k < components; ++k) {
      CAPTURE(i, k);
      CHECK(std::isnan(sums(i, k)) == (i == 17));
      CHECK(std::isinf(sums(i, k)) == (i != 17 && k == 130));
    }
}

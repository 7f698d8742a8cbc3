// SPDX-License-Identifier: MIT
//
// grad(reduction, v): shapes for i-, j- and parameter-variables, positions of the new argument, second order, against
// derivatives by hand.
#include <cmath>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>
#include <kernfold/progress.hpp>

using namespace kernfold;
using Catch::Matchers::WithinRel;

namespace {

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr Pm<2, 1> p{};
constexpr auto f = Exp(p * (x | y));  // c_i = sum_j exp(p x_i . y_j)
constexpr auto conv = reduction<Sum, Axis1>(f);

const std::vector<double> X{1, 2, 0.5, -1, 0, 0.25}, Y{0.5, 0.25, -1, 0.75};
constexpr double P = 0.5;
constexpr std::size_t M = 3, N = 2;

double dot(std::size_t i, std::size_t j) { return X[2 * i] * Y[2 * j] + X[2 * i + 1] * Y[2 * j + 1]; }
double value(std::size_t i, std::size_t j) { return std::exp(P * dot(i, j)); }

const std::vector<double> E{1, -2, 3};       // one for each i
const std::vector<double> H{1, 2, -1, 0.5};  // one vector for each j

}  // namespace

TEST_CASE("gradient in an i-variable", "[gradient]") {
  const auto g = grad(conv, x)(X, Y, P, E);
  REQUIRE(g.rows() == 3);
  REQUIRE(g.cols() == 2);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t k = 0; k < 2; ++k) {
      double want = 0;
      for (std::size_t j = 0; j < N; ++j) want += value(i, j) * P * Y[2 * j + k] * E[i];
      CHECK_THAT(g(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(k)), WithinRel(want, 1e-14));
    }
}

TEST_CASE("gradient in a j-variable", "[gradient]") {
  constexpr auto dconv = grad(conv, y);
  const auto g = dconv(X, Y, P, E);
  REQUIRE(g.rows() == 2);
  REQUIRE(g.cols() == 2);
  for (std::size_t j = 0; j < N; ++j)
    for (std::size_t k = 0; k < 2; ++k) {
      double want = 0;
      for (std::size_t i = 0; i < M; ++i) want += value(i, j) * P * X[2 * i + k] * E[i];
      CHECK_THAT(g(static_cast<std::ptrdiff_t>(j), static_cast<std::ptrdiff_t>(k)), WithinRel(want, 1e-14));
    }
}

TEST_CASE("gradient in a parameter", "[gradient]") {
  const auto g = grad(conv, p)(X, Y, P, E);
  REQUIRE(g.rows() == 1);
  REQUIRE(g.cols() == 1);
  double want = 0;
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) want += value(i, j) * dot(i, j) * E[i];
  CHECK_THAT(g(0, 0), WithinRel(want, 1e-14));
}

TEST_CASE("gradient of a sum over i: e has one row for each j", "[gradient]") {
  const std::vector<double> e{2, -1};
  const auto g = grad(reduction<Sum, Axis0>(f), x)(X, Y, P, e);
  REQUIRE(g.rows() == 3);
  for (std::size_t i = 0; i < M; ++i) {
    double want = 0;
    for (std::size_t j = 0; j < N; ++j) want += value(i, j) * P * Y[2 * j] * e[j];
    CHECK_THAT(g(static_cast<std::ptrdiff_t>(i), 0), WithinRel(want, 1e-14));
  }
}

TEST_CASE("gradient of a sum over both: e is a parameter", "[gradient]") {
  const auto g = grad(reduction<Sum, Axis01>(f), y)(X, Y, P, 3.0);
  REQUIRE(g.rows() == 2);
  for (std::size_t j = 0; j < N; ++j) {
    double want = 0;
    for (std::size_t i = 0; i < M; ++i) want += 3 * value(i, j) * P * X[2 * i + 1];
    CHECK_THAT(g(static_cast<std::ptrdiff_t>(j), 1), WithinRel(want, 1e-14));
  }
}

TEST_CASE("second order: the adjoint of the adjoint", "[gradient]") {
  // G_i = sum_j exp(p s) p y_j e_i with s = x_i . y_j; its adjoint in y applied to H_i is
  // sum_i e_i p exp(p s) (p (y_j . H_i) x_i + H_i).
  const std::vector<double> h{1, 2, -1, 0.5, 0.25, 3};
  const auto g = grad(grad(conv, x), y)(X, Y, P, E, h);
  REQUIRE(g.rows() == 2);
  REQUIRE(g.cols() == 2);
  for (std::size_t j = 0; j < N; ++j)
    for (std::size_t k = 0; k < 2; ++k) {
      double want = 0, absolute = 0;
      for (std::size_t i = 0; i < M; ++i) {
        const double yh = Y[2 * j] * h[2 * i] + Y[2 * j + 1] * h[2 * i + 1];
        const double scale = E[i] * P * value(i, j);
        want += scale * (P * yh * X[2 * i + k] + h[2 * i + k]);
        absolute += std::fabs(scale * P * yh * X[2 * i + k]) + std::fabs(scale * h[2 * i + k]);
      }
      CHECK(std::fabs(g(static_cast<std::ptrdiff_t>(j), static_cast<std::ptrdiff_t>(k)) - want) <= 4e-15 * absolute);
    }
}

TEST_CASE("second order in the new argument e gives the first adjoint's transpose", "[gradient]") {
  // <grad(conv, y) E, H> is linear in E; its adjoint in E is c'_i = sum_j exp(p s) p x_i . H_j.
  constexpr Vi<3, 1> e{};
  const auto g = grad(grad(conv, y), e)(X, Y, P, E, H);
  REQUIRE(g.rows() == 3);
  REQUIRE(g.cols() == 1);
  for (std::size_t i = 0; i < M; ++i) {
    double want = 0, absolute = 0;
    for (std::size_t j = 0; j < N; ++j) {
      const double xh = X[2 * i] * H[2 * j] + X[2 * i + 1] * H[2 * j + 1];
      want += value(i, j) * P * xh;
      absolute += value(i, j) * P * (std::fabs(X[2 * i] * H[2 * j]) + std::fabs(X[2 * i + 1] * H[2 * j + 1]));
    }
    CHECK(std::fabs(g(static_cast<std::ptrdiff_t>(i), 0) - want) <= 4e-15 * absolute);
  }
}

TEST_CASE("gradients by name, with options", "[gradient]") {
  constexpr Vi<3, 1> e{};
  std::vector<double> out(4, 7);
  const auto g = grad(conv, y)(X, Y, P, E);
  grad(conv, y)(e = E, p = P, y = Y, x = X, into(out), threads(2));
  for (std::ptrdiff_t k = 0; k < 4; ++k) CHECK(out[static_cast<std::size_t>(k)] == g.data()[k]);
}

TEST_CASE("forces between different points only: the distance is guarded where it is 0", "[gradient]") {
  constexpr auto differ = NotEqual(IndexI{}, IndexJ{});
  constexpr auto energy = Where(differ, p / Norm2(Where(differ, x - y, 1_c)), 0_c);
  const auto g = grad(reduction<Sum, Axis1>(energy), x)(X, X, P, E);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t k = 0; k < 2; ++k) {
      double want = 0;
      for (std::size_t j = 0; j < M; ++j) {
        const double r = std::hypot(X[2 * i] - X[2 * j], X[2 * i + 1] - X[2 * j + 1]);
        if (i != j) want -= E[i] * P * (X[2 * i + k] - X[2 * j + k]) / (r * r * r);
      }
      CHECK_THAT(g(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(k)), WithinRel(want, 1e-13));
    }
}

// Those who watch are told of a sum that separates at its end alone, of pairs on the way, too. Values are exact.
TEST_CASE("derivatives follow all_pairs", "[gradient]") {
  constexpr Vi<0, 1> a{};
  constexpr Vi<1, 1> s{};
  constexpr Vj<2, 1> b{};
  constexpr Vj<3, 1> z{};
  constexpr auto op = reduction<Sum, Axis1>(a * s * b - a * z);
  const std::vector<float> many(4000, 1.0F);
  const auto told = [&](const auto& derivative, auto... option) {
    int n = 0;
    derivative(many, many, many, many, many, threads(1), progress([&](const Progress&) { ++n; }, 0.0), option...);
    return n;
  };
  CHECK(told(grad(op, a)) < told(grad(op, a), all_pairs));
  CHECK(told(jvp(op, a)) < told(jvp(op, a), all_pairs));
  CHECK(told(grads(op, a)) < told(grads(op, a), all_pairs));
  CHECK(told(value_and_grad(op, a)) < told(value_and_grad(op, a), all_pairs));
  CHECK(told(grads(op, a, b)) < told(grads(op, a, b), all_pairs));
  CHECK(told(value_and_grad(op, a, b)) < told(value_and_grad(op, a, b), all_pairs));

  const std::vector<float> ones(40, 1.0F);
  std::vector<float> large, less;
  unsigned random = 1;
  for (int j = 0; j < 1000; ++j) {
    random = random * 1664525U + 1013904223U;
    large.push_back(8388608.0F + static_cast<float>(random >> 22));
    less.push_back(large.back() - 1.0F);
  }
  const auto call = [&](const auto& derivative) { return derivative(ones, ones, large, less, ones, all_pairs); };
  const auto each_is = [](const Tensor<float>& r, float want) {
    for (std::ptrdiff_t i = 0; i < r.rows(); ++i) CHECK(r(i, 0) == want);
  };
  each_is(op(ones, ones, large, less, all_pairs), 1000);
  each_is(call(grad(op, a)), 1000);
  each_is(call(jvp(op, a)), 1000);
  each_is(call(grads(op, a)), 1000);
  const auto [value, da] = call(value_and_grad(op, a));
  each_is(value, 1000);
  each_is(da, 1000);
  const auto [gradient_a, gradient_b] = call(grads(op, a, b));
  each_is(gradient_a, 1000);
  each_is(gradient_b, 40);
  const auto both = call(value_and_grad(op, a, b));
  each_is(both.value, 1000);
  each_is(std::get<0>(both.grad), 1000);
  const auto overall = value_and_grad(reduction<Sum, Axis01>(a * s * b - a * z), a)(ones, ones, large, less,
                                                                                    std::vector<float>{1}, all_pairs);
  each_is(overall.value, 40000);
  each_is(overall.grad, 1000);
}

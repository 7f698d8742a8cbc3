// SPDX-License-Identifier: MIT
//
// Derivatives of reductions against central differences of plain loops in long double, which know nothing of kernfold.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <random>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

namespace reduction_gradients {

using Real = long double;
using Data = std::vector<double>;

/// The data of a call; M = 7 points x in R^3, N = 11 points y, as many vectors v in R^2, a number p.
struct Call {
  static constexpr std::size_t M = 7, N = 11;
  Data x, y, v, p;

  Call() : x(3 * M), y(3 * N), v(2 * N), p{0.7} {
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    for (Data* d : {&x, &y, &v})
      for (double& t : *d) t = normal(random);
  }
  Real square_distance(std::size_t i, std::size_t j) const {
    Real s = 0;
    for (std::size_t k = 0; k < 3; ++k) s += (Real(x[3 * i + k]) - y[3 * j + k]) * (Real(x[3 * i + k]) - y[3 * j + k]);
    return s;
  }
};

inline Data numbers(std::size_t n, unsigned seed) {
  Data d(n);
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  for (double& t : d) t = normal(random);
  return d;
}

/// The result of a reduction by plain loops.
using Reference = std::function<std::vector<Real>(const Call&)>;

inline Real dot(const std::vector<Real>& c, const Data& e) {
  Real s = 0;
  for (std::size_t k = 0; k < c.size(); ++k) s += c[k] * e[k];
  return s;
}

template <class Tensor>
void check_equal(const Tensor& given, const std::vector<Real>& wanted, double tolerance = 1e-12) {
  REQUIRE(static_cast<std::size_t>(given.size()) == wanted.size());
  for (std::size_t k = 0; k < wanted.size(); ++k)
    CHECK(std::abs(given.data()[k] - static_cast<double>(wanted[k])) <=
          tolerance * (1 + std::abs(static_cast<double>(wanted[k]))));
}

/// d <e, reference> / d data, by central differences.
inline std::vector<Real> differences(const Reference& reference, Call call, Data Call::*data, const Data& e) {
  std::vector<Real> r;
  for (std::size_t k = 0; k < (call.*data).size(); ++k) {
    const double at = (call.*data)[k], h = 1e-5;
    const auto value = [&](double t) {
      (call.*data)[k] = t;
      return dot(reference(call), e);
    };
    const Real slope = (value(at + h) - value(at - h)) / ((Real(at) + h) - (Real(at) - h));
    (call.*data)[k] = at;
    r.push_back(slope);
  }
  return r;
}

/// d reference / d data in the direction u.
inline std::vector<Real> directional(const Reference& reference, Call call, Data Call::*data, const Data& u) {
  const Data at = call.*data;
  const double h = 1e-5;
  std::vector<Real> values[2];
  for (int side = 0; side < 2; ++side) {
    for (std::size_t k = 0; k < at.size(); ++k) (call.*data)[k] = at[k] + (side == 0 ? h : -h) * u[k];
    values[side] = reference(call);
  }
  std::vector<Real> r;
  for (std::size_t k = 0; k < values[0].size(); ++k) r.push_back((values[0][k] - values[1][k]) / (2 * Real(h)));
  return r;
}

constexpr kernfold::Vi<0, 3> x{};
constexpr kernfold::Vj<1, 3> y{};
constexpr kernfold::Vj<2, 2> v{};
constexpr kernfold::Pm<3, 1> p{};

/// Checks value, gradients in x, y, v, p, alone and in one pass, and forward derivatives of op, whose formula has these
/// four arguments and whose result has `size` elements.
template <class Op>
void check_derivatives(Op op, const Reference& reference, std::size_t size) {
  using namespace kernfold;
  const Call call;
  const auto run = [&](const auto& o, const auto&... more) { return o(call.x, call.y, call.v, call.p, more...); };
  check_equal(run(op), reference(call));
  const Data e = numbers(size, 3);
  const auto dx = differences(reference, call, &Call::x, e), dy = differences(reference, call, &Call::y, e),
             dv = differences(reference, call, &Call::v, e), dp = differences(reference, call, &Call::p, e);
  const double tolerance = 1e-7;
#if !defined(KERNFOLD_TEST_SUBSET)
  check_equal(run(grad(op, x), e), dx, tolerance);
  check_equal(run(grad(op, y), e), dy, tolerance);
  check_equal(run(grad(op, v), e), dv, tolerance);
  check_equal(run(grad(op, p), e), dp, tolerance);
  const auto [value, gradient] = run(value_and_grad(op, y), e);
  check_equal(value, reference(call));
  check_equal(gradient, dy, tolerance);
  const auto [again, two] = run(value_and_grad(op, p, x), e);
  check_equal(again, reference(call));
  check_equal(std::get<0>(two), dp, tolerance);
  check_equal(std::get<1>(two), dx, tolerance);
  const Data w = numbers(1, 6);
  check_equal(run(jvp(op, p), w), directional(reference, call, &Call::p, w), tolerance);
#endif

  const auto all = run(grads(op, x, y, v, p), e);
  check_equal(std::get<0>(all), dx, tolerance);
  check_equal(std::get<1>(all), dy, tolerance);
  check_equal(std::get<2>(all), dv, tolerance);
  check_equal(std::get<3>(all), dp, tolerance);
  Data out(call.y.size());
  run(grad(op, y), e, into(std::span(out)));
  check_equal(std::span(out), dy, tolerance);

  const Data u = numbers(call.y.size(), 5);
  check_equal(run(jvp(op, y), u), directional(reference, call, &Call::y, u), tolerance);
}

/// A Reference: for each row of axis A (0: j, 1: i, 2: one for all), what `reduce` makes of its pairs (i, j).
template <class Reduce>
Reference over(int axis, Reduce reduce) {
  return [=](const Call& c) {
    std::vector<Real> r;
    using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;
    std::vector<Pairs> rows(axis == 0 ? Call::N : axis == 1 ? Call::M : 1);
    for (std::size_t i = 0; i < Call::M; ++i)
      for (std::size_t j = 0; j < Call::N; ++j) rows[axis == 0 ? j : axis == 1 ? i : 0].push_back({i, j});
    for (const Pairs& pairs : rows)
      for (const Real t : reduce(c, pairs)) r.push_back(t);
    return r;
  };
}

// Formulas, and what reductions make of their pairs.

// p v |x - y|^2, a vector of R^2
constexpr auto f = p * v * kernfold::SqDist(x, y);
inline std::vector<Real> f_of(const Call& c, std::size_t i, std::size_t j) {
  const Real s = Real(c.p[0]) * c.square_distance(i, j);
  return {s * c.v[2 * j], s * c.v[2 * j + 1]};
}
inline const auto sum = [](const Call& c, const auto& pairs) {
  std::vector<Real> s(2);
  for (const auto& [i, j] : pairs)
    for (std::size_t k = 0; k < 2; ++k) s[k] += f_of(c, i, j)[k];
  return s;
};
inline const auto mean = [](const Call& c, const auto& pairs) {
  std::vector<Real> s = sum(c, pairs);
  for (Real& t : s) t /= static_cast<Real>(pairs.size());
  return s;
};
// weighted by exp(-|x - y|^2)
inline const auto weighted_mean = [](const Call& c, const auto& pairs) {
  std::vector<Real> s(2);
  Real all = 0;
  for (const auto& [i, j] : pairs) {
    const Real w = std::exp(-c.square_distance(i, j));
    all += w;
    for (std::size_t k = 0; k < 2; ++k) s[k] += w * f_of(c, i, j)[k];
  }
  return std::vector<Real>{s[0] / all, s[1] / all};
};
inline const auto norm = [](const Call& c, const auto& pairs) {
  std::vector<Real> s(2);
  for (const auto& [i, j] : pairs)
    for (std::size_t k = 0; k < 2; ++k) s[k] += f_of(c, i, j)[k] * f_of(c, i, j)[k];
  return std::vector<Real>{std::sqrt(s[0]), std::sqrt(s[1])};
};

template <int Sign>
std::vector<Real> extreme(const Call& c, const std::vector<std::pair<std::size_t, std::size_t>>& pairs) {
  std::vector<Real> s;
  for (std::size_t k = 0; k < 2; ++k) {
    Real best = f_of(c, pairs[0].first, pairs[0].second)[k];
    for (const auto& [i, j] : pairs)
      if (Sign * f_of(c, i, j)[k] > Sign * best) best = f_of(c, i, j)[k];
    s.push_back(best);
  }
  return s;
}

constexpr auto score = -p * kernfold::SqDist(x, y) + (v | v);
inline Real score_of(const Call& c, std::size_t i, std::size_t j) {
  return -Real(c.p[0]) * c.square_distance(i, j) + Real(c.v[2 * j]) * c.v[2 * j] +
         Real(c.v[2 * j + 1]) * c.v[2 * j + 1];
}
inline const auto log_sum = [](const Call& c, const auto& pairs) {
  Real s = 0;
  for (const auto& [i, j] : pairs) s += std::exp(score_of(c, i, j));
  return std::vector<Real>{std::log(s)};
};
// with the weights 1 + v^2
inline const auto weighted_log_sum = [](const Call& c, const auto& pairs) {
  std::vector<Real> s(2);
  for (const auto& [i, j] : pairs)
    for (std::size_t k = 0; k < 2; ++k)
      s[k] += (1 + Real(c.v[2 * j + k]) * c.v[2 * j + k]) * std::exp(score_of(c, i, j));
  return std::vector<Real>{std::log(s[0]), std::log(s[1])};
};
inline const auto attention = [](const Call& c, const auto& pairs) {
  Real all = 0;
  std::vector<Real> s(2);
  for (const auto& [i, j] : pairs) {
    const Real w = std::exp(score_of(c, i, j));
    all += w;
    for (std::size_t k = 0; k < 2; ++k) s[k] += w * c.v[2 * j + k];
  }
  return std::vector<Real>{s[0] / all, s[1] / all};
};

}  // namespace reduction_gradients

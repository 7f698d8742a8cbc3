// SPDX-License-Identifier: MIT
//
// What is measured of the reductions other than sums: neighbours and softmax against peers, and every reduction against
// the sum of the same formula.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "formulas.hpp"

namespace bench {

/// M points of R^D in the unit cube, and N others.
template <class T, int D>
struct Points {
  std::vector<T> x, y;
  Points(Index M, Index N) : x(numbers<T>(D * M, 13, 0, 1)), y(numbers<T>(D * N, 14, 0, 1)) {}
  double square_distance(Index i, Index j) const {
    double s = 0;
    for (Index k = 0; k < D; ++k) {
      const double d = number(x, D * i + k) - number(y, D * j + k);
      s += d * d;
    }
    return s;
  }
  double dot(Index i, Index j) const {
    double s = 0;
    for (Index k = 0; k < D; ++k) s += number(x, D * i + k) * number(y, D * j + k);
    return s;
  }
};

/// The K nearest of N points, their square distances and indices, as differences are squared: |x - y|^2.
template <class T, int D, int K>
Row<T> neighbours(Index M, Index N) {
  const auto d = std::make_shared<const Points<T, D>>(M, N);
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  return {.name = "neighbours" + std::to_string(D) + "x" + std::to_string(K),
          .title = K == 1 ? "nearest neighbour, D = " + std::to_string(D)
                          : std::to_string(K) + " nearest neighbours, D = " + std::to_string(D),
          .M = M,
          .N = N,
          .rows = M,
          .operations = 0,
          .kernfold =
              [=](int n) {
                if constexpr (K == 1)
                  return reduce<MinArgMin, Axis1>(SqDist(x, y), d->x, d->y, threads(n)).values;
                else
                  return reduce<KMinArgKMin<K>, Axis1>(SqDist(x, y), d->x, d->y, threads(n)).values;
              },
          .reference =
              [=](Index i, std::vector<double>& values, std::vector<double>& absolute) {
                std::vector<double> all(static_cast<std::size_t>(N));
                for (Index j = 0; j < N; ++j) all[static_cast<std::size_t>(j)] = d->square_distance(i, j);
                std::partial_sort(all.begin(), all.begin() + K, all.end());
                std::copy_n(all.begin(), K, values.begin());
                std::copy_n(all.begin(), K, absolute.begin());
              }};
}

/// log sum exp of -|x - y|^2 in R^3, and of x.y / 8 in R^64; attention with the same scores.
template <class T>
std::vector<Row<T>> softmax(Index M, Index N) {
  constexpr int D = 64;
  const auto near = std::make_shared<const Points<T, 3>>(M, N);
  const auto d = std::make_shared<const Points<T, D>>(M, N);
  const auto values = std::make_shared<const std::vector<T>>(numbers<T>(D * N, 15, -1, 2));
  constexpr Vi<0, 3> p{};
  constexpr Vj<1, 3> q{};
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr Vj<2, D> v{};
  const auto log_sum_exp = [=](auto score) {
    return [=](Index i, std::vector<double>& value, std::vector<double>& absolute) {
      double s = 0;
      for (Index j = 0; j < N; ++j) s += std::exp(score(i, j));
      value[0] = absolute[0] = std::log(s);
    };
  };
  Row<T> distances = {
      .name = "logsumexp3",
      .title = "log sum exp(-SqDist(x, y)), D = 3",
      .M = M,
      .N = N,
      .rows = M,
      .operations = 0,
      .kernfold = [=](int n) { return reduce<LogSumExp, Axis1>(-SqDist(p, q), near->x, near->y, threads(n)); },
      .reference = log_sum_exp([=](Index i, Index j) { return -near->square_distance(i, j); })};
  Row<T> products = {
      .name = "logsumexp64",
      .title = "log sum exp(x.y / 8), D = 64",
      .M = M,
      .N = N,
      .rows = M,
      .operations = 2 * D,
      .kernfold = [=](int n) { return reduce<LogSumExp, Axis1>(0.125_c * (x | y), d->x, d->y, threads(n)); },
      .reference = log_sum_exp([=](Index i, Index j) { return d->dot(i, j) / 8; })};
  Row<T> attention = {
      .name = "softmax",
      .title = "attention, D = 64",
      .M = M,
      .N = N,
      .rows = M,
      .operations = 4 * D,
      .kernfold =
          [=](int n) { return reduce<SumSoftMaxWeight, Axis1>(0.125_c * (x | y), v, d->x, d->y, *values, threads(n)); },
      .reference =
          [=](Index i, std::vector<double>& value, std::vector<double>& absolute) {
            double all = 0;
            for (Index j = 0; j < N; ++j) {
              const double e = std::exp(d->dot(i, j) / 8);
              all += e;
              for (std::size_t k = 0; k < D; ++k) {
                const double w = number(*values, D * j + static_cast<Index>(k));
                value[k] += e * w;
                absolute[k] += e * std::fabs(w);
              }
            }
            for (std::size_t k = 0; k < D; ++k) value[k] /= all, absolute[k] /= all;
          }};
  return {distances, products, attention};
}

/// A reduction, and the number of that which it is compared with.
struct Contender {
  std::string title;
  std::size_t against;
  std::function<void(int)> call;
  std::vector<double> seconds = {}, ratio = {};
};

/// Every reduction of |x - y|^2 in R^D, or of its exponential. All: not only those whose cost depends on D.
template <class T, int D, bool All>
std::vector<Contender> contenders(Index M, Index N) {
  const auto d = std::make_shared<const Points<T, D>>(M, N);
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr auto f = SqDist(x, y);
  std::vector<Contender> all;
  std::size_t against = 0;
  const auto add = [&](const char* title, auto op) {
    all.push_back({title, against, [=](int n) { static_cast<void>(op(d->x, d->y, threads(n))); }});
  };
  add("Sum", reduction<Sum, Axis1>(f));
  add("Min", reduction<Min, Axis1>(f));
  add("ArgMin", reduction<ArgMin, Axis1>(f));
  add("KMin<10>", reduction<KMin<10>, Axis1>(f));
  add("ArgKMin<50>", reduction<ArgKMin<50>, Axis1>(f));
  if constexpr (All) {
    add("Mean", reduction<Mean, Axis1>(f));
    add("MeanVariance", reduction<MeanVariance, Axis1>(f));
    add("Norm", reduction<Norm, Axis1>(f));
    add("Prod", reduction<Prod, Axis1>(f));
    add("Count", reduction<Count, Axis1>(f < 0.5_c));
    add("Any", reduction<Any, Axis1>(f < 0.5_c));
  }
  against = all.size();
  add("Sum of exp(-SqDist(x, y))", reduction<Sum, Axis1>(Exp(-f)));
  add("LogSumExp of -SqDist(x, y)", reduction<LogSumExp, Axis1>(-f));
  return all;
}

/// Attention in R^64 beside the sum of which it is a quotient.
template <class T>
std::vector<Contender> attention_contenders(Index M, Index N) {
  constexpr int D = 64;
  const auto d = std::make_shared<const Points<T, D>>(M, N);
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr Vj<2, D> v{};
  constexpr auto sum = reduction<Sum, Axis1>(Exp(0.125_c * (x | y)) * v);
  constexpr auto attention = reduction<SumSoftMaxWeight, Axis1>(0.125_c * (x | y), v);
  return {{"Sum of exp(x.y / 8) v", 0, [=](int n) { static_cast<void>(sum(d->x, d->y, d->y, threads(n))); }},
          {"SumSoftMaxWeight of x.y / 8, v", 0,
           [=](int n) { static_cast<void>(attention(d->x, d->y, d->y, threads(n))); }}};
}

/// Contenders take turns; ratios are formed within each.
inline void compare(std::vector<Contender>& all, int thread_count, int rounds) {
  for (Contender& c : all) c.call(thread_count);
  for (int round = 0; round < rounds; ++round) {
    for (Contender& c : all) c.seconds.push_back(timed([&] { c.call(thread_count); }).cpu);
    for (Contender& c : all) c.ratio.push_back(c.seconds.back() / all[c.against].seconds.back());
  }
}

}  // namespace bench

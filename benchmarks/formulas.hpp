// SPDX-License-Identifier: MIT
//
// The formulas that are measured, with their data, hand-written code and double loops.
#pragma once

#include <cmath>
#include <memory>
#include <vector>

#include "harness.hpp"

#include <kernfold/kernfold.hpp>

namespace bench {

using namespace kernfold;

template <class T>
double number(const std::vector<T>& v, Index k) {
  return static_cast<double>(v[static_cast<std::size_t>(k)]);
}

/// The Gaussian kernel of R^3 and its gradients.
template <class T>
std::vector<Row<T>> gaussian(Index M, Index N) {
  struct Data {
    std::vector<T> x, y, b, e;
    T g = T(0.5);
    double kernel(Index i, Index j) const {
      double s = 0;
      for (Index k = 0; k < 3; ++k) s += std::pow(number(x, 3 * i + k) - number(y, 3 * j + k), 2);
      return std::exp(-static_cast<double>(g) * s);
    }
    // Of e_i c_i in x_i for sign = -1, in y_j for sign = 1, of one pair.
    void derivative(Index i, Index j, double sign, std::vector<double>& sum, std::vector<double>& absolute) const {
      const double w = sign * 2 * static_cast<double>(g) * kernel(i, j) * number(b, j) * number(e, i);
      for (Index k = 0; k < 3; ++k) {
        const double t = w * (number(x, 3 * i + k) - number(y, 3 * j + k));
        sum[static_cast<std::size_t>(k)] += t;
        absolute[static_cast<std::size_t>(k)] += std::fabs(t);
      }
    }
  };
  const auto d = std::make_shared<const Data>(
      Data{numbers<T>(3 * M, 1, 0, 1), numbers<T>(3 * N, 2, 0, 1), numbers<T>(N, 3, -1, 2), numbers<T>(M, 4, -1, 2)});
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 1> b{};
  constexpr Pm<3, 1> g{};
  constexpr auto conv = reduction<Sum, Axis1>(Exp(-g * SqDist(x, y)) * b);
  constexpr auto in_x = grad(conv, x);
  constexpr auto in_y = grad(conv, y);
  Row<T> value = {.name = "gaussian",
                  .title = "Gaussian, D = 3",
                  .M = M,
                  .N = N,
                  .rows = M,
                  .operations = 0,
                  .kernfold = [=](int n) { return conv(d->x, d->y, d->b, d->g, threads(n)); },
                  .reference =
                      [=](Index i, std::vector<double>& sum, std::vector<double>& absolute) {
                        for (Index j = 0; j < N; ++j) {
                          const double t = d->kernel(i, j) * number(d->b, j);
                          sum[0] += t;
                          absolute[0] += std::fabs(t);
                        }
                      }};
  Row<T> gradient_x = {.name = "gaussian_x",
                       .title = "Gaussian: gradient in x",
                       .M = M,
                       .N = N,
                       .rows = M,
                       .operations = 0,
                       .kernfold = [=](int n) { return in_x(d->x, d->y, d->b, d->g, d->e, threads(n)); },
                       .reference =
                           [=](Index i, std::vector<double>& sum, std::vector<double>& absolute) {
                             for (Index j = 0; j < N; ++j) d->derivative(i, j, -1, sum, absolute);
                           }};
  Row<T> gradient_y = {.name = "gaussian_y",
                       .title = "Gaussian: gradient in y",
                       .M = M,
                       .N = N,
                       .rows = N,
                       .operations = 0,
                       .kernfold = [=](int n) { return in_y(d->x, d->y, d->b, d->g, d->e, threads(n)); },
                       .reference =
                           [=](Index j, std::vector<double>& sum, std::vector<double>& absolute) {
                             for (Index i = 0; i < M; ++i) d->derivative(i, j, 1, sum, absolute);
                           }};
#if defined(HAND_WRITTEN)
  if constexpr (sizeof(T) == 4) {
    const auto sum = [=](auto degree) {
      return [=](int n, std::vector<T>& out) {
        hand::gaussian<degree>(d->x.data(), d->y.data(), d->b.data(), d->g, M, N, n, out.data());
      };
    };
    const auto gradient = [=](auto degree, bool of_x) {
      return [=](int n, std::vector<T>& out) {
        if (of_x)
          hand::gaussian_gradient<degree>(d->x.data(), d->y.data(), d->b.data(), d->e.data(), d->g, M, N, n,
                                          out.data());
        else
          hand::gaussian_gradient<degree>(d->y.data(), d->x.data(), d->e.data(), d->b.data(), d->g, N, M, n,
                                          out.data());
      };
    };
    constexpr hand::Degree<6> exact{};
    constexpr hand::Degree<5> fast{};
    value.hand_written = {sum(exact), sum(fast)};
    gradient_x.hand_written = {gradient(exact, true), gradient(fast, true)};
    gradient_y.hand_written = {gradient(exact, false), gradient(fast, false)};
  }
#endif
  return {value, gradient_x, gradient_y};
}

// Weights w(x.y) of sums of vectors, and their derivatives.
struct ExpWeight {
  static constexpr const char *name = "attention", *title = "exp(x.y)";
  template <class S>
  static constexpr auto formula(S s) {
    return Exp(s);
  }
  static double value(double s) { return std::exp(s); }
  static double derivative(double s) { return std::exp(s); }
};
struct SquareWeight {
  static constexpr const char *name = "polynomial", *title = "(x.y)^2";
  template <class S>
  static constexpr auto formula(S s) {
    return Square(s);
  }
  static double value(double s) { return s * s; }
  static double derivative(double s) { return 2 * s; }
};

/// w(x.y) v in dimension D: of the exponential, attention without its softmax, which peers know for 64.
template <class T, int D, class Weight>
std::vector<Row<T>> weighted(Index M, Index N) {
  struct Data {
    std::vector<T> x, y, v, e;
  };
  const auto d = std::make_shared<const Data>(Data{numbers<T>(D * M, 5, -0.25, 0.5), numbers<T>(D * N, 6, -0.25, 0.5),
                                                   numbers<T>(D * N, 7, -1, 2), numbers<T>(D * M, 8, -1, 2)});
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr Vj<2, D> v{};
  constexpr auto conv = reduction<Sum, Axis1>(Weight::formula(x | y) * v);
  constexpr auto in_x = grad(conv, x);

  const auto dot = [](const std::vector<T>& a, Index i, const std::vector<T>& b, Index j) {
    double s = 0;
    for (Index k = 0; k < D; ++k) s += number(a, D * i + k) * number(b, D * j + k);
    return s;
  };
  const auto add = [](double w, const std::vector<T>& q, Index j, std::vector<double>& sum,
                      std::vector<double>& absolute) {
    for (std::size_t k = 0; k < D; ++k) {
      const double t = w * number(q, D * j + static_cast<Index>(k));
      sum[k] += t;
      absolute[k] += std::fabs(t);
    }
  };
  const std::string name = Weight::name + (D == 64 ? "" : std::to_string(D)), title = Weight::title + std::string(" v");
  Row<T> value = {.name = name,
                  .title = title + ", D = " + std::to_string(D),
                  .M = M,
                  .N = N,
                  .rows = M,
                  .operations = 4 * D,
                  .kernfold = [=](int n) { return conv(d->x, d->y, d->v, threads(n)); },
                  .reference =
                      [=](Index i, std::vector<double>& sum, std::vector<double>& absolute) {
                        for (Index j = 0; j < N; ++j) add(Weight::value(dot(d->x, i, d->y, j)), d->v, j, sum, absolute);
                      }};
  Row<T> gradient_x = {.name = name + "_x",
                       .title = D == 64 ? title + ": gradient in x" : value.title + ": gradient in x",
                       .M = M,
                       .N = N,
                       .rows = M,
                       .operations = 6 * D,
                       .kernfold = [=](int n) { return in_x(d->x, d->y, d->v, d->e, threads(n)); },
                       .reference =
                           [=](Index i, std::vector<double>& sum, std::vector<double>& absolute) {
                             for (Index j = 0; j < N; ++j)
                               add(Weight::derivative(dot(d->x, i, d->y, j)) * dot(d->e, i, d->v, j), d->y, j, sum,
                                   absolute);
                           }};
  return {value, gradient_x};
}
template <class T>
std::vector<Row<T>> attention(Index M, Index N) {
  return weighted<T, 64, ExpWeight>(M, N);
}

/// The formula at the top of the README and its gradient: with every pair evaluated, and as called, where the sums
/// separate and take O(M + N).
template <class T>
std::vector<Row<T>> tutorial(Index M, Index N) {
  struct Data {
    std::vector<T> x, y, a, e;
    T p = T(0.25);
    double term(Index i, Index j, std::size_t k) const {
      const Index c = static_cast<Index>(k);
      return std::pow(static_cast<double>(p) - number(a, j), 2) * std::exp(number(x, 3 * i + c) + number(y, 3 * j + c));
    }
  };
  const auto d = std::make_shared<const Data>(Data{numbers<T>(3 * M, 9, 0, 1), numbers<T>(3 * N, 10, 0, 1),
                                                   numbers<T>(N, 11, 0, 1), numbers<T>(3 * M, 12, -1, 2)});
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 1> a{};
  constexpr Pm<3, 1> p{};
  constexpr auto conv = reduction<Sum, Axis1>(Square(p - a) * Exp(x + y));
  constexpr auto in_y = grad(conv, y);

  Row<T> value = {.name = "tutorial",
                  .title = "(p - a)^2 exp(x + y), all pairs",
                  .M = M,
                  .N = N,
                  .rows = M,
                  .operations = 0,
                  .kernfold = [=](int n) { return conv(d->x, d->y, d->a, d->p, threads(n), all_pairs); },
                  .reference =
                      [=](Index i, std::vector<double>& s, std::vector<double>& absolute) {
                        for (Index j = 0; j < N; ++j)
                          for (std::size_t k = 0; k < 3; ++k) absolute[k] = s[k] += d->term(i, j, k);
                      }};
  Row<T> gradient = {.name = "tutorial_y",
                     .title = "its gradient in y, all pairs",
                     .M = M,
                     .N = N,
                     .rows = N,
                     .operations = 0,
                     .kernfold = [=](int n) { return in_y(d->x, d->y, d->a, d->p, d->e, threads(n), all_pairs); },
                     .reference =
                         [=](Index j, std::vector<double>& s, std::vector<double>& absolute) {
                           for (Index i = 0; i < M; ++i)
                             for (std::size_t k = 0; k < 3; ++k) {
                               const double t = d->term(i, j, k) * number(d->e, 3 * i + static_cast<Index>(k));
                               s[k] += t;
                               absolute[k] += std::fabs(t);
                             }
                         }};
#if defined(HAND_WRITTEN)
  if constexpr (sizeof(T) == 4) {
    const auto by_hand = [=](auto degree) {
      return [=](int n, std::vector<T>& out) {
        hand::tutorial<degree>(d->x.data(), d->y.data(), d->a.data(), d->p, M, N, n, out.data());
      };
    };
    const auto gradient_by_hand = [=](auto degree) {
      return [=](int n, std::vector<T>& out) {
        hand::tutorial_gradient<degree>(d->x.data(), d->y.data(), d->a.data(), d->p, d->e.data(), M, N, n, out.data());
      };
    };
    constexpr hand::Degree<6> exact{};
    constexpr hand::Degree<5> fast{};
    value.hand_written = {by_hand(exact), by_hand(fast)};
    gradient.hand_written = {gradient_by_hand(exact), gradient_by_hand(fast)};
  }
#endif
  Row<T> value_as_called = value, gradient_as_called = gradient;
  value_as_called.title = "(p - a)^2 exp(x + y), as called";
  value_as_called.kernfold = [=](int n) { return conv(d->x, d->y, d->a, d->p, threads(n)); };
  gradient_as_called.title = "its gradient in y, as called";
  gradient_as_called.kernfold = [=](int n) { return in_y(d->x, d->y, d->a, d->p, d->e, threads(n)); };
  value_as_called.hand_written = gradient_as_called.hand_written = {};
  return {value, value_as_called, gradient, gradient_as_called};
}

}  // namespace bench

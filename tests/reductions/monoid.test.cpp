// SPDX-License-Identifier: MIT
//
// Every reduction is a monoid: values taken in by parts, and the parts merged in any grouping, give what all of them
// give at once; the identity changes nothing. Those that keep values and indices may be merged in any order, too. In
// scalars and in packs, whose lanes go their own ways.
#include <algorithm>
#include <cmath>

#include "support/sequences.hpp"

using namespace kernfold;
using namespace sequences;

namespace {

// The state that has taken in the values first, ..., last - 1 of each lane, with the weights w.
template <class R, class P>
auto state_of(const std::vector<P>& x, const std::vector<P>& w, std::size_t first, std::size_t last) {
  using A = Accumulation<R, P>;
  using T = typename P::value_type;
  typename A::State s = R::template identity<P>();
  const auto from = static_cast<std::int64_t>(first);
  if constexpr (A::in_place) {
    for (std::size_t n = first; n < last; ++n) A::take(s, x[n], {static_cast<std::int64_t>(n), P(0)});
  } else if constexpr (A::shifts) {  // their partials want exponentials
    for (std::size_t n = first; n < last; ++n) w.empty() ? R::accumulate(s, x[n]) : R::accumulate(s, x[n], w[n]);
  } else if (first < last) {
    auto partial = A::start(s);
    for (std::size_t n = first; n < last; ++n) {
      const Place<P> place{from, P(static_cast<T>(n - first))};
      if constexpr (requires { R::accumulate(partial, x[n], w[n]); })
        w.empty() ? A::take(partial, x[n], place) : A::take(partial, x[n], w[n], place);
      else
        A::take(partial, x[n], place);
    }
    A::merge(s, partial, {from, static_cast<std::int64_t>(last - first)});
  }
  return s;
}

// What lane l of a state ends as: values, then indices.
template <class R, class S>
std::vector<double> result_of(const S& s, int l) {
  std::vector<double> r;
  constexpr int values = detail::number_of_values<R>(), indices = detail::number_of_indices<R>();
  if constexpr (values > 0 && requires { R::finish(s); }) {
    r.push_back(static_cast<double>(R::finish(s)[l]));
  } else {
    if constexpr (values > 0)
      for (int k = 0; k < values; ++k) r.push_back(static_cast<double>(R::value(s, l, k)));
  }
  if constexpr (indices > 0)
    for (int k = 0; k < indices; ++k) r.push_back(static_cast<double>(R::index(s, l, k)));
  return r;
}

enum class Order { along_the_axis, any };

// Merges neighbours, or any two, until one is left.
template <class R, class S>
S merge_all(std::vector<S> parts, Order order, std::mt19937& random) {
  while (parts.size() > 1) {
    const std::size_t n = parts.size(), k = random() % (n - 1);
    const std::size_t other = order == Order::any ? (k + 1 + random() % (n - 1)) % n : k + 1;
    R::merge(parts[k], parts[other]);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(other));
  }
  return parts.front();
}

// Values of each lane: integers, many of them equal, in steps that an exponential bears.
template <class P>
std::vector<P> values(std::size_t n, unsigned seed, double special) {
  using T = typename P::value_type;
  std::vector<P> r;
  auto numbers = integers<T>(static_cast<Index>(n) * P::lanes, 6, seed);
  std::mt19937 random(seed);
  if (special != 0)
    for (T& x : numbers)
      if (random() % 5 == 0) x = static_cast<T>(special);
  for (std::size_t k = 0; k < n; ++k) r.push_back(P::load(numbers.data() + k * static_cast<std::size_t>(P::lanes)));
  return r;
}

// Reduces `of` values by parts and at once. `expected(values, weights)` says what the result is, from the values of a
// lane; `error` is what it may be wrong by, relative to the values.
template <class R, class P, class Expected>
void check_packs(Order order, bool weighted, double special, double error, Expected expected) {
  CAPTURE(R::name, P::lanes, sizeof(typename P::value_type), weighted, special);
  std::mt19937 random(3);
  int wrong = 0, changed = 0;
  for (const std::size_t n : {0u, 1u, 2u, 3u, 10u, 200u})
    for (unsigned seed = 0; seed < 5; ++seed) {
      const auto x = values<P>(n, seed, special);
      auto w = values<P>(weighted ? n : 0, seed + 100, 0);
      for (P& v : w) v = v * v + P(1);
      std::vector<decltype(state_of<R>(x, w, 0, n))> parts{state_of<R>(x, w, 0, 0)};
      for (std::size_t first = 0; first < n;) {
        const std::size_t last = std::min(n, first + 1 + random() % (1 + n / 3));
        parts.push_back(state_of<R>(x, w, first, last));
        first = last;
      }
      const auto merged = merge_all<R>(parts, order, random);
      // the identity, on either side
      auto left = R::template identity<P>(), right = merged;
      R::merge(left, merged);
      R::merge(right, R::template identity<P>());
      for (int l = 0; l < P::lanes; ++l) {
        Sequence lane, weights;
        for (std::size_t k = 0; k < n; ++k) {
          lane.push_back(static_cast<double>(x[k][l]));
          weights.push_back(weighted ? static_cast<double>(w[k][l]) : 1);
        }
        const auto got = result_of<R>(merged, l), want = expected(lane, weights);
        REQUIRE(got.size() == want.size());
        for (std::size_t k = 0; k < got.size(); ++k)
          wrong += !(same(got[k], want[k]) || std::fabs(got[k] - want[k]) <= error * (1 + std::fabs(want[k])));
        const auto l1 = result_of<R>(left, l), r1 = result_of<R>(right, l);
        for (std::size_t k = 0; k < got.size(); ++k) changed += !same(got[k], l1[k]) || !same(got[k], r1[k]);
      }
    }
  CHECK(wrong == 0);
  CHECK(changed == 0);
}

// In scalars and packs.
template <class R, class T, class Expected>
void check(Order order, bool weighted, double special, double error, Expected expected) {
  check_packs<R, math::Pack<T, 1>>(order, weighted, special, error, expected);
  check_packs<R, math::Pack<T>>(order, weighted, special, error, expected);
}

// The values and indices of a stable sort, NaN first or last.
auto best(std::size_t K, bool largest, bool with_values, bool with_indices, bool nan_first) {
  return [=](const Sequence& s, const Sequence&) {
    std::vector<std::size_t> order;
    for (std::size_t n = 0; n < s.size(); ++n) order.push_back(n);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const bool nan_a = std::isnan(s[a]), nan_b = std::isnan(s[b]);
      if (nan_a != nan_b) return nan_a == nan_first;
      if (nan_a || s[a] == s[b]) return a < b;
      return largest ? s[a] > s[b] : s[a] < s[b];
    });
    std::vector<double> r;
    for (std::size_t k = 0; with_values && k < K; ++k)
      r.push_back(k < order.size() ? s[order[k]] : largest ? -inf : inf);
    for (std::size_t k = 0; with_indices && k < K; ++k)
      r.push_back(k < order.size() ? static_cast<double>(order[k]) : -1);
    return r;
  };
}

template <class T>
constexpr double rounding = static_cast<double>(30 * conformance::budget<T>);

long double sum_of(const Sequence& s, const Sequence& w, auto term) {
  long double sum = 0;
  for (std::size_t n = 0; n < s.size(); ++n)
    sum += static_cast<long double>(w[n]) * term(static_cast<long double>(s[n]));
  return sum;
}
std::vector<double> one(long double x) { return {static_cast<double>(x)}; }

}  // namespace

TEMPLATE_TEST_CASE("the best values and their indices, merged in any order", "[reductions]", float, double) {
#if defined(__FAST_MATH__)
  const std::vector<double> specials{0};
#else
  const std::vector<double> specials{0, inf, -inf, NaN};
#endif
  using T = TestType;
  for (const double special : specials) {
    check<Max<>, T>(Order::any, false, special, 0, best(1, true, true, false, true));
    check<Min<>, T>(Order::any, false, special, 0, best(1, false, true, false, true));
    check<ArgMin<>, T>(Order::any, false, special, 0, best(1, false, false, true, true));
    check<MaxArgMax, T>(Order::any, false, special, 0, best(1, true, true, true, true));
    check<KMin<1>, T>(Order::any, false, special, 0, best(1, false, true, false, false));
    check<KMinArgKMin<7>, T>(Order::any, false, special, 0, best(7, false, true, true, false));
    check<ArgKMax<3>, T>(Order::any, false, special, 0, best(3, true, false, true, false));
  }
}

TEMPLATE_TEST_CASE("conditions and products of signs, merged in any order", "[reductions]", float, double) {
  using T = TestType;
  check<Count, T>(Order::any, false, 0, 0, [](const Sequence& s, const Sequence& w) {
    return one(sum_of(s, w, [](long double v) { return v; }));  // of conditions, which are 0 or 1; of integers, too
  });
  check<Any, T>(Order::any, false, 0, 0, [](const Sequence& s, const Sequence&) {
    return one(std::any_of(s.begin(), s.end(), [](double v) { return v > 0; }) ? 1 : 0);
  });
  check<All, T>(Order::any, false, 0, 0, [](const Sequence& s, const Sequence&) {
    return one(std::all_of(s.begin(), s.end(), [](double v) { return v > 0; }) ? 1 : 0);
  });
}

TEMPLATE_TEST_CASE("sums, norms and means, merged in any grouping", "[reductions]", float, double) {
  using T = TestType;
  const auto sum = [](const Sequence& s, const Sequence& w) {
    return one(sum_of(s, w, [](long double v) { return v; }));
  };
  check<Sum<>, T>(Order::along_the_axis, false, 0, rounding<T>, sum);
  check<Sum<>, T>(Order::any, false, 0, rounding<T>, sum);
  const auto mean = [](const Sequence& s, const Sequence& w) {
    return one(sum_of(s, w, [](long double v) { return v; }) / sum_of(s, w, [](long double) { return 1.0L; }));
  };
  const auto both = [](const Sequence& s, const Sequence& w) {
    const long double all = sum_of(s, w, [](long double) { return 1.0L; });
    const long double m = sum_of(s, w, [](long double v) { return v; }) / all;
    const long double v = sum_of(s, w, [m](long double x) { return (x - m) * (x - m); }) / all;
    return std::vector<double>{static_cast<double>(m), static_cast<double>(v)};
  };
  for (const bool weighted : {false, true}) {
    check<Mean, T>(Order::any, weighted, 0, rounding<T>, mean);
    check<MeanVariance, T>(Order::any, weighted, 0, rounding<T>, both);
  }
}

TEMPLATE_TEST_CASE("sums of exponentials, merged in any grouping", "[reductions]", float, double) {
  using T = TestType;
  const auto log_sum_exp = [](const Sequence& s, const Sequence& w) {
    long double top = -INFINITY;
    for (const double v : s) top = std::fmax(top, static_cast<long double>(v));
    if (top == -INFINITY || top == INFINITY) return one(top);
    return one(top + std::log(sum_of(s, w, [top](long double v) { return std::exp(v - top); })));
  };
#if defined(__FAST_MATH__)
  const std::vector<double> specials{0, 1000, -1000};
#else
  const std::vector<double> specials{0, 1000, -1000, 1e30, -1e30, inf, -inf};
#endif
  for (const double special : specials)
    for (const bool weighted : {false, true})
      check<LogSumExp<>, T>(Order::any, weighted, special, rounding<T>, log_sum_exp);
}

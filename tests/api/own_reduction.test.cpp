// SPDX-License-Identifier: MIT
//
// Reductions of a user's own, outside the library: a sum, as reductions/reduction.hpp shows it; one that asks where its
// values stand; one with two results.
#include <algorithm>

#include "support/sequences.hpp"

namespace user {

struct SumOfCubes {
  static constexpr const char* name = "SumOfCubes";
  template <class P>
  struct State {
    P sum;
  };
  template <class P>
  static State<P> identity() {
    return {P(0)};
  }
  template <class P>
  static void accumulate(State<P>& s, P x) {
    s.sum = s.sum + x * x * x;
  }
  template <class P>
  static void merge(State<P>& s, const State<P>& t) {
    s.sum = s.sum + t.sum;
  }
  template <class P>
  static P finish(const State<P>& s) {
    return s.sum;
  }
};

// How far the first positive value stands behind the first of all: its index, as a number; +inf if there is none.
struct FirstPositive {
  static constexpr const char* name = "FirstPositive";
  template <class P>
  struct State {
    P index;
  };
  template <class P>
  static State<P> identity() {
    return {P(std::numeric_limits<double>::infinity())};
  }
  template <class P>
  static void accumulate(State<P>& s, P x, const kernfold::Place<P>& place) {
    using kernfold::math::min, kernfold::math::select;
    const P here = P(static_cast<double>(place.first)) + place.local;
    s.index = select(x > P(0), min(s.index, here), s.index);
  }
  template <class P>
  static void merge(State<P>& s, const State<P>& t) {
    using kernfold::math::min;
    s.index = min(s.index, t.index);
  }
  template <class P>
  static P finish(const State<P>& s) {
    return s.index;
  }
};

// The smallest and the largest value.
struct Range {
  static constexpr const char* name = "Range";
  static constexpr int values = 2;
  template <class P>
  struct State {
    P lower, upper;
  };
  template <class P>
  static State<P> identity() {
    return {P(std::numeric_limits<double>::infinity()), P(-std::numeric_limits<double>::infinity())};
  }
  template <class P>
  static void accumulate(State<P>& s, P x) {
    merge(s, {x, x});
  }
  template <class P>
  static void merge(State<P>& s, const State<P>& t) {
    using kernfold::math::max, kernfold::math::min;
    s = {min(s.lower, t.lower), max(s.upper, t.upper)};
  }
  template <class P>
  static auto value(const State<P>& s, int lane, int k) {
    return k == 0 ? s.lower[lane] : s.upper[lane];
  }
};

}  // namespace user

using namespace kernfold;
using namespace sequences;

namespace {

// Every number of the result, read by `got(k)`, is what `want` makes of its sequence.
template <class A, class T, int D, class Got, class Want>
int wrong(Size n, const Products<T, D>& v, Got got, Want want) {
  const auto of = along<A>(n, D, v);
  int r = 0;
  for (std::size_t k = 0; k < of.size(); ++k) r += static_cast<double>(got(k)) != want(of[k]);
  return r;
}

double cubes(const Sequence& s) {
  double sum = 0;  // of integers: exact
  for (const double v : s) sum += v * v * v;
  return sum;
}

template <class A, class T, int D>
void check_cubes(Size n) {
  CAPTURE(n.M, n.N, D, sizeof(T));
  const Products<T, D> v(n, 2);
  const auto got = reduce<user::SumOfCubes, A>(v.f, v.X, v.Y);
  REQUIRE(got.rows() == rows_of<A>(n));
  REQUIRE(got.cols() == D);
  CHECK(wrong<A>(
            n, v, [&](std::size_t k) { return got.data()[k]; }, cubes) == 0);
}

}  // namespace

TEST_CASE("a sum of a user's own", "[own]") {
  for (const Size& n : sizes) {
    check_cubes<Axis1, float, 1>(n);
    check_cubes<Axis0, double, 3>(n);
    check_cubes<Axis01, double, 2>(n);
  }
  check_cubes<Axis1, double, 2>(long_size);
  const Products<double, 2> v({9, 20}, 2);
  std::vector<double> out(9 * 2);
  constexpr auto op = reduction<user::SumOfCubes, Axis1>(v.f);
  op(v.X, v.Y, into(out), threads(2));
  CHECK(wrong<Axis1>(
            {9, 20}, v, [&](std::size_t k) { return out[k]; }, cubes) == 0);
}

#if !defined(__FAST_MATH__)
namespace {
double first_positive(const Sequence& s) {
  for (std::size_t n = 0; n < s.size(); ++n)
    if (s[n] > 0) return static_cast<double>(n);
  return inf;
}
}  // namespace

TEST_CASE("a reduction of a user's own that asks where its values stand", "[own]") {
  for (const Size& n : sizes) {
    CAPTURE(n.M, n.N);
    const Products<float, 2> v(n);
    const auto over_j = reduce<user::FirstPositive, Axis1>(v.f, v.X, v.Y);
    CHECK(wrong<Axis1>(
              n, v, [&](std::size_t k) { return over_j.data()[k]; }, first_positive) == 0);
    const auto over_i = reduce<user::FirstPositive, Axis0>(v.f, v.X, v.Y);
    CHECK(wrong<Axis0>(
              n, v, [&](std::size_t k) { return over_i.data()[k]; }, first_positive) == 0);
  }
  // one positive value, late and in any place of its task
  for (const Index at : {Index{0}, Index{63}, Index{64}, Index{511}, Index{4097}, Index{6499}}) {
    std::vector<float> Y(6500, -1.0F);
    Y[static_cast<std::size_t>(at)] = 1;
    CHECK(reduce<user::FirstPositive, Axis1>(Vi<0, 1>{} * Vj<1, 1>{}, std::vector<float>{1, 2}, Y)(1, 0) ==
          static_cast<float>(at));
  }
}

TEST_CASE("a reduction of a user's own with two results", "[own]") {
  for (const Size& n : sizes) {
    CAPTURE(n.M, n.N);
    const Products<double, 3> v(n);
    const auto got = reduce<user::Range, Axis1>(v.f, v.X, v.Y);  // the lower bounds, and behind them the upper ones
    REQUIRE(got.cols() == 6);
    const auto at = [&](std::size_t k, int s) {
      return got(static_cast<Index>(k) / 3, 3 * s + static_cast<Index>(k) % 3);
    };
    CHECK(wrong<Axis1>(
              n, v, [&](std::size_t k) { return at(k, 0); },
              [](const Sequence& s) { return s.empty() ? inf : *std::min_element(s.begin(), s.end()); }) == 0);
    CHECK(wrong<Axis1>(
              n, v, [&](std::size_t k) { return at(k, 1); },
              [](const Sequence& s) { return s.empty() ? -inf : *std::max_element(s.begin(), s.end()); }) == 0);
  }
}
#endif

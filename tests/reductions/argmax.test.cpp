// SPDX-License-Identifier: MIT
//
// ArgMax, ArgMin, MaxArgMax and MinArgMin against loops: ties, infinities, NaN, empty axes, indices that a float does
// not hold, results in the caller's memory.
#include <algorithm>

#include "support/sequences.hpp"

using namespace kernfold;
using namespace sequences;

namespace {

struct Best {
  double value;
  std::int64_t index;
};

// The first NaN, or else the first of the best.
Best best_of(const Sequence& s, bool largest) {
  Best b{largest ? -inf : inf, -1};
  for (std::size_t n = 0; n < s.size(); ++n) {
    const bool first = b.index < 0, better = largest ? s[n] > b.value : s[n] < b.value;
    if (s[n] != s[n]) return {s[n], static_cast<std::int64_t>(n)};
    if (first || better) b = {s[n], static_cast<std::int64_t>(n)};
  }
  return b;
}

template <class R>
inline constexpr bool is_largest = std::is_same_v<R, ArgMax<>> || std::is_same_v<R, MaxArgMax>;

// Numbers of the result that are wrong; -1 if its shape is.
template <class R, class Result>
int wrong(const Result& got, Index rows, Index dim, const std::vector<Sequence>& of) {
  int n = 0;
  const auto check = [&](const auto& tensor, auto read) {
    if (tensor.rows() != rows || tensor.cols() != dim) {
      n = -1;
      return;
    }
    for (std::size_t k = 0; k < of.size(); ++k)
      if (!read(tensor.data()[k], best_of(of[k], is_largest<R>))) ++n;
  };
  const auto index = [](std::int64_t i, const Best& b) { return i == b.index; };
  if constexpr (requires { got.values; }) {
    check(got.values, [](auto x, const Best& b) { return same(static_cast<double>(x), b.value); });
    check(got.indices, index);
  } else {
    static_assert(std::is_same_v<Result, Tensor<std::int64_t>>);
    check(got, index);
  }
  return n;
}

template <class R, class A, class T, int D>
void check(Size n) {
  CAPTURE(R::name, n.M, n.N, D, sizeof(T));
  const Products<T, D> v(n);
  CHECK(wrong<R>(reduce<R, A>(v.f, v.X, v.Y), rows_of<A>(n), D, along<A>(n, D, v)) == 0);
}

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};

}  // namespace

TEST_CASE("the best and its index, over either axis and both", "[reductions]") {
  for (const Size& n : sizes) {
    check<ArgMax<>, Axis1, float, 1>(n);
    check<ArgMin<>, Axis0, float, 1>(n);
    check<ArgMin<>, Axis01, double, 1>(n);
    check<MinArgMin, Axis1, double, 2>(n);
    check<MaxArgMax, Axis0, float, 3>(n);
    check<MaxArgMax, Axis01, float, 3>(n);
    check<ArgMax<>, Axis1, float, 20>(n);
    check<MinArgMin, Axis01, double, 2>(n);
  }
  check<ArgMax<>, Axis1, float, 1>(long_size);
  check<MaxArgMax, Axis01, float, 3>(long_size);
  check<MinArgMin, Axis1, double, 2>({1, 5000});
}

TEMPLATE_TEST_CASE("the best wherever it stands, the first of two, and NaN", "[reductions]", float, double) {
  // The first columns are taken in one by one, later ones are probed.
  const Index N = 300;
  const std::vector<TestType> X(20, 1);
  std::vector<TestType> Y(N);
  for (Index j = 0; j < N; ++j) Y[static_cast<std::size_t>(j)] = static_cast<TestType>((j * 7) % 100 + 5);
  for (const Index j : {0, 1, 62, 63, 64, 65, 125, 126, 127, 128, 129, 130, 255, 256, 298, 299})
    for (const Index later : {1, 2, 3, 40, 150}) {
      std::vector<TestType> Z = Y;
      Z[static_cast<std::size_t>(j)] = 1;
      if (j + later < N) Z[static_cast<std::size_t>(j + later)] = 1;
      for (const auto i : reduce<ArgMin, Axis1>(x + y, X, Z)) CHECK(i == j);
#if !defined(__FAST_MATH__)
      if (j + later < N) Z[static_cast<std::size_t>(j + later)] = static_cast<TestType>(NaN);
      for (const auto i : reduce<ArgMin, Axis1>(x + y, X, Z)) CHECK(i == (j + later < N ? j + later : j));
      Z[static_cast<std::size_t>(j)] = static_cast<TestType>(NaN);
      for (const auto i : reduce<ArgMax, Axis1>(x + y, X, Z)) CHECK(i == j);
#endif
    }
}

TEMPLATE_TEST_CASE("of equal values the first is the best", "[reductions]", float, double) {
  for (const Index N : {1, 2, 64, 65, 700, 3000}) {
    const std::vector<TestType> X(20, 1), Y(static_cast<std::size_t>(N), 3);
    for (const auto i : reduce<ArgMax, Axis1>(x + y, X, Y)) CHECK(i == 0);
    for (const auto i : reduce<ArgMin, Axis0>(x + y, X, Y)) CHECK(i == 0);
    CHECK(reduce<ArgMin, Axis01>(x + y, X, Y)(0, 0) == 0);
  }
}

TEST_CASE("the best where the formula knows but one axis, or none", "[reductions]") {
  const std::vector<double> X{3, -1, 4, 1, -5};
  for (const auto i : reduce<ArgMin, Axis1>(x, X, size_j(70))) CHECK(i == 0);
  CHECK(reduce<ArgMin, Axis0>(x, X)(0, 0) == 4);
  CHECK(reduce<ArgMin, Axis01>(x, X, size_j(70))(0, 0) == 4 * 70);
  CHECK(reduce<ArgMax, Axis1>(IndexJ{} - IndexI{}, size_i(3), size_j(600))(2, 0) == 599);
  const auto zero = reduce<MinArgMin, Axis1>(x - x, X, size_j(5));
  CHECK(zero.values(4, 0) == 0);
  CHECK(zero.indices(4, 0) == 0);
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("infinities and NaN have their places", "[reductions]", float, double) {
  using T = TestType;
  const Size n{19, 700};
  const Products<T, 1> v(n);
  const struct {
    std::vector<Index> at;
    double value;
  } cases[] = {{{0}, NaN},      {{699}, NaN},     {{64, 130}, NaN},  {{699}, inf},
               {{3, 640}, inf}, {{3, 640}, -inf}, {{511, 512}, -inf}};
  for (const auto& c : cases) {
    std::vector<T> Y = v.Y;
    for (const Index j : c.at) Y[static_cast<std::size_t>(j)] = static_cast<T>(c.value);
    CAPTURE(c.at.front(), c.value);
    const auto value = [&](Index i, Index j, Index) {
      return static_cast<double>(v.X[static_cast<std::size_t>(i)]) +
             static_cast<double>(Y[static_cast<std::size_t>(j)]);
    };
    const auto over_j = along<Axis1>(n, 1, value);
    CHECK(wrong<MinArgMin>(reduce<MinArgMin, Axis1>(x + y, v.X, Y), n.M, 1, over_j) == 0);
    CHECK(wrong<MaxArgMax>(reduce<MaxArgMax, Axis1>(x + y, v.X, Y), n.M, 1, over_j) == 0);
    CHECK(wrong<ArgMin<>>(reduce<ArgMin, Axis0>(x + y, v.X, Y), n.N, 1, along<Axis0>(n, 1, value)) == 0);
    CHECK(wrong<ArgMax<>>(reduce<ArgMax, Axis01>(x + y, v.X, Y), 1, 1, along<Axis01>(n, 1, value)) == 0);
  }
}

TEST_CASE("values that are as bad as none have an index", "[reductions]") {
  const std::vector<float> X{1, 2}, none;
  for (const Index N : {1, 63, 600, 5000}) {
    const std::vector<float> Y(static_cast<std::size_t>(N), std::numeric_limits<float>::infinity());
    const auto r = reduce<MinArgMin, Axis1>(x + y, X, Y);
    CHECK(r.values(1, 0) == std::numeric_limits<float>::infinity());
    CHECK(r.indices(1, 0) == 0);
    CHECK(reduce<ArgMax, Axis01>(x - y, X, Y)(0, 0) == 0);
  }
  const auto r = reduce<MaxArgMax, Axis1>(x + y, X, none);
  CHECK(r.values(1, 0) == -std::numeric_limits<float>::infinity());
  CHECK(r.indices(1, 0) == -1);
}
#endif

TEST_CASE("indices that a float does not hold are exact", "[reductions]") {
  constexpr Vj<0, 1> only{};
  constexpr Pm<0, 1> zero{};
  constexpr std::int64_t two_24 = 1 << 24, N = two_24 + 100;
  std::vector<float> Y(static_cast<std::size_t>(N), 1.0F);
  for (const std::int64_t j : {two_24 + 1, two_24 + 3, N - 1}) {
    Y[static_cast<std::size_t>(j)] = -1;
    const auto r = reduce<MinArgMin, Axis1>(only, Y);
    CHECK(r.values(0, 0) == -1);
    CHECK(r.indices(0, 0) == j);
    Y[static_cast<std::size_t>(j)] = 1;
  }
  // as a float, the last index is one more, and greater than all others
  CHECK(reduce<ArgMax, Axis1>(IndexJ{} + zero, 0.0F, size_i(1), size_j(N))(0, 0) == N - 1);
  // i * N + j is such a number, i and j are not
  std::vector<float> U(4200, 0.0F), V(4100, 0.0F);
  U[4199] = V[4097] = 1;
  CHECK(reduce<ArgMax, Axis01>(x + y, U, V)(0, 0) == std::int64_t{4199} * 4100 + 4097);
}

TEST_CASE("the best in the caller's memory", "[reductions]") {
  const Size n{17, 65};
  const Products<float, 3> v(n);
  const auto want = along<Axis1>(n, 3, v);
  std::vector<std::int64_t> out(17 * 3, 7);
  const auto written = reduce<ArgMin, Axis1>(v.f, v.X, v.Y, into(out), threads(2));
  static_assert(std::is_same_v<decltype(written), const View<std::int64_t>>);
  for (std::size_t k = 0; k < want.size(); ++k) CHECK(out[k] == best_of(want[k], false).index);
  // columns of a larger matrix
  std::vector<std::int64_t> wide(17 * 5, 7);
  reduce<ArgMax, Axis1>(v.f, v.X, v.Y, into(view(wide.data() + 1, 17, 3, 5, 1)));
  for (Index i = 0; i < 17; ++i)
    for (Index k = 0; k < 5; ++k) {
      const bool inside = k >= 1 && k < 4;
      CHECK(wide[static_cast<std::size_t>(5 * i + k)] ==
            (inside ? best_of(want[static_cast<std::size_t>(3 * i + k - 1)], true).index : 7));
    }
  std::vector<std::int64_t> one(3);
  reduce<ArgMin, Axis01>(v.f, v.X, v.Y, into(one));
  const auto over_both = along<Axis01>(n, 3, v);
  for (std::size_t k = 0; k < 3; ++k) CHECK(one[k] == best_of(over_both[k], false).index);
  CHECK_THROWS_AS((reduce<ArgMin, Axis1>(v.f, v.X, v.Y, into(one))), shape_error);
  CHECK_THROWS_AS((reduce<ArgMin, Axis1>(v.f, v.X, v.X, into(out), size_j(9))), shape_error);
}

TEST_CASE("the best of few columns, in memory column by column", "[reductions]") {
  for (Index N = 1; N <= 9; ++N)
    for (const Index M : {1, 15, 16, 37, 130}) {
      const Size n{M, N};
      CAPTURE(M, N);
      const Products<float, 3> v(n);
      const auto want = along<Axis1>(n, 3, v);
      const Index next = M + 3;
      std::vector<std::int64_t> out(static_cast<std::size_t>(3 * next), 7);
      reduce<ArgMin, Axis1>(v.f, v.X, v.Y, into(view(out.data(), M, 3, 1, next)));
      for (Index k = 0; k < 3; ++k)
        for (Index i = 0; i < next; ++i)
          CHECK(out[static_cast<std::size_t>(k * next + i)] ==
                (i < M ? best_of(want[static_cast<std::size_t>(3 * i + k)], false).index : 7));
    }
}

TEST_CASE("the best does not depend on threads", "[reductions]") {
  const Products<float, 1> v(large_size, 1000);
  const auto one = reduce<MaxArgMax, Axis1>(v.f, v.X, v.Y, threads(1));
  CHECK(wrong<MaxArgMax>(one, large_size.M, 1, along<Axis1>(large_size, 1, v)) == 0);
  const auto both = reduce<ArgMin, Axis01>(v.f, v.X, v.Y, threads(1))(0, 0);
  for (const int t : {2, 5}) {
    const auto some = reduce<MaxArgMax, Axis1>(v.f, v.X, v.Y, threads(t));
    CHECK(std::equal(one.values.begin(), one.values.end(), some.values.begin()));
    CHECK(std::equal(one.indices.begin(), one.indices.end(), some.indices.begin()));
    CHECK(reduce<ArgMin, Axis01>(v.f, v.X, v.Y, threads(t))(0, 0) == both);
  }
}

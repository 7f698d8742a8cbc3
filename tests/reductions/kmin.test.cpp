// SPDX-License-Identifier: MIT
//
// KMin and its kin against a stable sort: ties, fewer values than places, infinities and NaN.
#include <algorithm>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include "support/sequences.hpp"

using namespace kernfold;
using namespace sequences;

namespace {

struct Ranked {
  double value;
  std::int64_t index;
};

// The first K of the sorted values; NaN comes after all numbers, then what stands for none.
std::vector<Ranked> first_of(const Sequence& s, std::size_t K, bool largest) {
  std::vector<Ranked> r;
  for (std::size_t n = 0; n < s.size(); ++n) r.push_back({s[n], static_cast<std::int64_t>(n)});
  const auto before = [&](const Ranked& a, const Ranked& b) {
    const bool no_number = b.value != b.value;
    return (largest ? a.value > b.value : a.value < b.value) || (no_number && a.value == a.value);
  };
  // std::stable_sort of libstdc++ 12 calls what clang++-19 warns of
  std::sort(r.begin(), r.end(),
            [&](const Ranked& a, const Ranked& b) { return before(a, b) || (!before(b, a) && a.index < b.index); });
  r.resize(K, {largest ? -inf : inf, -1});
  return r;
}

// Numbers of the result that are wrong; -1 if its shape is.
template <class Result>
int wrong(const Result& got, Index rows, Index dim, Index K, bool largest, const std::vector<Sequence>& of) {
  int n = 0;
  const auto check = [&](const auto& tensor, auto read) {
    if (tensor.rows() != rows || tensor.cols() != K * dim) {
      n = -1;
      return;
    }
    for (Index r = 0; r < rows; ++r)
      for (Index k = 0; k < dim; ++k) {
        const auto want = first_of(of[static_cast<std::size_t>(r * dim + k)], static_cast<std::size_t>(K), largest);
        for (Index rank = 0; rank < K; ++rank)
          if (!read(tensor(r, rank * dim + k), want[static_cast<std::size_t>(rank)])) ++n;
      }
  };
  const auto value = [](auto x, const Ranked& w) { return same(static_cast<double>(x), w.value); };
  const auto index = [](std::int64_t i, const Ranked& w) { return i == w.index; };
  if constexpr (requires { got.values; }) {
    check(got.values, value);
    check(got.indices, index);
  } else if constexpr (std::is_same_v<Result, Tensor<std::int64_t>>) {
    check(got, index);
  } else {
    check(got, value);
  }
  return n;
}

template <class R, class A, class T, int D>
void check(Index K, Size n, bool largest = false, int span = 4) {
  CAPTURE(R::name, K, n.M, n.N, D, sizeof(T));
  const Products<T, D> v(n, span);
  CHECK(wrong(reduce<R, A>(v.f, v.X, v.Y), rows_of<A>(n), D, K, largest, along<A>(n, D, v)) == 0);
}

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};

}  // namespace

TEST_CASE("the K best, over either axis and both", "[reductions]") {
  for (const Size& n : sizes) {
    check<KMin<1>, Axis1, float, 1>(1, n);
    check<KMin<3>, Axis0, double, 2>(3, n);
    check<ArgKMin<5>, Axis01, float, 1>(5, n);
    check<KMinArgKMin<10>, Axis1, float, 3>(10, n);
    check<KMinArgKMin<10>, Axis01, float, 3>(10, n);
    check<KMax<4>, Axis1, double, 1>(4, n, true);
    check<ArgKMax<2>, Axis0, float, 20>(2, n, true);
    check<KMaxArgKMax<17>, Axis1, double, 1>(17, n, true);
  }
}

TEST_CASE("the K best of many, which several tasks share", "[reductions]") {
  for (const int span : {4, 1000}) {  // with ties, and with few
    check<KMinArgKMin<2>, Axis1, float, 1>(2, {3, 150000}, false, span);
    check<KMaxArgKMax<2>, Axis01, double, 1>(2, {3, 150000}, true, span);
  }
}

TEST_CASE("a hundred of the best", "[reductions]") {
  check<KMinArgKMin<100>, Axis1, float, 1>(100, {17, 700}, false, 1000);
  check<KMinArgKMin<100>, Axis01, float, 1>(100, {17, 700}, false, 1000);
  check<KMinArgKMin<100>, Axis1, float, 1>(100, {2, 65});
}

TEST_CASE("the K best of falling and of rising values", "[reductions]") {
  // each value changes the state, or none after the first K does; a gap in the middle
  constexpr Vj<0, 1> only{};
  for (const Index N : {9, 12, 100, 2048, 2100, 5000}) {
    std::vector<float> Y(static_cast<std::size_t>(N));
    for (std::size_t j = 0; j < Y.size(); ++j) Y[j] = static_cast<float>(j < Y.size() / 2 ? j : j + 1000);
    const Size n{1, N};
    const auto value = [&](Index, Index j, Index) { return static_cast<double>(Y[static_cast<std::size_t>(j)]); };
    CAPTURE(N);
    CHECK(wrong(reduce<KMinArgKMin<10>, Axis1>(only, Y), 1, 1, 10, false, along<Axis1>(n, 1, value)) == 0);
    CHECK(wrong(reduce<KMaxArgKMax<10>, Axis1>(only, Y), 1, 1, 10, true, along<Axis1>(n, 1, value)) == 0);
  }
}

TEMPLATE_TEST_CASE("of equal values the first are the best", "[reductions]", float, double) {
  for (const Index N : {1, 2, 3, 64, 65, 700, 20000}) {
    const std::vector<TestType> X(5, 1), Y(static_cast<std::size_t>(N), 3);
    const auto r = reduce<KMaxArgKMax<3>, Axis1>(x + y, X, Y);
    for (Index k = 0; k < 3; ++k) CHECK(r.indices(4, k) == (k < N ? k : -1));
  }
}

TEMPLATE_TEST_CASE("0 is among the K best, also where subnormal numbers are flushed to it", "[reductions]", float,
                   double) {
#if defined(__SSE__)
  const unsigned control = _mm_getcsr();
  _mm_setcsr(control | 0x8040);  // as a program does that is linked with -ffast-math
#endif
  const Index N = 3000;
  const std::vector<TestType> X{1000, 2999, 0};
  std::vector<TestType> Y(static_cast<std::size_t>(N));
  for (std::size_t j = 0; j < Y.size(); ++j) Y[j] = static_cast<TestType>(j / 2 * 2);
  const auto value = [&](Index i, Index j, Index) {
    const double d = static_cast<double>(X[static_cast<std::size_t>(i)] - Y[static_cast<std::size_t>(j)]);
    return d * d;
  };
  const auto over_j = along<Axis1>({3, N}, 1, value);
  constexpr auto opposite = -Square(x - y);
  CHECK(wrong(reduce<KMinArgKMin<1>, Axis1>(SqDist(x, y), X, Y), 3, 1, 1, false, over_j) == 0);
  CHECK(wrong(reduce<KMinArgKMin<2>, Axis1>(SqDist(x, y), X, Y), 3, 1, 2, false, over_j) == 0);
  const auto of_largest = reduce<KMaxArgKMax<2>, Axis1>(opposite, X, Y);
  for (Index k = 0; k < 2; ++k) {
    CHECK(of_largest.values(0, k) == 0);
    CHECK(of_largest.indices(0, k) == 1000 + k);
  }
#if defined(__SSE__)
  _mm_setcsr(control);
#endif
}

TEST_CASE("the K best where the formula knows but one axis", "[reductions]") {
  const std::vector<double> X{3, -1, 4, 1, -5};
  const auto of_one = reduce<ArgKMin<3>, Axis1>(x, X, size_j(70));
  CHECK(of_one(2, 2) == 2);
  const auto of_all = reduce<KMinArgKMin<3>, Axis0>(x, X);
  CHECK(of_all.values(0, 1) == -1);
  CHECK(of_all.indices(0, 0) == 4);
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("infinities have indices, and NaN comes after all numbers", "[reductions]", float, double) {
  using T = TestType;
  const double special[] = {-inf, inf, NaN};
  for (const Index N : {1, 2, 3, 4, 6, 8, 70, 600, 2500})
    for (unsigned seed = 0; seed < 12; ++seed) {
      CAPTURE(N, seed);
      std::mt19937 random(seed);
      std::vector<T> X{0, 2}, Y = integers<T>(N, 3, seed);
      for (T& v : Y)  // some of them, most of them or all
        if (random() % 12 < seed) v = static_cast<T>(special[random() % 3]);
      const Size n{2, N};
      const auto value = [&](Index i, Index j, Index) {
        return static_cast<double>(X[static_cast<std::size_t>(i)]) +
               static_cast<double>(Y[static_cast<std::size_t>(j)]);
      };
      const auto over_j = along<Axis1>(n, 1, value), over_both = along<Axis01>(n, 1, value);
      CHECK(wrong(reduce<KMinArgKMin<5>, Axis1>(x + y, X, Y), 2, 1, 5, false, over_j) == 0);
      CHECK(wrong(reduce<KMaxArgKMax<5>, Axis1>(x + y, X, Y), 2, 1, 5, true, over_j) == 0);
      CHECK(wrong(reduce<KMaxArgKMax<50>, Axis1>(x + y, X, Y), 2, 1, 50, true, over_j) == 0);
      CHECK(wrong(reduce<KMinArgKMin<5>, Axis01>(x + y, X, Y), 1, 1, 5, false, over_both) == 0);
    }
}

// A tile's values are compared together; vectors this long make it four columns wide.
TEST_CASE("a NaN beside the smallest value does not hide it", "[kmin]") {
  constexpr Vi<0, 20> u{};
  constexpr Vj<1, 20> v{};
  const std::size_t N = 40000;
  const std::vector<float> X(20, 1.f);
  for (std::size_t at = 20000; at < 20004; ++at) {
    std::vector<float> Y(20 * N, 5.f);
    Y[20 * at] = 1.f;
    Y[20 * (at + 1)] = std::numeric_limits<float>::quiet_NaN();
    const auto got = reduce<KMin<2>, Axis1>(u | v, X, Y);
    CHECK(got(0, 0) == 96);
    CHECK(got(0, 1) == 100);
  }
}
#endif

TEST_CASE("the K best in the caller's memory, with any threads", "[reductions]") {
  const Products<float, 1> v(large_size, 1000);
  const auto over_j = along<Axis1>(large_size, 1, v);
  const auto one = reduce<KMinArgKMin<10>, Axis1>(v.f, v.X, v.Y, threads(1));
  CHECK(wrong(one, large_size.M, 1, 10, false, over_j) == 0);
  for (const int t : {2, 5}) {
    const auto some = reduce<KMinArgKMin<10>, Axis1>(v.f, v.X, v.Y, threads(t));
    CHECK(std::equal(one.values.begin(), one.values.end(), some.values.begin()));
    CHECK(std::equal(one.indices.begin(), one.indices.end(), some.indices.begin()));
  }
  Tensor<float> values(large_size.M, 3);
  reduce<KMin<3>, Axis1>(v.f, v.X, v.Y, into(values));
  CHECK(wrong(values, large_size.M, 1, 3, false, over_j) == 0);
  Tensor<std::int64_t> indices(large_size.M, 3);
  reduce<ArgKMin<3>, Axis1>(v.f, v.X, v.Y, into(indices));
  CHECK(wrong(indices, large_size.M, 1, 3, false, over_j) == 0);
  CHECK_THROWS_AS((reduce<ArgKMin<2>, Axis1>(v.f, v.X, v.Y, into(indices))), shape_error);
}

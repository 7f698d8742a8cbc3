// SPDX-License-Identifier: MIT
//
// Prod, Norm, Count, Any and All against loops: empty axes, infinities and NaN, results in the caller's memory.
#include <algorithm>
#include <array>
#include <cmath>

#include "support/sequences.hpp"

using namespace kernfold;
using namespace sequences;

namespace {

// Each number of the result by its sequence; -1: the shape is wrong.
template <class Result, class Ok>
int wrong(const Result& got, Index rows, Index dim, const std::vector<Sequence>& of, Ok ok) {
  if (got.rows() != rows || got.cols() != dim) return -1;
  int n = 0;
  for (std::size_t k = 0; k < of.size(); ++k) n += !ok(got.data()[k], of[k]);
  return n;
}

// A product of n numbers has n roundings.
const auto is_product = [](auto got, const Sequence& s) {
  long double product = 1;
  for (const double v : s) product *= static_cast<long double>(v);
  const long double n = static_cast<long double>(s.size()) + 1;
  return std::fabs(static_cast<long double>(got) - product) <=
         n * conformance::unit<decltype(got)> * std::fabs(product);
};
const auto is_norm = [](auto got, const Sequence& s) {
  long double sum = 0;
  for (const double v : s) sum += static_cast<long double>(v) * static_cast<long double>(v);
  return std::fabs(static_cast<long double>(got) - std::sqrt(sum)) <=
         conformance::budget<decltype(got)> * std::sqrt(sum);
};
const auto is_count = [](std::int64_t got, const Sequence& s) {
  return got == std::count_if(s.begin(), s.end(), [](double v) { return v != 0; });
};
const auto is_any = [](bool got, const Sequence& s) {
  return got == std::any_of(s.begin(), s.end(), [](double v) { return v != 0; });
};
const auto is_all = [](bool got, const Sequence& s) {
  return got == std::all_of(s.begin(), s.end(), [](double v) { return v != 0; });
};

template <class R, class A, class T, int D, class Ok>
void check(Size n, Ok ok, int span = 4) {
  CAPTURE(R::name, n.M, n.N, D, sizeof(T), span);
  const Products<T, D> v(n, span);
  CHECK(wrong(reduce<R, A>(v.f, v.X, v.Y), rows_of<A>(n), D, along<A>(n, D, v), ok) == 0);
}

// Products of numbers in (0.5, 1.5), which stay finite.
template <class A, class T, int D>
void check_product(Size n) {
  CAPTURE(n.M, n.N, D, sizeof(T));
  const Products<T, D> v(n, 3);
  const auto f = along<A>(n, D, [&](Index i, Index j, Index k) { return 1 + v(i, j, k) / 64; });
  CHECK(wrong(reduce<Prod, A>(1_c + v.f / 64_c, v.X, v.Y), rows_of<A>(n), D, f, is_product) == 0);
}

constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};

}  // namespace

TEST_CASE("products, over either axis and both", "[reductions]") {
  for (const Size& n : sizes) {
    check_product<Axis1, float, 1>(n);
    check_product<Axis0, double, 2>(n);
    check_product<Axis1, double, 2>(n);
    if (n.M * n.N < 100) check_product<Axis01, float, 3>(n);
  }
  // signs and powers of two are exact, also where several tasks share the columns
  std::vector<float> X{1, -1, 1, 0}, Y(5001, 1.0F);
  Y[17] = Y[4000] = -2;
  Y[5000] = -0.5F;
  const auto c = reduce<Prod, Axis1>(x * y, X, Y);
  CHECK(c(0, 0) == -2);
  CHECK(c(1, 0) == 2);
  CHECK(c(2, 0) == -2);
  CHECK(c(3, 0) == 0);
  CHECK(reduce<Prod, Axis1>(x, X, size_j(3))(1, 0) == -1);
  CHECK(reduce<Prod, Axis0>(x - 2_c, X)(0, 0) == 6);
}

TEST_CASE("norms, over either axis and both", "[reductions]") {
  for (const Size& n : sizes) {
    check<Norm, Axis1, float, 1>(n, is_norm);
    check<Norm, Axis0, double, 2>(n, is_norm, 1000);
    check<Norm, Axis01, float, 3>(n, is_norm);
    check<Norm, Axis1, float, 20>(n, is_norm);
  }
  check<Norm, Axis1, float, 1>(long_size, is_norm);
  const std::vector<double> X{3, -5};
  CHECK(reduce<Norm, Axis1>(x, X, size_j(16))(1, 0) == 20);
  CHECK(reduce<Norm, Axis0>(x, std::vector<double>{3, -4})(0, 0) == 5);
}

TEST_CASE("conditions, over either axis and both", "[reductions]") {
  for (const Size& n : sizes)
    for (const int span : {0, 1, 4}) {
      check<Count, Axis1, float, 1>(n, is_count, span);
      check<Count, Axis0, double, 2>(n, is_count, span);
      check<Count, Axis01, float, 3>(n, is_count, span);
      check<Any, Axis1, float, 1>(n, is_any, span);
      check<Any, Axis01, float, 1>(n, is_any, span);
      check<All, Axis0, double, 2>(n, is_all, span);
      check<All, Axis1, float, 1>(n, is_all, span);
    }
  check<Count, Axis1, float, 1>(long_size, is_count);
  check<Any, Axis1, float, 1>(long_size, is_any);
}

TEST_CASE("conditions as users write them", "[reductions]") {
  const std::vector<float> X{0, 1, 2, 3}, Y{0, 1, 2, 9};
  const auto neighbours = reduce<Count, Axis1>(Abs(x - y) <= 1_c, X, Y);
  static_assert(std::is_same_v<decltype(neighbours), const Tensor<std::int64_t>>);
  CHECK(neighbours(0, 0) == 2);
  CHECK(neighbours(1, 0) == 3);
  CHECK(neighbours(3, 0) == 1);
  const auto any = reduce<Any, Axis1>(Equal(x, y), X, Y);
  static_assert(std::is_same_v<decltype(any), const Tensor<bool>>);
  CHECK(any(2, 0));
  CHECK(!any(3, 0));
  CHECK(reduce<All, Axis0>(x < y, X, Y)(3, 0));
  CHECK(!reduce<All, Axis0>(x < y, X, Y)(2, 0));
  CHECK(!reduce<All, Axis01>(x < y, X, Y)(0, 0));
  CHECK(reduce<Count, Axis01>(0.001_c * (x + 1_c), X, size_j(5))(0, 0) == 20);  // a number that is not 0 is true
}

TEST_CASE("a count is exact beyond 2^24", "[reductions]") {
  const std::vector<float> X{1, 0};
  constexpr std::int64_t N = (1 << 24) + 101;
  CHECK(reduce<Count, Axis1>(x, X, size_j(N))(0, 0) == N);
  CHECK(reduce<Count, Axis1>(x, X, size_j(N))(1, 0) == 0);
  CHECK(reduce<Count, Axis01>(1_c - x + x, X, size_j(N))(0, 0) == 2 * N);
}

#if !defined(__FAST_MATH__)
TEST_CASE("products, norms and conditions of nothing, of infinities and of NaN", "[reductions]") {
  const std::vector<double> X{1, 2}, none;
  for (const double c : reduce<Prod, Axis1>(x + y, X, none)) CHECK(c == 1);
  for (const double c : reduce<Norm, Axis1>(x + y, X, none)) CHECK(c == 0);
  for (const auto c : reduce<Count, Axis1>(x + y, X, none)) CHECK(c == 0);
  for (const bool c : reduce<Any, Axis1>(x + y, X, none)) CHECK(!c);
  for (const bool c : reduce<All, Axis1>(x + y, X, none)) CHECK(c);
  CHECK(reduce<All, Axis01>(x + y, none, none)(0, 0));
  CHECK(reduce<Prod, Axis01>(x + y, none, none)(0, 0) == 1);
  for (const std::size_t at : {0u, 64u, 99u}) {
    std::vector<double> Y(100, 1);
    Y[at] = -inf;
    CHECK(reduce<Prod, Axis1>(x * y, X, Y)(0, 0) == -inf);
    CHECK(reduce<Norm, Axis1>(x + y, X, Y)(0, 0) == inf);
    CHECK(reduce<Count, Axis1>(x + y, X, Y)(0, 0) == 100);
    Y[at] = NaN;
    CHECK(std::isnan(reduce<Prod, Axis1>(x * y, X, Y)(0, 0)));
    CHECK(std::isnan(reduce<Norm, Axis1>(x + y, X, Y)(0, 0)));
    // NaN is true, as in C++
    CHECK(reduce<Count, Axis1>(x + y, X, Y)(0, 0) == 100);
    CHECK(reduce<All, Axis1>(x + y, X, Y)(0, 0));
    std::fill(Y.begin(), Y.end(), -1);
    Y[at] = NaN;
    CHECK(reduce<Any, Axis1>(x + y, X, Y)(0, 0));
    CHECK(reduce<Count, Axis1>(x + y, X, Y)(0, 0) == 1);
  }
  const std::vector<float> U{1}, V{1e30F, 1e30F, 0};
  CHECK(std::isnan(reduce<Prod, Axis1>(x * y, U, V)(0, 0)));  // inf times 0
}
#endif

TEST_CASE("products, counts and answers in the caller's memory, with any threads", "[reductions]") {
  const Products<float, 1> v(large_size, 1);
  constexpr auto f = v.f;
  const auto M = static_cast<std::size_t>(large_size.M);
  const auto norm = reduce<Norm, Axis1>(f, v.X, v.Y, threads(1));
  const auto count = reduce<Count, Axis1>(f, v.X, v.Y, threads(1));
  const auto product = reduce<Prod, Axis1>(1_c + f / 4096_c, v.X, v.Y, threads(1));
  const auto over_j = along<Axis1>(large_size, 1, v);
  CHECK(wrong(norm, large_size.M, 1, over_j, is_norm) == 0);
  CHECK(wrong(count, large_size.M, 1, over_j, is_count) == 0);
  for (const int t : {2, 5}) {
    std::vector<float> out(M);
    reduce<Norm, Axis1>(f, v.X, v.Y, threads(t), into(out));
    CHECK(std::equal(norm.begin(), norm.end(), out.begin()));
    reduce<Prod, Axis1>(1_c + f / 4096_c, v.X, v.Y, threads(t), into(out));
    CHECK(std::equal(product.begin(), product.end(), out.begin()));
    std::vector<std::int64_t> counts(M);
    reduce<Count, Axis1>(f, v.X, v.Y, threads(t), into(counts));
    CHECK(std::equal(count.begin(), count.end(), counts.begin()));
  }
  std::array<bool, 150> answers{};
  static_assert(large_size.M == 150);
  const auto written = reduce<Any, Axis1>(f, v.X, v.Y, into(answers));
  static_assert(std::is_same_v<decltype(written), const View<bool>>);
  for (std::size_t i = 0; i < M; ++i) CHECK(is_any(answers[i], over_j[i]));
  Tensor<bool> all(1, 1);
  reduce<All, Axis01>(f, v.X, v.Y, into(all));
  CHECK(!all(0, 0));
  CHECK_THROWS_AS((reduce<All, Axis1>(f, v.X, v.Y, into(all))), shape_error);
}

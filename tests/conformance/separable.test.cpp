// SPDX-License-Identifier: MIT
//
// Sums that separate into sums over i and over j: as exact as sums over pairs, on data of any size, and pairs again
// where the numbers do not allow it.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_gradient;
using conformance::Way;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> t{};
constexpr Pm<3, 1> q{};
constexpr Vi<3, 1> s{};
constexpr Pm<4, 1> p{};

constexpr std::ptrdiff_t sizes[][2] = {{1, 9}, {9, 1}, {4, 4}, {5, 37}, {64, 16}, {17, 1001}, {1001, 17}};
constexpr auto strict = conformance::Tolerance::terms;

template <class F>
void check_sums(F f, conformance::Tolerance tolerance = conformance::Tolerance::intermediate) {
  static_assert(separation<F, Kept::i>.possible && separation<F, Kept::j>.possible);
  for (const auto& n : sizes) {
    check<Axis1, float, Way::separately>(f, n[0], n[1], tolerance);
    check<Axis0, double, Way::separately>(f, n[0], n[1], tolerance);
  }
}

// sum_j x_ik t_j for vectors x of R^D, into memory of several strides: each number exact, none beside them written.
template <int D, class T>
void check_strides(std::ptrdiff_t rows) {
  constexpr std::ptrdiff_t columns = 40;
  std::vector<T> X(static_cast<std::size_t>(rows * D)), W(columns);
  T total = 0;
  for (std::size_t k = 0; k < X.size(); ++k) X[k] = static_cast<T>(static_cast<int>(k * 7 % 33) - 16) / 4;
  for (std::size_t j = 0; j < W.size(); ++j) total += W[j] = static_cast<T>(j % 5);
  for (const auto& [row, column] : {std::array<std::ptrdiff_t, 2>{D, 1}, {D + 2, 1}, {1, rows}, {3 * D, 3}}) {
    CAPTURE(D, rows, row, column);
    const std::size_t size = static_cast<std::size_t>((rows - 1) * row + (D - 1) * column + 1);
    std::vector<T> out(size, T(-1)), want(size, T(-1));
    for (std::ptrdiff_t i = 0; i < rows; ++i)
      for (int k = 0; k < D; ++k)
        want[static_cast<std::size_t>(i * row + k * column)] = X[static_cast<std::size_t>(i * D + k)] * total;
    reduce<Sum, Axis1>(Vi<0, D>{} * Vj<1, 1>{}, X, W, into(view(out.data(), rows, D, row, column)));
    CHECK(out == want);
  }
}

// Pairs after all: exp(x) and exp(y) have no numbers, but exp(x + y) has, and x + y no rounding.
template <class A, int D, class T>
void check_pairs(std::size_t M, std::size_t N) {
  CAPTURE(D, M, N, sizeof(T));
  const T far = sizeof(T) == sizeof(float) ? T(500) : T(5000);
  std::vector<T> X(M * D), Y(N * D), W(N);
  for (std::size_t k = 0; k < X.size(); ++k) X[k] = far + static_cast<T>(k * 7 % 11) / 8;
  for (std::size_t k = 0; k < Y.size(); ++k) Y[k] = static_cast<T>(k * 5 % 9) / 8 - far;
  for (std::size_t j = 0; j < N; ++j) W[j] = static_cast<T>(j % 5);
  constexpr auto f = Exp(Vi<0, D>{} + Vj<1, D>{}) * Square(Vj<2, 1>{} + Pm<3, 1>{});
  static_assert(separation<decltype(f), Kept::i>.possible && separation<decltype(f), Kept::j>.possible);
  const auto c = reduce<Sum, A>(f, X, Y, W, T(2));
  std::vector<long double> want(static_cast<std::size_t>(c.size()));
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j)
      for (std::size_t k = 0; k < D; ++k)
        want[(std::is_same_v<A, Axis1>   ? i * D
              : std::is_same_v<A, Axis0> ? j * D
                                         : 0) +
             k] += std::exp(static_cast<long double>(X[i * D + k]) + static_cast<long double>(Y[j * D + k])) *
                   static_cast<long double>((W[j] + 2) * (W[j] + 2));
  const double tolerance = 30 * static_cast<double>(std::numeric_limits<T>::epsilon());
  for (std::size_t k = 0; k < want.size(); ++k)
    CHECK_THAT(static_cast<double>(c.data()[k]), Catch::Matchers::WithinRel(static_cast<double>(want[k]), tolerance));
}

template <class T>
bool same(const Tensor<T>& a, const Tensor<T>& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(T)) == 0;
}

}  // namespace

TEST_CASE("separable sums: products", "[separable]") {
  check_sums(x * y, strict);
  check_sums((x | y) * t);
  check_sums(Square(p - t) * (x * y) / (2_c + Square(s)));
}

TEST_CASE("separable sums: exponentials", "[separable]") {
  check_sums(Exp(x + y) * Square(q - t), strict);
  check_sums(Exp((x - y) - (s + t)) / (2_c + Square(y)));
  check_sums(Sum(Exp(x + y) * x) * t);
}

TEST_CASE("separable sums: sums of products, and vectors of them", "[separable]") {
  check_sums(x * y * t - s * Square(y));
  check_sums(Concat(Exp(s - t), Extract<1, 2>(x * y)));
  check_sums(x);
  check_sums(Vj<0, 3>{});
}

// A tile of values is some thousand rows long, and a sum over many of them is one of partial sums.
TEST_CASE("separable sums: one row or column of many numbers", "[separable]") {
  constexpr Vj<0, 1> v{};
  constexpr Pm<1, 1> r{};
  constexpr auto own = Exp(-Square(v - r)) * r;
  constexpr auto both = Vi<2, 1>{} * Square(v + r);
  for (const std::ptrdiff_t n : {255, 256, 503, 504, 505, 1007, 1008, 1009, 2016, 5000}) {
    check<Axis1, float, Way::separately>(own, 1, n);
    check<Axis1, double, Way::separately>(both, 2, n);
    check<Axis0, float, Way::separately>(both, n, 1);
    check<Axis0, double, Way::separately>(both, 3, n);
    check<Axis01, float, Way::separately>(both, 1, n);
    check<Axis01, double, Way::separately>(both, n, 1);
    check_gradient<Axis1, float, Way::separately>(own, r, 1, n);
    check_gradient<Axis1, double, Way::separately>(own, v, 1, n);
  }
}

TEST_CASE("separable sums: of a constant, of a parameter, of indices", "[separable]") {
  constexpr Pm<1, 1> r{};
  check<Axis1, float, Way::separately>(Vi<0, 2>{} * r + Vi<0, 2>{}, 5, 2000);
  check<Axis01, double, Way::separately>(r * Vj<0, 2>{} * Vi<2, 1>{} + Vi<2, 1>{}, 2000, 3);
  const std::ptrdiff_t n = 3001;
  const auto c = reduce<Sum, Axis1>(IndexJ{}, size_i(2), size_j(n));
  for (const double sum : c) CHECK(sum == static_cast<double>(n * (n - 1) / 2));
}

TEST_CASE("separable sums: columns of a kilobyte", "[separable]") {
  constexpr Vj<1, 256> wide{};
  check<Axis1, float, Way::separately>(x * Sum(wide * wide) + x, 9, 70);
  check<Axis1, float, Way::separately>(Vi<0, 1>{} * wide, 9, 70);
  check<Axis1, double, Way::separately>(Exp(Vi<0, 1>{}) * Exp(Vj<1, 128>{}), 9, 70);
}

TEST_CASE("separable sums: gradients, and sums over both axes", "[separable]") {
  constexpr auto f = Square(q - t) * Exp(x + y);
  for (const auto& n : sizes) {
    check_gradient<Axis1, float, Way::separately>(f, x, n[0], n[1]);
    check_gradient<Axis1, double, Way::separately>(f, y, n[0], n[1]);
    check_gradient<Axis1, float, Way::separately>(f, q, n[0], n[1]);
    check_gradient<Axis0, float, Way::separately>(f, t, n[0], n[1]);
    check<Axis01, double, Way::separately>(f, n[0], n[1]);
  }
}

#if !defined(__FAST_MATH__)  // no numbers but finite ones, and nothing separates
TEST_CASE("separable sums: large exponents that cancel, and numbers that are not finite", "[separable]") {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  constexpr auto f = Exp(u + v);
  const std::size_t M = 20, N = 30;
  std::vector<float> U(M, 80.f), V(N, -80.f);
  for (const float c : f.reduce<Sum, Axis1>(U, V)) CHECK(c == 30);  // exp(80) itself is near the largest float
  U.assign(M, 1000.f), V.assign(N, -1000.f);
  for (const float c : f.reduce<Sum, Axis1>(U, V)) CHECK(c == 30);

  U.assign(M, 0.f), V.assign(N, 0.f);
  U[3] = -1000;  // one row, far away
  auto c = f.reduce<Sum, Axis1>(U, V);
  CHECK(c(3, 0) == 0);
  CHECK(c(4, 0) == 30);
  V[5] = std::numeric_limits<float>::infinity();
  c = f.reduce<Sum, Axis1>(U, V);
  CHECK(c(3, 0) == std::numeric_limits<float>::infinity());
  V[5] = -std::numeric_limits<float>::infinity();
  CHECK(f.reduce<Sum, Axis1>(U, V)(4, 0) == 29);
  V[5] = std::numeric_limits<float>::quiet_NaN();
  for (const float r : f.reduce<Sum, Axis1>(U, V)) CHECK(std::isnan(r));
}
#endif

TEMPLATE_TEST_CASE("separable sums: pairs after all, of any sizes", "[separable]", float, double) {
  for (const std::size_t M : {1u, 15u, 33u, 64u, 300u})
    for (const std::size_t N : {1u, 2u, 7u, 8u, 63u, 65u, 600u}) {
      check_pairs<Axis1, 1, TestType>(M, N);
      check_pairs<Axis0, 3, TestType>(M, N);
      check_pairs<Axis01, 2, TestType>(M, N);
    }
}

TEST_CASE("separable sums: column sums that overflow, vanish or nearly do", "[separable]") {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  constexpr auto f = u * v;
  const std::vector<float> U(10, 1e-10f), large(10, 2e38f), small(10, 1e-38f), zero(10, 0.f);
  for (const float c : f.reduce<Sum, Axis1>(U, large)) CHECK_THAT(c, Catch::Matchers::WithinRel(2e29f, 1e-6f));
  for (const float c : f.reduce<Sum, Axis1>(large, small)) CHECK_THAT(c, Catch::Matchers::WithinRel(20.f, 1e-6f));
  for (const float c : f.reduce<Sum, Axis1>(U, zero)) CHECK(c == 0);
}

TEST_CASE("separable sums: the same bits for any number of threads, and into memory", "[separable]") {
  conformance::Normal normal(3);
  const auto X = normal.vector<float>(3 * 1000), Y = normal.vector<float>(3 * 70000), S = normal.vector<float>(1000),
             B = normal.vector<float>(70000);
  constexpr auto f = Exp(x + y) * t * s;
  const auto one = f.reduce<Sum, Axis1>(X, Y, B, S, threads(1));
  CHECK(same(one, f.reduce<Sum, Axis1>(X, Y, B, S, threads(2))));
  CHECK(same(one, f.reduce<Sum, Axis1>(X, Y, B, S, threads(5))));
  std::vector<float> out(3 * 1000);
  f.reduce<Sum, Axis1>(X, Y, B, S, into(out));
  CHECK(std::memcmp(out.data(), one.data(), out.size() * sizeof(float)) == 0);
}

TEMPLATE_TEST_CASE("separable sums: into memory of any strides", "[separable]", float, double) {
  STATIC_REQUIRE(separation<decltype(Vi<0, 3>{} * Vj<1, 1>{}), Kept::i>.possible);
  for (const std::ptrdiff_t rows : {4, 70, 2000}) {
    check_strides<1, TestType>(rows);
    check_strides<2, TestType>(rows);
    check_strides<3, TestType>(rows);
    check_strides<4, TestType>(rows);
    check_strides<5, TestType>(rows);
  }
}

TEST_CASE("separable sums: of what depends on one axis, or none", "[separable]") {
  const std::vector<float> X(10, 2.f), Y(20, 3.f), none;
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  const auto two = reduction<Sum, Axis1>(2_c)(size_i(5), size_j(7));
  CHECK((two.rows() == 5 && two(4, 0) == 14));
  CHECK(reduction<Sum, Axis01>(2_c)(size_i(5), size_j(7))(0, 0) == 70);
  CHECK(reduction<Sum, Axis1>(Pm<0, 2>{})(std::array<float, 2>{1, 2}, size_i(5), size_j(7))(3, 1) == 14);
  CHECK(reduction<Sum, Axis1>(u)(X, size_j(1000000))(9, 0) == 2e6f);
  const auto all = reduction<Sum, Axis0>(u)(X);
  CHECK((all.rows() == 1 && all(0, 0) == 20));
  CHECK(reduction<Sum, Axis1>(u * v)(X, Y)(9, 0) == 120);
  CHECK(reduction<Sum, Axis1>(u * v)(X, none)(9, 0) == 0);
}

TEST_CASE("separable sums: row factors that alone underflow", "[separable]") {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  constexpr Vi<2, 1> w{};
  constexpr Vj<3, 2> b{};
  constexpr auto f = Scalprod(Square(w) * Exp(u + v), b);
  const std::vector<float> U(10, -25.f), V(10, 25.f), B(20, 0.5f);
  for (const float scale : {1e-14f, 1e-15f, 1e-18f}) {  // times exp(-25) = 1e-11
    std::vector<float> W(10, scale);
    W[4] = 0;
    const auto c = reduce<Sum, Axis1>(f, U, V, W, B);
    for (std::ptrdiff_t i = 0; i < 10; ++i)
      CHECK(std::fabs(static_cast<double>(c(i, 0)) -
                      (i == 4 ? 0 : 10.0 * static_cast<double>(scale) * static_cast<double>(scale))) <=
            1e-6 * 10.0 * static_cast<double>(scale) * static_cast<double>(scale));
  }
}

#if !defined(__FAST_MATH__)
TEST_CASE("separable sums: products of some factors that underflow", "[separable]") {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  constexpr Vi<2, 1> w{};
  constexpr Pm<3, 1> k{};
  constexpr auto f = u * v * w * k;  // u w is no small number, but w k is
  for (const float small : {3e-22f, 3e-23f, 3e-25f, 3e-27f}) {
    const std::vector<float> U(12, 3e3f / small), V(30, 1.f), W(12, 1e-20f);
    const auto term = static_cast<double>(U[0]) * static_cast<double>(W[0]) * static_cast<double>(small);
    for (const float c : reduce<Sum, Axis0>(f, U, V, W, small))
      CHECK_THAT(static_cast<double>(c), Catch::Matchers::WithinRel(12 * term, 1e-6));
    for (const float c : reduce<Sum, Axis1>(f, U, V, W, small))
      CHECK_THAT(static_cast<double>(c), Catch::Matchers::WithinRel(30 * term, 1e-6));
    CHECK_THAT(static_cast<double>(reduce<Sum, Axis01>(f, U, V, W, small)(0, 0)),
               Catch::Matchers::WithinRel(360 * term, 1e-6));
  }
}
#endif

// Every pair is exact: so must be the sum, whether products of whole numbers that nearly cancel are taken apart or not.
template <class T>
void check_cancelling_products(std::size_t M, std::size_t N, bool all) {
  constexpr Vi<0, 2> u{};
  constexpr Vj<1, 2> v{};
  constexpr auto f = Elem<0>(u) * Elem<1>(v) - Elem<1>(u) * Elem<0>(v);  // twice the area of a triangle
  constexpr auto g = Concat(f, Sum(Broadcast<2>(f)) * 2_c);
  static_assert(separation<decltype(f), Kept::i>.possible && separation<decltype(g), Kept::j>.possible);
  const std::int64_t large = std::int64_t{1} << (std::numeric_limits<T>::digits / 2);
  std::vector<T> U(2 * M), V(2 * N);
  for (std::size_t k = 0; k < U.size(); ++k) U[k] = static_cast<T>(large - static_cast<std::int64_t>(k * 37 % 11));
  for (std::size_t k = 0; k < V.size(); ++k) V[k] = static_cast<T>(large - static_cast<std::int64_t>(k * 53 % 13));
  const auto c = all ? reduce<Sum, Axis1>(f, U, V, all_pairs) : reduce<Sum, Axis1>(f, U, V);
  const auto d = all ? reduce<Sum, Axis0>(g, U, V, all_pairs) : reduce<Sum, Axis0>(g, U, V);
  CAPTURE(M, N, sizeof(T), all);
  const auto area = [&](std::size_t i, std::size_t j) {
    return static_cast<std::int64_t>(U[2 * i]) * static_cast<std::int64_t>(V[2 * j + 1]) -
           static_cast<std::int64_t>(U[2 * i + 1]) * static_cast<std::int64_t>(V[2 * j]);
  };
  for (std::size_t i = 0; i < M; ++i) {
    std::int64_t sum = 0;
    for (std::size_t j = 0; j < N; ++j) sum += area(i, j);
    CHECK(c.data()[i] == static_cast<T>(sum));
  }
  for (std::size_t j = 0; j < N; ++j) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < M; ++i) sum += area(i, j);
    CHECK(d.data()[2 * j] == static_cast<T>(sum));
    CHECK(d.data()[2 * j + 1] == static_cast<T>(4 * sum));
  }
}

// Vectors of R^D whose products cancel: the rows are orthogonal to the columns but for small numbers.
template <class T, int D, class F>
void check_cancelling_components(F f) {
  static_assert(separation<F, Kept::i>.possible && separation<F, Kept::j>.possible);
  constexpr auto u = static_cast<double>(std::numeric_limits<T>::epsilon() / 2);
  constexpr std::size_t M = 40, N = 1009, steps = std::size_t{1} << (sizeof(T) == 4 ? 10 : 33);  // sums are not exact
  std::vector<T> U(D * M), V(D * N);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t k = 0; k < D; ++k) {
      const std::size_t other = k % 2 == 0 ? k + 1 : k - 1;  // (a, -a), the last of an odd number is small
      const double a = 1 + static_cast<double>((i * 7 + k / 2) % 5) / 8;
      U[D * i + k] = static_cast<T>(other >= D ? 0.015625 : k % 2 == 0 ? a : -a);
    }
  for (std::size_t j = 0; j < N; ++j)
    for (std::size_t k = 0; k < D; ++k)
      V[D * j + k] = static_cast<T>(10000 + static_cast<double>((j * 2654435761 + k * 40503) % steps) /
                                                static_cast<double>(steps));
  const auto c = reduce<Sum, Axis1>(f, U, V);
  const auto d = reduce<Sum, Axis0>(f, U, V);
  const auto check = [&](double got, bool row, std::size_t at) {
    long double sum = 0, absolute = 0;
    for (std::size_t n = 0; n < (row ? N : M); ++n)
      for (std::size_t k = 0; k < D; ++k) {
        const long double term =
            static_cast<long double>(U[D * (row ? at : n) + k]) * static_cast<long double>(V[D * (row ? n : at) + k]);
        sum += term;
        absolute += std::fabs(term);
      }
    CAPTURE(D, sizeof(T), row, at);
    CHECK(std::fabs(got - static_cast<double>(sum)) <=
          4 * u * static_cast<double>(std::fabs(sum)) + 64 * u * u * static_cast<double>(absolute));
  };
  for (std::size_t i = 0; i < M; ++i) check(static_cast<double>(c.data()[i]), true, i);
  for (std::size_t j = 0; j < N; ++j) check(static_cast<double>(d.data()[j]), false, j);
}
template <class T, int D>
void check_cancelling_components() {
  constexpr Vi<0, D> u{};
  constexpr Vj<1, D> v{};
  check_cancelling_components<T, D>(u | v);
  check_cancelling_components<T, D>(Sum(u * v));
  check_cancelling_components<T, D>(Sum(v * 2_c * u) - (u | v));
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("separable sums: products that nearly cancel", "[separable]", float, double) {
  for (const bool all : {false, true}) {
    check_cancelling_products<TestType>(7, 60, all);
    check_cancelling_products<TestType>(300, 300, all);
    check_cancelling_products<TestType>(40, 1009, all);
  }
}

TEMPLATE_TEST_CASE("separable sums: components that nearly cancel", "[separable]", float, double) {
  check_cancelling_components<TestType, 2>();
  check_cancelling_components<TestType, 3>();
  check_cancelling_components<TestType, 7>();
  check_cancelling_components<TestType, 100>();
}
#endif

TEMPLATE_TEST_CASE("separable sums: a row factor makes up for one that underflows", "[separable]", float, double) {
  using T = TestType;
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  constexpr Vi<2, 1> w{};
  constexpr Vj<3, 1> z{};
  const auto check = [](auto f, double a, double b, double c, double d, long double term) {
    const std::size_t M = 8, N = 40;
    const std::vector<T> U(M, static_cast<T>(a)), V(N, static_cast<T>(b)), S(M, static_cast<T>(c)),
        Z(N, static_cast<T>(d));
    CAPTURE(sizeof(T), a, b, c, d);
    const auto near = [&](T got, double want) {
      const auto rounding = static_cast<double>(std::numeric_limits<T>::epsilon());
      CHECK_THAT(static_cast<double>(got), Catch::Matchers::WithinRel(want, 64 * rounding));
    };
    const double one = static_cast<double>(term);
    for (const T r : reduce<Sum, Axis1>(f, U, V, S, Z)) near(r, 40 * one);
    for (const T r : reduce<Sum, Axis0>(f, U, V, S, Z)) near(r, 8 * one);
    near(reduce<Sum, Axis01>(f, U, V, S, Z)(0, 0), 320 * one);
  };
  const bool is_float = sizeof(T) == 4;
  for (const int e : {60, 80, 90, 95, 100, 105}) {  // powers of two: nothing is rounded
    const int n = is_float ? e : 8 * e;
    const double large = std::ldexp(1.25, n), small = std::ldexp(1.5, -n), tiny = std::ldexp(1.75, -n + 3),
                 back = std::ldexp(1.125, n / 2);
    const long double want = 1.25L * 1.5L * 1.75L * 1.125L * std::ldexp(1.0L, -n + 3 + n / 2);
    check((u * v) * (w * z), large, small, tiny, back, want);
    check(w * (u * (v * z)), tiny, small, large, back, want);
    check((u * v) * w * z - u * (w * v) * z * 2_c, large, small, tiny, back, -want);
    const double root = std::ldexp(1.25, n / 2), inverse = std::ldexp(1.5, -(n / 2));
    check(Square(u * v) * (w * z), root, inverse, tiny, back,
          1.25L * 1.25L * 1.5L * 1.5L * 1.75L * 1.125L * std::ldexp(1.0L, -n + 3 + n / 2));
  }
  const double a = is_float ? 28 : 230, c = is_float ? 0x1p-100 : 0x1p-800, d = is_float ? 0x1p-20 : 0x1p-120;
  check(Exp(u + v) * (w * z), a, -a, c, d, static_cast<long double>(c) * static_cast<long double>(d));
}

#if !defined(__FAST_MATH__)
TEST_CASE("separable sums: exponents of several terms that cancel", "[separable]") {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> v{};
  constexpr auto f = Exp((u - v) + (Vi<2, 1>{} - Vj<3, 1>{}));
  static_assert(separation<decltype(f), Kept::i>.possible);
  const std::size_t M = 30, N = 400;
  std::vector<double> U(M), V(N), S(M), Z(N);
  for (std::size_t i = 0; i < M; ++i)
    U[i] = 234 + static_cast<double>(i * 7 % 31) / 32, S[i] = 0.37 * static_cast<double>(i % 3);
  for (std::size_t j = 0; j < N; ++j)
    V[j] = 234 + static_cast<double>(j * 5 % 29) / 32, Z[j] = 0.11 * static_cast<double>(j % 5);
  const auto c = reduce<Sum, Axis1>(f, U, V, S, Z);
  for (std::size_t i = 0; i < M; ++i) {
    long double sum = 0;
    for (std::size_t j = 0; j < N; ++j)
      sum += std::exp(static_cast<long double>(U[i]) - static_cast<long double>(V[j]) + static_cast<long double>(S[i]) -
                      static_cast<long double>(Z[j]));
    CHECK_THAT(c.data()[i],
               Catch::Matchers::WithinRel(static_cast<double>(sum), 8 * std::numeric_limits<double>::epsilon()));
  }
}
#endif

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("separable sums: columns whose sum is 0, tiny or large", "[separable]", float, double) {
  using T = TestType;
  const std::size_t M = 100, N = 10001;
  std::vector<T> X(M), Y(2 * N);
  for (std::size_t i = 0; i < M; ++i) X[i] = static_cast<T>(1 + static_cast<double>(i) / 1000);
  for (std::size_t j = 0; j < N; ++j) Y[2 * j] = static_cast<T>(static_cast<double>(j) - 5000) / 8, Y[2 * j + 1] = 0;
  const auto zero = reduce<Sum, Axis1>(Vi<0, 1>{} * Vj<1, 2>{}, X, Y);  // pairs would leave what they round
  for (const T c : zero) CHECK(c == 0);
  constexpr int least = std::numeric_limits<T>::min_exponent, most = std::numeric_limits<T>::max_exponent;
  for (const int e : {least, least + 8, least / 2, most / 2, most - 18}) {
    CAPTURE(e);
    const T size = std::ldexp(T(1), e);
    for (std::size_t j = 0; j < 2 * N; ++j) Y[j] = size;
    const auto c = reduce<Sum, Axis1>(Vi<0, 1>{} * Vj<1, 2>{}, X, Y);
    for (std::size_t i = 0; i < M; ++i) {
      const double exact = static_cast<double>(X[i]) * static_cast<double>(N);  // times the size, a power of two
      for (std::size_t k = 0; k < 2; ++k)
        CHECK_THAT(static_cast<double>(std::ldexp(c.data()[2 * i + k], -e)),
                   Catch::Matchers::WithinRel(exact, 64 * static_cast<double>(std::numeric_limits<T>::epsilon())));
    }
  }
  const std::vector<T> far(M, T(-25)), deep(N, T(-26));
  for (const T c : reduce<Sum, Axis1>(Exp(Vi<0, 1>{} + Vj<1, 1>{}), far, deep))
    CHECK_THAT(static_cast<double>(c), Catch::Matchers::WithinRel(static_cast<double>(N) * std::exp(-51.0), 1e-5));
}
#endif

TEST_CASE("separable sums: a factor that underflows beside a zero", "[separable]") {
  const std::size_t M = 300, N = 300;
  std::vector<float> X(3 * M), V(N, 5e7F);
  for (std::size_t i = 0; i < M; ++i) X[3 * i] = 0, X[3 * i + 1] = 1e-23F, X[3 * i + 2] = 1;
  const auto c = reduce<Sum, Axis1>(Square(Vi<0, 3>{} * Vj<1, 1>{}), X, V);
  const std::vector<float> small(M, 1e-23F), zero(M, 0.F), one(N, 1.F);
  const auto d = reduce<Sum, Axis1>(Square(Vi<0, 1>{} * Vj<1, 1>{}) + Vi<2, 1>{} * Vj<3, 1>{}, small, V, zero, one);
  const double exact = 300 * std::pow(static_cast<double>(1e-23F) * static_cast<double>(5e7F), 2);
  for (std::ptrdiff_t i = 0; i < 300; ++i) {
    CHECK(c(i, 0) == 0);
    CHECK_THAT(static_cast<double>(c(i, 1)), Catch::Matchers::WithinRel(exact, 1e-5));
    CHECK_THAT(static_cast<double>(d(i, 0)), Catch::Matchers::WithinRel(exact, 1e-5));
  }
}

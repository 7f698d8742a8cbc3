// SPDX-License-Identifier: MIT
//
// Results do not depend on the number of threads, bit for bit, on shapes of which each is split in another way: by
// rows, by chunks of a long axis, by both. Every value is checked, too.
#include <cmath>
#include <cstring>

#include "support/conformance.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr Vj<2, 1> b{};
constexpr auto f = Exp(-SqDist(x, y)) * b;

template <class T>
bool same_bits(const Tensor<T>& s, const Tensor<T>& t) {
  return s.rows() == t.rows() && s.cols() == t.cols() &&
         std::memcmp(s.data(), t.data(), static_cast<std::size_t>(s.size()) * sizeof(T)) == 0;
}

// All three sums of f in long double, term by term, with the sums of the absolute terms and of the terms' error bounds.
// With q = |x - y|^2 the computed q is off by 4 q u (difference, square, sum), exp by way of exp2 costs 2 q u more, and
// 4 ulp of its own and a product make 5: (6 q + 5) u relative to a term.
struct Exact {
  reference::Sums over_j, over_i, both;
};
template <class T>
Exact exact(const std::vector<T>& X, const std::vector<T>& Y, const std::vector<T>& B) {
  const auto start = [](std::size_t rows) {
    reference::Sums s;
    s.rows = static_cast<std::ptrdiff_t>(rows);
    s.cols = 1;
    s.value.assign(rows, 0);
    s.absolute.assign(rows, 0);
    s.error.assign(rows, 0);
    return s;
  };
  const std::size_t M = X.size() / 2, N = B.size();
  Exact r{start(M), start(N), start(1)};
  const auto add = [](reference::Sums& s, std::size_t at, long double term, long double q) {
    s.value[at] += term;
    s.absolute[at] += std::fabs(term);
    s.error[at] += std::fabs(term) * (6 * q + 5);
  };
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      const long double d0 = static_cast<long double>(X[2 * i]) - static_cast<long double>(Y[2 * j]);
      const long double d1 = static_cast<long double>(X[2 * i + 1]) - static_cast<long double>(Y[2 * j + 1]);
      const long double q = d0 * d0 + d1 * d1, term = std::exp(-q) * static_cast<long double>(B[j]);
      add(r.over_j, i, term, q);
      add(r.over_i, j, term, q);
      add(r.both, 0, term, q);
    }
  return r;
}
template <class T>
void close(const Tensor<T>& got, const reference::Sums& want) {
  conformance::compare<T>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate, "");
}

template <class T>
void check_threads(std::ptrdiff_t M, std::ptrdiff_t N) {
  INFO(conformance::sizes(M, N));
  conformance::Normal normal(7);
  const auto X = normal.vector<T>(2 * M), Y = normal.vector<T>(2 * N), B = normal.vector<T>(N);

  const auto over_j = f.reduce<Sum, Axis1>(X, Y, B, threads(1));
  CHECK(same_bits(over_j, f.reduce<Sum, Axis1>(X, Y, B, threads(2))));
  CHECK(same_bits(over_j, f.reduce<Sum, Axis1>(X, Y, B, threads(5))));
  CHECK(same_bits(over_j, f.reduce<Sum, Axis1>(X, Y, B)));
  const auto over_i = f.reduce<Sum, Axis0>(X, Y, B, threads(1));
  CHECK(same_bits(over_i, f.reduce<Sum, Axis0>(X, Y, B, threads(2))));
  CHECK(same_bits(over_i, f.reduce<Sum, Axis0>(X, Y, B, threads(5))));
  const auto both = f.reduce<Sum, Axis01>(X, Y, B, threads(1));
  CHECK(same_bits(both, f.reduce<Sum, Axis01>(X, Y, B, threads(2))));
  CHECK(same_bits(both, f.reduce<Sum, Axis01>(X, Y, B, threads(5))));

  const Exact want = exact(X, Y, B);
  close(over_j, want.over_j);
  close(over_i, want.over_i);
  close(both, want.both);
}

}  // namespace

TEMPLATE_TEST_CASE("results do not depend on the number of threads", "[threads]", float, double) {
  check_threads<TestType>(1000, 1000);
  check_threads<TestType>(10, 1000000);
  check_threads<TestType>(70000, 10);
  check_threads<TestType>(3, 200003);
}

TEST_CASE("a call gives the same bits when it is repeated", "[threads]") {
  conformance::Normal normal(8);
  const auto X = normal.vector<float>(2 * 5003), Y = normal.vector<float>(2 * 7001), B = normal.vector<float>(7001);
  const auto first = f.reduce<Sum, Axis1>(X, Y, B, threads(4));
  for (int k = 0; k < 10; ++k) CHECK(same_bits(first, f.reduce<Sum, Axis1>(X, Y, B, threads(4))));
}

// SPDX-License-Identifier: MIT
//
// Results do not depend on the number of threads, bit for bit, on shapes of which each is split in another way: by
// rows, by chunks of a long axis, by both. The values themselves are checked on a few rows.
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

// The sum in double, term by term, for the index `at` that is kept.
template <class T>
bool close(double got, const std::vector<T>& X, const std::vector<T>& Y, const std::vector<T>& B, bool over_j,
           std::size_t at) {
  double sum = 0, absolute = 0;
  const std::size_t n = over_j ? B.size() : X.size() / 2;
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = over_j ? at : k, j = over_j ? k : at;
    const double d0 = double{X[2 * i]} - double{Y[2 * j]}, d1 = double{X[2 * i + 1]} - double{Y[2 * j + 1]};
    const double term = std::exp(-(d0 * d0 + d1 * d1)) * double{B[j]};
    sum += term;
    absolute += std::fabs(term);
  }
  // float: the budget of a sum. double: our own sum is no better than the library's.
  return std::fabs(got - sum) <= (sizeof(T) == 4 ? 2e-6 : 1e-13) * absolute;
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

  for (const std::ptrdiff_t i : {std::ptrdiff_t{0}, M / 2, M - 1})
    CHECK(close(double{over_j(i, 0)}, X, Y, B, true, static_cast<std::size_t>(i)));
  for (const std::ptrdiff_t j : {std::ptrdiff_t{0}, N / 2, N - 1})
    CHECK(close(double{over_i(j, 0)}, X, Y, B, false, static_cast<std::size_t>(j)));
  double sum = 0, absolute = 0;  // of all pairs, from the sums over j that were checked above
  for (const T& c : over_j) {
    sum += double{c};
    absolute += std::fabs(double{c});
  }
  CHECK(std::fabs(double{both(0, 0)} - sum) <= (sizeof(T) == 4 ? 4e-6 : 1e-13) * absolute * 4);
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

// SPDX-License-Identifier: MIT
//
// The same numbers in other memory give the same result: strides of any size and sign, either order, spans, arrays,
// rows of arrays, results of earlier calls; by position and by name; and results written to such memory.
#include <algorithm>
#include <array>
#include <span>

#include "support/conformance.hpp"
#include "support/strided.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> a{};
constexpr Pm<3, 1> p{};
constexpr Pm<4, 3> q{};
constexpr auto f = Square(p - a) * Exp(x + y) * q + x;
constexpr std::ptrdiff_t M = 37, N = 70;

struct Data {
  conformance::Normal normal{11};
  std::vector<double> X = normal.vector<double>(3 * M), Y = normal.vector<double>(3 * N), A = normal.vector<double>(N),
                      P = normal.vector<double>(1), Q = normal.vector<double>(3);
};

reference::Sums expected(const Data& d, reference::Over axis) {
  using F = decltype(f);
  return reference::sum<double>(reference::read<F>(), axis, M, N, 3, {d.X, d.Y, d.A, d.P, d.Q});
}
void compare(const Tensor<double>& got, const reference::Sums& want) {
  conformance::compare<double>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate, "");
}

}  // namespace

TEST_CASE("strided views", "[data]") {
  const Data d;
  const auto over_j = expected(d, reference::Over::j), over_i = expected(d, reference::Over::i);
  constexpr std::ptrdiff_t strides[][2] = {{3, 1}, {5, 1}, {7, 2}, {-3, 1}, {3, -1}, {-8, -2}};
  for (const auto& s : strides) {
    CAPTURE(s[0], s[1]);
    const auto X = strided(d.X, M, 3, s[0], s[1]), Y = strided(d.Y, N, 3, s[0], s[1]);
    const auto A = strided(d.A, N, 1, s[0], 1), Q = strided(d.Q, 1, 3, 1, s[1]);
    compare(f.reduce<Sum, Axis1>(X.view, Y.view, A.view, d.P, Q.view), over_j);
    compare(f.reduce<Sum, Axis0>(X.view, Y.view, A.view, d.P, Q.view), over_i);
  }
}

TEST_CASE("column-major matrices", "[data]") {
  const Data d;
  const auto X = strided(d.X, M, 3, 1, M), Y = strided(d.Y, N, 3, 1, N + 5);
  compare(f.reduce<Sum, Axis1>(X.view, Y.view, d.A, d.P, d.Q), expected(d, reference::Over::j));
  compare(f.reduce<Sum, Axis0>(X.view, Y.view, d.A, d.P, d.Q), expected(d, reference::Over::i));
}

TEST_CASE("one row for all indices by stride 0", "[data]") {
  Data d;
  const View<const double> X{d.Q.data(), M, 3, 0, 1};
  for (std::size_t k = 0; k < d.X.size(); ++k) d.X[k] = d.Q[k % 3];
  compare(f.reduce<Sum, Axis1>(X, d.Y, d.A, d.P, d.Q), expected(d, reference::Over::j));
}

TEST_CASE("spans, arrays, rows of arrays, tensors, numbers", "[data]") {
  const Data d;
  const auto want = expected(d, reference::Over::j);
  std::vector<std::array<double, 3>> X(static_cast<std::size_t>(M));
  for (std::size_t k = 0; k < d.X.size(); ++k) X[k / 3][k % 3] = d.X[k];
  Tensor<double> Y(N, 3);
  for (std::ptrdiff_t k = 0; k < Y.size(); ++k) Y.data()[k] = d.Y[static_cast<std::size_t>(k)];
  const std::span<const double> A(d.A);
  const std::array<double, 3> Q{d.Q[0], d.Q[1], d.Q[2]};
  const double plain[3] = {d.Q[0], d.Q[1], d.Q[2]};
  compare(f.reduce<Sum, Axis1>(X, Y, A, d.P[0], Q), want);
  compare(f.reduce<Sum, Axis1>(std::span(X), view(Y), A, d.P, plain), want);
}

TEST_CASE("by name in any order", "[data]") {
  const Data d;
  const auto want = expected(d, reference::Over::j);
  const auto by_position = f.reduce<Sum, Axis1>(d.X, d.Y, d.A, d.P, d.Q);
  const auto by_name = f.reduce<Sum, Axis1>(q = d.Q, a = d.A, x = d.X, p = d.P, y = d.Y);
  compare(by_position, want);
  compare(by_name, want);
  CHECK(std::equal(by_position.begin(), by_position.end(), by_name.begin(), by_name.end()));
}

TEST_CASE("results in strided memory, whose gaps stay", "[data]") {
  const Data d;
  const auto want = expected(d, reference::Over::j);
  constexpr std::ptrdiff_t strides[][2] = {{3, 1}, {5, 1}, {1, M}, {-4, 1}, {7, -2}};
  for (const auto& s : strides) {
    CAPTURE(s[0], s[1]);
    std::vector<double> memory(1000, 42.0);
    const View<double> out{memory.data() + 500, M, 3, s[0], s[1]};
    f.reduce<Sum, Axis1>(d.X, d.Y, d.A, d.P, d.Q, into(out));
    Tensor<double> got(M, 3);
    for (std::ptrdiff_t i = 0; i < M; ++i)
      for (std::ptrdiff_t k = 0; k < 3; ++k) {
        got(i, k) = out(i, k);
        out(i, k) = 42.0;
      }
    compare(got, want);
    CHECK(std::count(memory.begin(), memory.end(), 42.0) == 1000);
  }
}

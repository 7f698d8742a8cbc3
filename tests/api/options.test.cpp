// SPDX-License-Identifier: MIT
//
// Options of a call, and calls that are refused: shape_error comes before anything is written.
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr Vj<2, 1> b{};
constexpr auto f = (x | y) * b;
constexpr auto conv = reduction<Sum, Axis1>(f);

const std::vector<double> X{1, 2, 3, 4, 5, 6}, Y{1, 0, 0, 1}, B{10, 1};
const std::vector<double> want{12, 34, 56};  // 10 x_0 + x_1: exact

std::vector<double> elements(const View<double>& v) {
  std::vector<double> r;
  for (std::ptrdiff_t i = 0; i < v.rows; ++i)
    for (std::ptrdiff_t k = 0; k < v.cols; ++k) r.push_back(v(i, k));
  return r;
}

// The call throws, and leaves `out` as it was.
template <class... A>
void refused(const A&... arguments) {
  std::vector<double> out{7, 8, 9};
  CHECK_THROWS_AS(conv(arguments..., into(out)), shape_error);
  CHECK(out == std::vector<double>{7, 8, 9});
  CHECK_THROWS_AS(conv(arguments...), shape_error);
}

}  // namespace

TEST_CASE("into(out)", "[options]") {
  std::vector<double> vector(3, 7);
  CHECK(elements(conv(X, Y, B, into(vector))) == want);
  CHECK(vector == want);
  std::array<double, 3> array{7, 7, 7};
  conv(X, Y, B, into(array), threads(2));
  CHECK(std::vector<double>(array.begin(), array.end()) == want);
  Tensor<double> tensor(3, 1);
  conv(X, Y, B, threads(1), into(tensor));
  CHECK(std::vector<double>(tensor.begin(), tensor.end()) == want);
  std::vector<double> other(3, 7);
  conv(X, Y, B, into(std::span(other)));
  CHECK(other == want);
}

TEST_CASE("into(out): overwritten, also with the identity", "[options]") {
  std::vector<double> out(3, 7);
  const std::vector<double> none;
  conv(X, none, none, into(out));
  CHECK(out == std::vector<double>{0, 0, 0});
}

TEST_CASE("size_i and size_j", "[options]") {
  constexpr Vi<0, 1> u{};
  const std::vector<double> U{1, 2};
  const auto c = u.reduce<Sum, Axis1>(U, size_j(10));
  REQUIRE(c.rows() == 2);
  CHECK(c(0, 0) == 10);
  CHECK(c(1, 0) == 20);
  const auto zero = u.reduce<Sum, Axis1>(U, size_j(0));
  CHECK(zero(1, 0) == 0);
  const auto d = u.reduce<Sum, Axis0>(U, size_j(3));
  REQUIRE(d.rows() == 3);
  CHECK(d(2, 0) == 3);
  const auto all = (2_c).reduce<Sum, Axis01>(size_i(3), size_j(5));
  CHECK(all(0, 0) == 30);
  const auto given = conv(X, Y, B, size_i(3), size_j(2));
  CHECK(std::vector<double>(given.begin(), given.end()) == want);
}

TEST_CASE("sizes that disagree", "[options]") {
  refused(X, Y, std::vector<double>{1, 2, 3});              // 3 rows against 2
  refused(X, Y, std::vector<double>{1});                    // 1 does not broadcast
  refused(std::vector<double>{1, 2, 3}, Y, B);              // not a multiple of 2
  refused(X, View<const double>{Y.data(), 2, 1, 1, 1}, B);  // rows of 1, not 2
  refused(X, Y, B, size_i(4));
  refused(X, Y, B, size_j(3));
  refused(X, View<const double>{nullptr, 2, 2, 2, 1}, B);
  refused(View<const double>{X.data(), -3, 2, 2, 1}, Y, B);
}

TEST_CASE("outputs that do not fit", "[options]") {
  std::vector<double> small(2, 7), large(4, 7);
  CHECK_THROWS_AS(conv(X, Y, B, into(small)), shape_error);
  CHECK_THROWS_AS(conv(X, Y, B, into(large)), shape_error);
  CHECK(small == std::vector<double>{7, 7});
  CHECK(large == std::vector<double>{7, 7, 7, 7});
  std::vector<double> one{7};
  CHECK_THROWS_AS(conv(X, Y, B, into(View<double>{one.data(), 3, 1, 0, 1})), shape_error);
  CHECK_THROWS_AS(conv(X, Y, B, into(View<double>{nullptr, 3, 1, 1, 1})), shape_error);
  CHECK(one[0] == 7);
}

TEST_CASE("an output that overlaps an input", "[options]") {
  std::vector<double> memory(X);
  CHECK_THROWS_AS(conv(memory, Y, B, into(View<double>{memory.data() + 1, 3, 1, 1, 1})), shape_error);
  CHECK(memory == X);
}

TEST_CASE("options out of range", "[options]") {
  CHECK_THROWS_AS(threads(0), shape_error);
  CHECK_THROWS_AS(size_i(-1), shape_error);
  CHECK_THROWS_AS(size_j(-1), shape_error);
}

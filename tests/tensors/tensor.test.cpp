// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

#include "support/catch2.hpp"
#include "tensors/toy.hpp"

#include <kernfold/tensors/tensor.hpp>

using namespace kernfold;

static_assert(std::is_nothrow_move_constructible_v<Tensor<float>> && std::is_nothrow_move_assignable_v<Tensor<float>>);

namespace {
Tensor<int> numbered(std::ptrdiff_t rows, std::ptrdiff_t cols) {
  Tensor<int> t(rows, cols);
  int n = 0;
  for (int& e : t) e = n++;
  return t;
}
}  // namespace

TEST_CASE("a tensor prints its rows") {
  std::ostringstream s;
  s << "c =\n" << numbered(2, 3) << Tensor<float>(0, 3) << Tensor<double>(2, 0) << "end";
  CHECK(s.str() == "c =\n0 1 2\n3 4 5\n\n\nend");
}

TEST_CASE("a tensor is row-major") {
  Tensor<int> t = numbered(2, 3);
  CHECK(t.rows() == 2);
  CHECK(t.cols() == 3);
  CHECK(t.size() == 6);
  CHECK(t(1, 0) == 3);
  CHECK(t.data()[5] == 5);
  CHECK(t.row(1).size() == 3);
  CHECK(t.row(1)[2] == 5);
  CHECK(t.span().size() == 6);
  CHECK(t.end() - t.begin() == 6);
  t(0, 1) = 9;
  const Tensor<int>& c = t;
  CHECK(c(0, 1) == 9);
  CHECK(c.row(0)[1] == 9);
  CHECK(c.span()[1] == 9);
  CHECK(*(c.begin() + 1) == 9);
}

TEST_CASE("item is the element of a tensor that has but one") {
  Tensor<double> t(1, 1);
  t(0, 0) = 2.5;
  CHECK(t.item() == 2.5);
  for (const Tensor<int>& other : {Tensor<int>(), Tensor<int>(0, 1), numbered(1, 2), numbered(2, 1)})
    CHECK_THROWS_AS(other.item(), shape_error);
  CHECK_THROWS_WITH(numbered(2, 3).item(), "kernfold: item(): a tensor of 2 x 3, but only one of 1 x 1 is a number");
}

TEST_CASE("copies are deep") {
  Tensor<int> t = numbered(2, 2);
  Tensor<int> copy = t;
  copy(0, 0) = 5;
  CHECK(t(0, 0) == 0);
  t = copy;
  CHECK(t(0, 0) == 5);
  CHECK(t.data() != copy.data());
  const Tensor<int>& same = t;
  t = same;
  CHECK(t(1, 1) == 3);
}

TEST_CASE("a moved-from tensor is empty") {
  Tensor<int> t = numbered(2, 2);
  const int* const memory = t.data();
  Tensor<int> u = std::move(t);
  CHECK(u.data() == memory);
  CHECK(t.size() == 0);  // NOLINT: what is left is specified
  CHECK(t.rows() == 0);
  t = std::move(u);
  CHECK(t.data() == memory);
  CHECK(u.rows() == 0);  // NOLINT
}

TEST_CASE("empty tensors are valid") {
  const Tensor<double> none, rows(0, 3), cols(3, 0);
  CHECK(none.size() == 0);
  CHECK(rows.size() == 0);
  CHECK(rows.cols() == 3);
  CHECK(rows.begin() == rows.end());
  CHECK(cols.row(2).empty());
  const Tensor<double> copy = rows;
  CHECK(copy.cols() == 3);
}

TEST_CASE("impossible sizes are refused") {
  const auto limit = std::numeric_limits<std::ptrdiff_t>::max();
  CHECK(toy::message([] { Tensor<float>(-1, 3); }) == "kernfold: a Tensor of -1 x 3 elements cannot exist");
  CHECK(toy::message([] { Tensor<float>(3, -1); }) == "kernfold: a Tensor of 3 x -1 elements cannot exist");
  CHECK(toy::message([=] { Tensor<float>(limit / 4 + 1, 1); }) != "no error");
  CHECK(toy::message([=] { Tensor<std::int8_t>(limit, 2); }) != "no error");
}

TEST_CASE("a tensor as a view") {
  Tensor<int> t = numbered(2, 3);
  view(t)(1, 1) = 8;
  CHECK(t(1, 1) == 8);
  CHECK(view(std::as_const(t)) == View<const int>{t.data(), 2, 3, 3, 1});
}

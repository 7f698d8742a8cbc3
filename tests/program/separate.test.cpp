// SPDX-License-Identifier: MIT
//
// Which sums separate, into what, and which must not.
#include "program/programs.hpp"

#include <kernfold/program/separate.hpp>

using namespace programs;

namespace {

template <class F>
constexpr Separation over_j(F) {
  return separation<F, Kept::i>;
}
template <Kept K, bool Columns, class F>
constexpr unsigned axes(F) {
  unsigned axis = 0;
  for (const Node& n : program<Part<F, K, Columns>>.node) axis |= n.axis;
  return axis;
}

}  // namespace

TEST_CASE("products of factors of one axis separate", "[separate]") {
  CHECK(over_j(x * y).possible);
  CHECK(over_j(x * y).terms == 1);
  CHECK(over_j(x * y).components() == 3);
  CHECK(over_j(x | y).components() == 3);
  CHECK(over_j(s * (x | y)).components() == 3);
  CHECK(over_j(Square(x * y) / (1_c + Square(y))).possible);
  CHECK(over_j(Exp(x + y)).possible);
  CHECK(over_j(Exp(-(x - y)) * s).possible);
  CHECK(over_j(x * y + s * y).terms == 1);  // the sum of y serves both
  CHECK(over_j(x).components() == 1);       // x_i N
}

TEST_CASE("what would lose digits, or is no product, does not separate", "[separate]") {
  CHECK(!over_j(x - y).possible);
  CHECK(!over_j((x - y) * s).possible);
  CHECK(!over_j(x * y + x).possible);
  CHECK(!over_j(Exp(p * (x + y))).possible);
  CHECK(!over_j(Exp(-SqDist(x, y))).possible);
  CHECK(!over_j(SqDist(x, y)).possible);
  CHECK(!over_j(Sqrt(x * y)).possible);
  CHECK(!over_j(Exp(x | y)).possible);
  CHECK(!over_j(Exp(x + y) * (x - y)).possible);
}

TEST_CASE("the column part knows no rows, and the row part no columns", "[separate]") {
  constexpr auto f = Exp(x + y) * s * (x | y) * Square(p - y);
  CHECK(over_j(f).possible == false);  // a vector times the sum of a scalar product would be an outer product
  constexpr auto h = Exp(x + y) * s * Square(p - y);
  CHECK(over_j(h).possible);
  CHECK(axes<Kept::i, true>(h) == axis_j);
  CHECK(axes<Kept::i, false>(h) == axis_i);
  CHECK(axes<Kept::j, true>(h) == axis_i);
  CHECK(axes<Kept::j, false>(h) == axis_j);
}

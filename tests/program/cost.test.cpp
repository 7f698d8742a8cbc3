// SPDX-License-Identifier: MIT
//
// Costs, counted by hand from the costs of the operations.
#include "program/programs.hpp"

using namespace programs;

namespace {
template <class F>
constexpr Cost cost_of(F, bool keep_i = true) {
  return keep_i ? cost(program<F>, plan<F, Kept::i>) : cost(program<F>, plan<F, Kept::j>);
}
constexpr int exp2_cost = Exp2Op::cost, exp_cost = ExpOp::cost;
}  // namespace

TEST_CASE("the cost of a Gaussian", "[cost]") {
  constexpr auto f = Exp(-p * SqDist(x, y)) * t;
  // 3 differences, 3 multiply-adds, coefficient, exp2, weight
  CHECK(cost_of(f).per(Stage::pair) == 3 + 3 + 1 + exp2_cost + 1);
  CHECK(cost_of(f).per(Stage::row) == 0);
  CHECK(cost_of(f).per(Stage::column) == 0);
}

TEST_CASE("costs belong to the stages", "[cost]") {
  constexpr auto f = Sum(Exp(x)) + Sum(Sqrt(y) * q);
  CHECK(cost_of(f).per(Stage::row) == 3 * exp_cost + 3);
  CHECK(cost_of(f).per(Stage::column) == 3 * SqrtOp::cost + 3);
  CHECK(cost_of(f).per(Stage::pair) == 1);
  CHECK(cost_of(f).per(Stage::parameter) == 0);
  CHECK(cost_of(f, false).per(Stage::row) == cost_of(f).per(Stage::column));
  CHECK(cost_of(f, false).per(Stage::column) == cost_of(f).per(Stage::row));
  CHECK(cost_of(f, false).per(Stage::pair) == 1);
}

TEST_CASE("a matrix product costs one addition for each term", "[cost]") {
  constexpr Vi<0, 12> matrix{};
  constexpr Vj<1, 4> vector{};
  CHECK(cost_of(MatVecMult(matrix, vector)).per(Stage::pair) == 12);
  CHECK(cost_of(TensorProd(x, y)).per(Stage::pair) == 9);
  CHECK(cost_of(Extract<0, 2>(x + y)).per(Stage::pair) == 3);  // reading is free
}

TEST_CASE("what is computed twice costs twice", "[cost]") {
  constexpr auto f = (x - y) * Exp(SqDist(x, y));
  CHECK(cost_of(f).per(Stage::pair) == 2 * 3 + 3 + exp_cost + 3);
}

TEST_CASE("leaves cost nothing", "[cost]") {
  CHECK((cost_of(x) == Cost{}));
  CHECK((cost_of(2_c) == Cost{}));
}

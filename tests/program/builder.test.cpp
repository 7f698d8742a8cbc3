// SPDX-License-Identifier: MIT
//
// The builder: equal nodes are made once, arguments are recorded and checked, errors are kept and not repeated.
#include "program/programs.hpp"

using namespace programs;

TEST_CASE("equal nodes are one node", "[program]") {
  BuilderStorage<32> storage;
  Builder b(storage);
  const int u = b.variable(Category::i, 0, 3), v = b.variable(Category::j, 1, 3);
  CHECK(u != v);
  CHECK(b.variable(Category::i, 0, 3) == u);
  const int half = b.constant(1, 2);
  CHECK(b.constant(1, 2) == half);
  CHECK(b.constant(1, 3) != half);
  CHECK(b.constant(1, 2, 3) != half);  // another dimension
  const int exp = b.apply<ExpOp>(u);
  CHECK(b.apply<ExpOp>(u) == exp);
  CHECK(b.apply<ExpOp>(v) != exp);
  CHECK(b.apply<PowOp>(u, -1, -1, 3) != b.apply<PowOp>(u, -1, -1, 4));
  CHECK(b.apply<PowOp>(u, -1, -1, 3) == b.apply<PowOp>(u, -1, -1, 3));
}

TEST_CASE("operands of commutative operations have no order", "[program]") {
  BuilderStorage<32> storage;
  Builder b(storage);
  const int u = b.variable(Category::i, 0, 3), v = b.variable(Category::j, 1, 3);
  CHECK(b.apply<AddOp>(u, v) == b.apply<AddOp>(v, u));
  CHECK(b.apply<MultOp>(u, v) == b.apply<MultOp>(v, u));
  CHECK(b.apply<ScalprodOp>(u, v) == b.apply<ScalprodOp>(v, u));
  CHECK(b.apply<SubtractOp>(u, v) != b.apply<SubtractOp>(v, u));
  CHECK(b.apply<DivideOp>(u, v) != b.apply<DivideOp>(v, u));
}

TEST_CASE("dimension and axes follow from the operands", "[program]") {
  BuilderStorage<32> storage;
  Builder b(storage);
  const int u = b.variable(Category::i, 0, 3), v = b.variable(Category::j, 1, 3),
            w = b.variable(Category::parameter, 2, 1);
  const auto axis = [&](int n) { return static_cast<unsigned>(b[n].axis); };
  CHECK((axis(u) == axis_i && axis(v) == axis_j && axis(w) == axis_none));
  CHECK(axis(b.apply<AddOp>(u, v)) == axis_both);
  CHECK(axis(b.apply<AddOp>(u, w)) == axis_i);
  CHECK(axis(b.apply<ExpOp>(v)) == axis_j);
  CHECK(b.dim(b.apply<AddOp>(u, w)) == 3);
  CHECK(b.dim(b.apply<ScalprodOp>(u, v)) == 1);
  CHECK(b.dim(b.apply<TensorProdOp>(u, v)) == 9);
}

TEST_CASE("apply_as_is does not simplify", "[program]") {
  BuilderStorage<32> storage;
  Builder b(storage);
  const int u = b.variable(Category::i, 0, 3), one = b.constant(1);
  CHECK(b.apply<MultOp>(one, u) == u);
  const int product = b.apply_as_is<MultOp>(one, u);
  CHECK(product != u);
  CHECK(b.is<MultOp>(product));
  CHECK_FALSE(b.is<AddOp>(product));
}

TEST_CASE("arguments are recorded", "[program]") {
  BuilderStorage<32> storage;
  Builder b(storage);
  b.variable(Category::j, 2, 5);
  CHECK(b.positions == 3);
  CHECK((b.argument[2] == ArgumentInfo{true, Category::j, 5}));
  CHECK_FALSE(b.argument[0].present);
  b.variable(Category::parameter, 0, 1);
  CHECK(b.positions == 3);
  CHECK((b.argument[0] == ArgumentInfo{true, Category::parameter, 1}));
  CHECK(b.error == ProgramError::none);
}

TEST_CASE("variables that disagree are an error", "[program]") {
  const auto error = [](Category c, int dim) {
    BuilderStorage<32> storage;
    Builder b(storage);
    b.variable(Category::i, 0, 3);
    b.variable(c, 0, dim);
    return b.error;
  };
  CHECK(error(Category::i, 3) == ProgramError::none);
  CHECK(error(Category::i, 4) == ProgramError::variables_disagree);
  CHECK(error(Category::j, 3) == ProgramError::variables_disagree);
}

TEST_CASE("positions have a limit", "[program]") {
  BuilderStorage<8> storage;
  Builder b(storage);
  b.variable(Category::i, max_positions - 1, 1);
  CHECK(b.error == ProgramError::none);
  b.variable(Category::i, max_positions, 1);
  CHECK(b.error == ProgramError::too_many_positions);
}

TEST_CASE("a full builder says so, and keeps the first error", "[program]") {
  BuilderStorage<4> storage;
  Builder b(storage);
  const int u = b.variable(Category::i, 0, 1);
  int n = u;
  for (int k = 0; k < 3; ++k) n = b.apply<ExpOp>(n);
  CHECK(b.error == ProgramError::none);
  CHECK(b.size() == 4);
  CHECK(b.apply<ExpOp>(u) == 1);  // an old node still is found
  CHECK(b.error == ProgramError::none);
  b.apply<ExpOp>(n);
  CHECK(b.error == ProgramError::too_many_nodes);
  CHECK(b.size() == 4);
  b.variable(Category::j, 0, 1);
  CHECK(b.error == ProgramError::too_many_nodes);
}

TEST_CASE("the memo recalls what it was told", "[program]") {
  BuilderStorage<8> storage;
  Builder b(storage);
  const int n = b.variable(Category::i, 0, 1), m = b.variable(Category::i, 1, 1);
  CHECK(b.recall(Exp<Vi<0, 1>>::key) == -1);
  CHECK(b.remember(Exp<Vi<0, 1>>::key, m) == m);
  CHECK(b.remember(Log<Vi<0, 1>>::key, n) == n);
  CHECK(b.recall(Exp<Vi<0, 1>>::key) == m);
  CHECK(b.recall(Log<Vi<0, 1>>::key) == n);
  CHECK(b.recall(Sqrt<Vi<0, 1>>::key) == -1);
}

TEST_CASE("hash-consing keeps up with many nodes", "[program]") {
  BuilderStorage<2048> storage;
  Builder b(storage);
  for (int pass = 0; pass < 2; ++pass) {
    for (int k = 0; k < 2000; ++k) REQUIRE(b.constant(k, 1) == k);
    CHECK(b.size() == 2000);
  }
  CHECK(b.error == ProgramError::none);
}

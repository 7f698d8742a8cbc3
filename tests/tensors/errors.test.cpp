// SPDX-License-Identifier: MIT
#include <stdexcept>
#include <string>

#include "support/catch2.hpp"

#include <kernfold/tensors/errors.hpp>

using namespace kernfold;

TEST_CASE("describe names an argument as it is written") {
  CHECK(describe(0, {true, Category::i, 3}) == "argument 0 (Vi<0, 3>)");
  CHECK(describe(1, {true, Category::j, 10}) == "argument 1 (Vj<1, 10>)");
  CHECK(describe(12, {true, Category::parameter, 1}) == "argument 12 (Pm<12, 1>)");
}

TEST_CASE("shape_error is an invalid_argument whose message begins with the library's name") {
  try {
    detail::throw_shape_error("no");
    FAIL("it does not throw");
  } catch (const std::invalid_argument& e) {
    CHECK(std::string(e.what()) == "kernfold: no");
  }
}

TEST_CASE("counts and shapes in words") {
  CHECK(detail::count(1, "row") == "1 row");
  CHECK(detail::count(0, "row") == "0 rows");
  CHECK(detail::shape(2, 3) == "2 x 3");
}

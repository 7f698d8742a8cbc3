// SPDX-License-Identifier: MIT
//
// Variables: what they are made of, and data bound to them by name.
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/formula/variable.hpp>

using namespace kernfold;

TEST_CASE("variables have a category, a position and a dimension", "[formula]") {
  STATIC_REQUIRE(Vi<2, 3>::category == Category::i);
  STATIC_REQUIRE(Vj<2, 3>::category == Category::j);
  STATIC_REQUIRE(Pm<2, 3>::category == Category::parameter);
  STATIC_REQUIRE(Vi<2, 3>::position == 2);
  STATIC_REQUIRE(Vj<63, 1>::position == 63);
  STATIC_REQUIRE(Pm<0, 1000>::dim == 1000);
}

TEST_CASE("VariableOf is the variable of a category", "[formula]") {
  STATIC_REQUIRE(std::is_same_v<VariableOf<Category::i, 1, 2>, Vi<1, 2>>);
  STATIC_REQUIRE(std::is_same_v<VariableOf<Category::j, 1, 2>, Vj<1, 2>>);
  STATIC_REQUIRE(std::is_same_v<VariableOf<Category::parameter, 1, 2>, Pm<1, 2>>);
}

TEST_CASE("axes of the categories", "[formula]") {
  STATIC_REQUIRE(axis_of(Category::i) == axis_i);
  STATIC_REQUIRE(axis_of(Category::j) == axis_j);
  STATIC_REQUIRE(axis_of(Category::parameter) == axis_none);
  STATIC_REQUIRE((axis_i | axis_j) == axis_both);
  STATIC_REQUIRE((axis_i & axis_j) == axis_none);
}

TEST_CASE("data bound by name are referred to, not copied", "[formula]") {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Pm<2, 1> p{};
  const std::vector<float> X(6), Y(9);
  const float number = 0.5f;
  CHECK(&(x = X).data == &X);
  CHECK(&(y = Y).data == &Y);
  CHECK(&(p = number).data == &number);
  STATIC_REQUIRE(std::is_same_v<decltype(x = X)::variable, Vi<0, 3>>);
  STATIC_REQUIRE(std::is_same_v<decltype(y = Y)::variable, Vj<1, 3>>);
  STATIC_REQUIRE(std::is_same_v<decltype(p = number)::variable, Pm<2, 1>>);
}

// SPDX-License-Identifier: MIT
//
// Positions in lists of types.
#include "support/catch2.hpp"

#include <kernfold/formula/type_list.hpp>

using namespace kernfold;

TEST_CASE("find_type is the first position, or -1", "[formula]") {
  STATIC_REQUIRE(find_type<int>(TypeList<>{}) == -1);
  STATIC_REQUIRE(find_type<int>(TypeList<int>{}) == 0);
  STATIC_REQUIRE(find_type<int>(TypeList<char, float, int, double>{}) == 2);
  STATIC_REQUIRE(find_type<int>(TypeList<char, int, float, int>{}) == 1);
  STATIC_REQUIRE(find_type<const int>(TypeList<int, float>{}) == -1);
  STATIC_REQUIRE(find_type<int&>(TypeList<int, const int, int&>{}) == 2);
}

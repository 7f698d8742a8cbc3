// SPDX-License-Identifier: MIT
//
// The other translation unit of one_name.test.cpp.
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {
struct ShiftOp : Elementwise<1> {
  static constexpr const char* name = "Shift";
  template <class T>
  static T value(T v) {
    return v + T(10);
  }
};
}  // namespace

TEST_CASE("the other operation of a name that two translation units give", "[api]") {
  const std::vector<double> X{1, 2}, Y{3, 4};
  CHECK(reduce<Sum, Axis1>(apply<ShiftOp>(Vi<0, 1>{}) * Vj<1, 1>{}, X, Y)(1, 0) == 12 * (3 + 4));
}

// SPDX-License-Identifier: MIT
//
// Different operations of one name, in two namespaces, and (with one_name_again.test.cpp) in two translation units:
// engines are named by keys, which hold names of operations, and must not take one for the other. And different
// formulas of one key.
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {
constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};
const std::vector<double> X{1, 2}, Y{3, 4};

struct ShiftOp : Elementwise<1> {
  static constexpr const char* name = "Shift";
  template <class T>
  static T value(T v) {
    return v + T(1);
  }
};
}  // namespace

namespace one {
struct PowerOp : Elementwise<1> {
  static constexpr const char* name = "Power";
  static auto value(auto v) { return v * v; }
};
}  // namespace one
namespace two {
struct PowerOp : Elementwise<1> {
  static constexpr const char* name = "Power";
  static auto value(auto v) { return v * v * v; }
};
}  // namespace two

TEST_CASE("operations of one name in two namespaces", "[api]") {
  CHECK(reduce<Sum, Axis1>(apply<one::PowerOp>(x) * y, X, Y)(1, 0) == 4 * (3 + 4));
  CHECK(reduce<Sum, Axis1>(apply<two::PowerOp>(x) * y, X, Y)(1, 0) == 8 * (3 + 4));
}

TEST_CASE("an operation of a name that another translation unit gives to another", "[api]") {
  CHECK(reduce<Sum, Axis1>(apply<ShiftOp>(x) * y, X, Y)(1, 0) == 3 * (3 + 4));
}

TEST_CASE("a formula and the name of it are different types with one key", "[api]") {
  STATIC_REQUIRE(decltype(SqNorm2(x - y))::key == decltype((x - y) | (x - y))::key);
  CHECK(reduce<Sum, Axis1>(SqNorm2(x - y), X, Y)(0, 0) == 4 + 9);
  CHECK(reduce<Sum, Axis1>((x - y) | (x - y), X, Y)(0, 0) == 4 + 9);
}

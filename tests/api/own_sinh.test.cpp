// SPDX-License-Identifier: MIT
//
// A user's operations of names that are ours too, in the global namespace and with a using-directive: theirs are meant.
#include <cmath>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

struct CoshOp;
struct SinhOp : Elementwise<1> {
  static constexpr const char* name = "Sinh";
  template <class T>
  static T value(T v) {
    using std::sinh;
    return 2 * sinh(v);  // to tell it from ours
  }
  static constexpr auto derivative(auto v, auto g) { return g * apply<CoshOp>(v); }
};
struct CoshOp : Elementwise<1> {
  static constexpr const char* name = "Cosh";
  template <class T>
  static T value(T v) {
    using std::cosh;
    return 2 * cosh(v);
  }
  static constexpr auto derivative(auto v, auto g) { return g * apply<SinhOp>(v); }
};
template <class F>
constexpr Apply<SinhOp, F> Sinh(F) {
  return {};
}
constexpr auto Cosh(Formula auto f) { return apply<CoshOp>(f); }

TEST_CASE("a user's Sinh and Cosh are preferred to ours", "[api]") {
  constexpr Vi<0, 1> x{};
  const double v = 0.7;
  CHECK_THAT(evaluate(Sinh(x), v)[0], Catch::Matchers::WithinRel(2 * std::sinh(v), 1e-15));
  CHECK_THAT(evaluate(Grad(Grad(Cosh(x), x, 1_c), x, 1_c), v)[0], Catch::Matchers::WithinRel(2 * std::cosh(v), 1e-15));
  CHECK_THAT(evaluate(kernfold::Sinh(x), v)[0], Catch::Matchers::WithinRel(std::sinh(v), 1e-15));
}

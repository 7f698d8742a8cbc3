// SPDX-License-Identifier: MIT
//
// A derivative of another dimension than the operand.
// expected-error: kernfold: Grad\(f, v, e\): adjoint_dimension<Op, operand, adjoint>: the derivative of Op gives an
// expected-error: adjoint_dimension<OwnOp, 3, 6>
#include <kernfold/operations/concat.hpp>
#include <kernfold/program/lower.hpp>

using namespace kernfold;

struct OwnOp : Elementwise<1> {
  static constexpr const char* name = "Own";
  template <class T>
  static constexpr T value(T v) {
    return v;
  }
#ifdef REJECT
  static constexpr auto derivative(auto, auto g) { return Concat(g, g); }
#else
  static constexpr auto derivative(auto, auto g) { return g; }
#endif
};
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return draft<decltype(Grad(apply<OwnOp>(x) | y, x, p))>.size;
#else
  return draft<decltype(Grad(apply<OwnOp>(x) | y, x, p))>.size;
#endif
}

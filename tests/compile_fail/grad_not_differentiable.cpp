// SPDX-License-Identifier: MIT
//
// The gradient through an operation that gives no derivative.
// expected-error: kernfold: Grad\(f, v, e\): no_derivative<Op>: f contains the operation Op, which has no derivative
// expected-error: no_derivative<FloorOp
// in-readme
#include <kernfold/program/lower.hpp>

using namespace kernfold;

struct FloorOp : Elementwise<1> {
  static constexpr const char* name = "Floor";
  template <class T>
  static constexpr T value(T v) {
    return v < T(1) ? T(0) : T(1);
  }
};
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return draft<decltype(Grad(kernfold::apply<FloorOp>(x) | y, x, p))>.size;
#else
  return draft<decltype(Grad(kernfold::apply<FloorOp>(x) | y, y, p))>.size;  // y is not floored
#endif
}

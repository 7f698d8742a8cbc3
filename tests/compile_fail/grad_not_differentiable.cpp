// SPDX-License-Identifier: MIT
//
// The gradient through an operation that gives no derivative.
// expected-error: kernfold: Grad\(f, v, e\): f contains an operation that has no derivative
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};
struct FloorOp : Elementwise<1> {
  static constexpr const char* name = "Floor";
  template <class T>
  static constexpr T value(T v) {
    return v < T(1) ? T(0) : T(1);
  }
};
constexpr auto floored = kernfold::apply<FloorOp>(x);

int main() {
#ifdef REJECT
  return draft<decltype(Grad(floored | y, x, p))>.size;
#else
  return draft<decltype(Grad(floored | y, y, p))>.size;  // y is not floored
#endif
}

// SPDX-License-Identifier: MIT
//
// An operation whose value is a function of numbers alone.
// expected-error: kernfold: apply<Op>\(f\): operation_without_value<Op>: .* template <class T>
// expected-error: operation_without_value<HalfOp
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

#ifdef REJECT
struct HalfOp : Elementwise<1> {
  static constexpr const char* name = "Half";
  static float value(float v) { return v / 2; }
};
#else
struct HalfOp : Elementwise<1> {
  static constexpr const char* name = "Half";
  template <class T>
  static T value(T v) {
    return v / T(2);
  }
};
#endif

int main() {
  const std::vector<float> X(3), Y(3);
  reduce<Sum, Axis1>(apply<HalfOp>(Vi<0, 1>{} * Vj<1, 1>{}), X, Y);
}

// SPDX-License-Identifier: MIT
//
// An operation that does not say how it maps components.
// expected-error: kernfold: apply<Op>\(f\): operation_without_base<Op>: an operation says how it maps components
// expected-error: operation_without_base<HalfOp
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

#ifdef REJECT
struct HalfOp {
  static constexpr const char* name = "Half";
  template <class T>
  static T value(T v) {
    return v / T(2);
  }
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

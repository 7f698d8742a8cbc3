// SPDX-License-Identifier: MIT
//
// An operation whose name is not known to the compiler.
// expected-error: kernfold: apply<Op>\(f\): operation_without_name<Op>: an operation needs a name; add a member static
// expected-error: operation_without_name<HalfOp
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

#ifdef REJECT
struct HalfOp : Elementwise<1> {
  static inline const char* name = "Half";
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

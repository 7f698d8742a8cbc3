// SPDX-License-Identifier: MIT
//
// A value that branches on a comparison of packs.
// expected-error: kernfold: if \(f < g\), in the value of an operation
// further-errors: 2
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

#ifdef REJECT
struct HalfOp : Elementwise<1> {
  static constexpr const char* name = "Half";
  template <class T>
  static T value(T v) {
    return v > T(0) ? v : T(0);
  }
};
#else
struct HalfOp : Elementwise<1> {
  static constexpr const char* name = "Half";
  template <class T>
  static T value(T v) {
    using math::select;
    return select(v > T(0), v, T(0));
  }
};
#endif

int main() {
  const std::vector<float> X(3), Y(3);
  reduce<Sum, Axis1>(apply<HalfOp>(Vi<0, 1>{} * Vj<1, 1>{}), X, Y);
}

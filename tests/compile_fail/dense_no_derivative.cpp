// SPDX-License-Identifier: MIT
//
// All values of a formula that cannot be differentiated.
// expected-error: kernfold: Grad\(f, v, e\): no_derivative<Op>: f contains the operation Op, which has no derivative
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

struct OpaqueOp : Elementwise<1> {
  static constexpr const char* name = "Opaque";
  template <class T>
  static T value(T v) {
    return v;
  }
};

int main() {
  const std::vector<float> X(3), Y(3);
#ifdef REJECT
  static_cast<void>(dense(Grad(apply<OpaqueOp>(x), x, y), X, Y));
#else
  static_cast<void>(dense(apply<OpaqueOp>(x) * y, X, Y));
#endif
}

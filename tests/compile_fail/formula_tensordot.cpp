// SPDX-License-Identifier: MIT
//
// A contraction without its shapes.
// expected-error: kernfold: TensorDot\(\.\.\.\): not the operands of this operation: .* write TensorDot<Ints<2, 3>, Ints<3, 4>,
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(TensorDot(x, y));
#else
  static_cast<void>(TensorDot<Ints<3>, Ints<3>, Ints<0>, Ints<0> >(x, y));
#endif
}

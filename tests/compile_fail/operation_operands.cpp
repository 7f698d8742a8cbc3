// SPDX-License-Identifier: MIT
//
// An operation with too few operands.
// expected-error: kernfold: apply<Op>\(f, \.\.\.\): operand_count<Op, given, needed>: the operation is applied to a
// expected-error: operand_count<(kernfold::)?AddOp, 1, 2>
#include <kernfold/operations/core.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(kernfold::apply<AddOp>(x));
#else
  static_cast<void>(kernfold::apply<AddOp>(x, y));
#endif
}

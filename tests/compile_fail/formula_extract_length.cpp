// SPDX-License-Identifier: MIT
//
// A part of a vector without its length.
// expected-error: kernfold: Extract\(\.\.\.\): not the operands of this operation: .* write Extract<start, length>\(f\)
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Extract<1>(x));
#else
  static_cast<void>(Extract<1, 1>(x));
#endif
}

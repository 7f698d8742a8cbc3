// SPDX-License-Identifier: MIT
//
// The number of a component as an argument.
// expected-error: kernfold: Elem\(\.\.\.\): not the operands of this operation: .* write Elem<m>\(f\)
#include <kernfold/operations/extract.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Elem(x, 2));
#else
  static_cast<void>(Elem<2>(x));
#endif
}

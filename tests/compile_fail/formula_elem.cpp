// SPDX-License-Identifier: MIT
//
// A component that a vector does not have.
// expected-error: kernfold: .* Elem<m>\(f\) = Extract<m, 1>\(f\): operands_do_not_fit<With<ExtractOp, start,
// expected-error: With<(kernfold::)?ExtractOp, 3L?, 1L?(, 0L?)?>
#include <kernfold/operations/extract.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Elem<3>(x));
#else
  static_cast<void>(Elem<2>(x));
#endif
}

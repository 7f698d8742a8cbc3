// SPDX-License-Identifier: MIT
//
// A part that reaches beyond the vector.
// expected-error: kernfold: Extract<start, length>\(f\), .*operands_do_not_fit<With<ExtractOp, start, length>, f>:
// expected-error: With<(kernfold::)?ExtractOp, 1L?, 3L?(, 0L?)?>
#include <kernfold/operations/extract.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(Extract<1, 3>(x));
#else
  static_cast<void>(Extract<1, 2>(x));
#endif
}

// SPDX-License-Identifier: MIT
//
// A power as in other languages, in a formula.
// expected-error: kernfold: f \^ 2: a power is written Pow<2>\(f\), or Powf\(f, g\)
#include <kernfold/operations/pow.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  static_cast<void>((query ^ 2) * key);
#else
  static_cast<void>(Pow<2>(query) * key);
#endif
}

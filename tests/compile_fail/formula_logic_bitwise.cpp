// SPDX-License-Identifier: MIT
//
// Conditions joined as NumPy's are.
// expected-error: kernfold: f & g: conditions are joined in each pair by And\(f, g\)
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
#ifdef REJECT
  static_cast<void>((x < y) & (y < 1_c));
#else
  static_cast<void>(And(x < y, y < 1_c));
#endif
}

// SPDX-License-Identifier: MIT
//
// The scalar product where a comparison is meant, or conditions are joined.
// expected-error: kernfold: f \| g < h: f \| g is the scalar product, and < binds tighter; write \(f \| g\) < h
// further-errors: 3
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Vi<2, 1> a{};
[[maybe_unused]] constexpr Vj<3, 1> b{};

int main() {
#ifdef REJECT
  static_cast<void>(x | (y < 1_c));  // as x | y < 1_c, which g++ warns of
  static_cast<void>((0_c < x) | y);
  static_cast<void>((a < b) | (b < 1_c));
  static_cast<void>(Not(a) | Equal(a, b));
#else
  static_cast<void>((x | y) < 1_c);
  static_cast<void>(0_c < (x | y));
  static_cast<void>(Or(a < b, b < 1_c));
  static_cast<void>(Scalprod(x, y < 1_c));
  static_cast<void>(x | (y * (y < 1_c)));
#endif
}

// SPDX-License-Identifier: MIT
//
// A scalar product by another name.
// expected-error: kernfold: exp\(f\) and the like: .*, Scalprod\(f, g\)
#include <kernfold/operations/scalprod.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(dot(x, y));
#else
  static_cast<void>((x | y));
#endif
}

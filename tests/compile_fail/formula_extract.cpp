// SPDX-License-Identifier: MIT
//
// A part that reaches beyond the vector.
// expected-error: kernfold: Extract<start, length>\(f\): start \+ length must not exceed the dimension of f
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return Extract<1, 3>(x).dim;
#else
  return Extract<1, 2>(x).dim;
#endif
}

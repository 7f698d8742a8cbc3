// SPDX-License-Identifier: MIT
//
// A literal beyond 64 bits.
// expected-error: kernfold: 0\.5_c: the literal must be a decimal number whose numerator and denominator
#include <kernfold/kernfold.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  return (1e19_c).dim;
#else
  return (1e18_c).dim;
#endif
}

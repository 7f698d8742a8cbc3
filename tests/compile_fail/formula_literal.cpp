// SPDX-License-Identifier: MIT
//
// A hexadecimal literal.
// expected-error: kernfold: 0\.5_c: the literal must be a decimal number
#include <kernfold/kernfold.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  return (0x10_c).dim;
#else
  return (16_c).dim;
#endif
}

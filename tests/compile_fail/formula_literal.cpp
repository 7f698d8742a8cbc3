// SPDX-License-Identifier: MIT
//
// A hexadecimal literal.
// expected-error: kernfold: 0x10_c, 010_c: an exact constant is a decimal number
#include <kernfold/formula/constant.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  return (0x10_c).dim;
#else
  return (16_c).dim;
#endif
}

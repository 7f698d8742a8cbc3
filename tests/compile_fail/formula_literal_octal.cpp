// SPDX-License-Identifier: MIT
//
// A literal that C++ would read as octal.
// expected-error: kernfold: 0x10_c, 010_c: an exact constant is a decimal number
#include <kernfold/formula/constant.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  return (010_c).dim;
#else
  return (10_c).dim;
#endif
}

// SPDX-License-Identifier: MIT
//
// A literal that C++ would read as octal.
// expected-error: kernfold: 0\.5_c: the literal must be a decimal number
#include <kernfold/kernfold.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  return (010_c).dim;
#else
  return (10_c).dim;
#endif
}

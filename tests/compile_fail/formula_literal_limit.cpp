// SPDX-License-Identifier: MIT
//
// A literal beyond 64 bits.
// expected-error: kernfold: 1e20_c: the numerator and the denominator of an exact constant
#include <kernfold/formula/constant.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  return (1e19_c).dim;
#else
  return (1e18_c).dim;
#endif
}

// SPDX-License-Identifier: MIT
//
// A fraction with denominator 0.
// expected-error: kernfold: RatCst<n, d>: the denominator is 0
#include <kernfold/kernfold.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  return RatCst<1, 0>{}.dim;
#else
  return RatCst<1, 2>{}.dim;
#endif
}

// SPDX-License-Identifier: MIT
//
// A variable of dimension 0.
// expected-error: kernfold: Vi/Vj/Pm<position, dim>: the dimension must be at least 1
#include <kernfold/kernfold.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  static_cast<void>(Vi<0, 0>{});
#else
  static_cast<void>(Vi<0, 1>{});
#endif
}

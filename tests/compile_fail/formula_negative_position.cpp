// SPDX-License-Identifier: MIT
//
// A variable at a negative position.
// expected-error: kernfold: Vi/Vj/Pm<position, dim>: positions are 0, 1, 2, \.\.\.
#include <kernfold/kernfold.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  static_cast<void>(Vi<-1, 1>{});
#else
  static_cast<void>(Vi<1, 1>{});
#endif
}

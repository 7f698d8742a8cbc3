// SPDX-License-Identifier: MIT
//
// A gamma of two components.
// expected-error: kernfold: SoftDTW_SqDist\(x, y, gamma\): operands_do_not_fit<Op, x, y, gamma>: gamma is one number
// expected-error: 4, 5, 2>
#include <kernfold/operations/soft_dtw.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  static_cast<void>(SoftDTW_SqDist(Vi<0, 4>{}, Vj<1, 5>{}, Pm<2, 2>{}));
#else
  static_cast<void>(SoftDTW_SqDist(Vi<0, 4>{}, Vj<1, 5>{}, Pm<2, 1>{}));
#endif
}

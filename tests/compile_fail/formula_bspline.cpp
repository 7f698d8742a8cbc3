// SPDX-License-Identifier: MIT
//
// Too few knots for the order.
// expected-error: kernfold: BSpline<order>\(knots, x\): operands_do_not_fit<With<BSplineOp, order>, knots, x>: x has
// expected-error: <kernfold::With<kernfold::BSplineOp, 3(, 0)?>, 4, 1>
#include <kernfold/operations/bspline.hpp>

using namespace kernfold;

int main() {
#ifdef REJECT
  static_cast<void>(BSpline<3>(Pm<0, 4>{}, Vi<1, 1>{}));
#else
  static_cast<void>(BSpline<3>(Pm<0, 5>{}, Vi<1, 1>{}));
#endif
}

// SPDX-License-Identifier: MIT
//
// A second derivative of B-splines in their knots; in x there are all.
// expected-error: kernfold: Grad\(f, v, e\): the gradient of BSpline\(knots, x\) in its knots cannot be differentiated
#include <kernfold/operations/bspline.hpp>
#include <kernfold/program/lower.hpp>

using namespace kernfold;

constexpr Pm<0, 7> knots{};
constexpr Vi<1, 1> x{};
constexpr Pm<2, 3> e{};

int main() {
#ifdef REJECT
  constexpr auto g = Grad(Grad(BSpline<3>(knots, x), knots, e), x, Pm<3, 7>{});
#else
  constexpr auto g = Grad(Grad(BSpline<3>(knots, x), x, e), x, Pm<3, 1>{});
#endif
  return draft<decltype(g)>.size > 0 ? 0 : 1;
}

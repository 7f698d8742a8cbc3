// SPDX-License-Identifier: MIT
//
// Derivatives of Sum, Mean, Norm, Max and Min.
#include <cmath>

#include "api/reduction_gradients.hpp"

using namespace kernfold;
using namespace reduction_gradients;

TEST_CASE("derivatives of Sum", "[gradient]") {
  check_derivatives(reduction<Sum, Axis1>(f), over(1, sum), 2 * Call::M);
#if !defined(KERNFOLD_TEST_SUBSET)
  check_derivatives(reduction<Sum, Axis0>(f), over(0, sum), 2 * Call::N);
  check_derivatives(reduction<Sum, Axis01>(f), over(2, sum), 2);
#endif
}

TEST_CASE("derivatives of Mean", "[gradient]") {
  check_derivatives(reduction<Mean, Axis1>(f), over(1, mean), 2 * Call::M);
#if !defined(KERNFOLD_TEST_SUBSET)
  check_derivatives(reduction<Mean, Axis01>(f), over(2, mean), 2);
  check_derivatives(reduction<Mean, Axis1>(f, Exp(-SqDist(x, y))), over(1, weighted_mean), 2 * Call::M);
#endif
}

TEST_CASE("derivatives of Norm", "[gradient]") {
  check_derivatives(reduction<Norm, Axis1>(f), over(1, norm), 2 * Call::M);
  // where the norm is 0, so is its derivative
  const Data X{1, 2, 3}, Y{1, 2, 3}, E{5, 5, 5};
  constexpr auto op = reduction<Norm, Axis1>(x - y);
  for (const double g : grad(op, y)(X, Y, E)) CHECK(g == 0);
}

TEST_CASE("derivatives of Max and Min", "[gradient]") {
  check_derivatives(reduction<Max, Axis1>(f), over(1, extreme<1>), 2 * Call::M);
  check_derivatives(reduction<Min, Axis1>(f), over(1, extreme<-1>), 2 * Call::M);
#if !defined(KERNFOLD_TEST_SUBSET)
  check_derivatives(reduction<Max, Axis0>(f), over(0, extreme<1>), 2 * Call::N);
  check_derivatives(reduction<Min, Axis01>(f), over(2, extreme<-1>), 2);
#endif
}

TEST_CASE("of equal extrema the first has the derivative", "[gradient]") {
  constexpr Vi<0, 1> a{};
  constexpr Vj<1, 1> b{};
  const Data A{0, 1}, B{3, 5, 5, 5}, E{2, 7};
  const auto g = grad(reduction<Max, Axis1>(a + b), b)(A, B, E);
  check_equal(g, {0, 9, 0, 0});
  // an empty axis has no extremum
  const auto none = grad(reduction<Max, Axis1>(a + b), a)(A, Data{}, E);
  check_equal(none, {0, 0});
}

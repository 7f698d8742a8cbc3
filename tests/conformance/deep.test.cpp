// SPDX-License-Identifier: MIT
//
// Deep formulas: a long chain of complex products, a perceptron of two layers.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_gradient;

namespace {

template <int N, class F, class G>
constexpr auto chain(F f, G g) {
  if constexpr (N == 0) {
    return f;
  } else {
    return chain<N - 1>(ComplexMult(f, g), g);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("a chain of 12 complex products", "[composite]", float, double) {
  constexpr Vi<0, 4> x{};
  constexpr Vj<1, 4> y{};
  constexpr auto f = chain<12>(x, RatCst<1, 2>{} * y);
  check<Axis1, TestType>(f, 17, 5);
  check_gradient<Axis1, TestType>(f, x, 17, 5);
  check_gradient<Axis1, TestType>(f, y, 5, 17);
}

TEMPLATE_TEST_CASE("a perceptron of two layers", "[composite]", float, double) {
  constexpr Pm<0, 8> A{};   // 2 x 4
  constexpr Pm<1, 12> B{};  // 4 x 3
  constexpr Vi<2, 3> x{};
  constexpr Vj<3, 3> y{};
  constexpr auto f = MatVecMult(A, Exp(MatVecMult(B, x - y)));
  check<Axis1, TestType>(f, 37, 9);
  check_gradient<Axis1, TestType>(f, A, 9, 7);
  check_gradient<Axis1, TestType>(f, B, 9, 7);
  check_gradient<Axis1, TestType>(f, x, 37, 9);
}

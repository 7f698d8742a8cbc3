// SPDX-License-Identifier: MIT
//
// Budget: the eighth derivative of a Gaussian, in eight different directions, compiles within the default limits of
// every compiler (steps and depth of constant expressions, memory).
#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 1> p{};

// The derivative along the directions Vi<3, 3>, ..., Vi<2 + Order, 3>, one after the other.
template <int Order, class F>
constexpr auto derivative(F f) {
  if constexpr (Order == 0)
    return f;
  else
    return Grad(derivative<Order - 1>(f), x, 1_c) | Vi<2 + Order, 3>{};
}
constexpr auto gauss = Exp(-p * SqDist(x, y));
using F = decltype(derivative<8>(gauss));

// The eighth derivative is e^{-p r^2} times a sum over the partial pairings of 8 directions: 764 terms if written out.
// By reverse mode, with everything shared, it is a few hundred operations.
static_assert(draft<F>.size <= 700);
static_assert(program<F>.size <= 450);
static_assert(plan<F, Kept::i>.steps > 0 && plan<F, Kept::j>.steps > 0);
// the argument and the differences are computed for one exponential
template <class G>
constexpr int exponentials() {
  int n = 0;
  for (const Node& v : program<G>.node)
    n += !v.is_leaf() && (v.operation->id == operation_id<ExpOp> || v.operation->id == operation_id<Exp2Op>) ? 1 : 0;
  return n;
}
static_assert(exponentials<F>() == 1);

}  // namespace

double eighth_derivative(const double (&x0)[3], const double (&y0)[3], double p0, const double (&d)[3]) {
  return evaluate(F{}, x0, y0, p0, d, d, d, d, d, d, d, d)[0];
}

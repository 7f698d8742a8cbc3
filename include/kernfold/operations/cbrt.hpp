// SPDX-License-Identifier: MIT
//
// The cube root.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/or_zero.hpp>

namespace kernfold {

struct CbrtOp : Elementwise<1> {
  static constexpr const char* name = "Cbrt";
  static constexpr int cost = 25;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::cbrt;
    return cbrt(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return RatCst<1, 3>{} * g * Square(InvOrZero(apply<CbrtOp>(x)));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    return b.is_zero(f) || b.is_constant(f, 1) || b.is_constant(f, -1) ? f : -1;
  }
};

/// The real cube root, componentwise, of negative numbers too. Derivative: 1/3 |f|^(-2/3), and 0 at f = 0, where there
/// is none.
/// Example: `Cbrt(x)`.
template <class F>
struct Cbrt : Apply<CbrtOp, F> {
  constexpr Cbrt() = default;
  constexpr explicit Cbrt(F) {}
};
KERNFOLD_UNARY(Cbrt);

}  // namespace kernfold

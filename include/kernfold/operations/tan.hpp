// SPDX-License-Identifier: MIT
//
// The tangent.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct TanOp : VanishingAtZero {
  static constexpr const char* name = "Tan";
  static constexpr int cost = 25;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::tan;
    return tan(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * (IntCst<1>{} + Square(apply<TanOp>(x)));
  }
};

/// tan(f), f in radians, componentwise. Derivative: 1 + tan(f)^2.
/// Example: `Tan(x)`.
template <class F>
struct Tan : Apply<TanOp, F> {
  constexpr Tan() = default;
  constexpr explicit Tan(F) {}
};
KERNFOLD_UNARY(Tan);

}  // namespace kernfold

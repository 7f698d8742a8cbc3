// SPDX-License-Identifier: MIT
//
// The length of the vector (f, g) of the plane.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/or_zero.hpp>

namespace kernfold {

struct HypotOp : Elementwise<2> {
  static constexpr const char* name = "Hypot";
  static constexpr int cost = 25;
  static constexpr bool commutative = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::hypot;
    return hypot(x, y);
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    constexpr auto inverse = InvOrZero(apply<HypotOp>(x, y));
    return adjoints(g * (x * inverse), g * (y * inverse));
  }
};

/// sqrt(f^2 + g^2) without overflow on the way, componentwise; an operand of dimension 1 broadcasts. Derivatives:
/// f / Hypot(f, g) and g / Hypot(f, g), and 0 at f = g = 0, where there is none.
/// Example: `Hypot(x, y)`.
template <class F, class G>
struct Hypot : Apply<HypotOp, F, G> {
  constexpr Hypot() = default;
  constexpr explicit Hypot(F, G) {}
};
KERNFOLD_OPERANDS_2(Hypot);

}  // namespace kernfold

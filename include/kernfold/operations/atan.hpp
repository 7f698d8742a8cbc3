// SPDX-License-Identifier: MIT
//
// The angles of the plane.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/hypot.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct AtanOp : VanishingAtZero {
  static constexpr const char* name = "Atan";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::atan;
    return atan(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g / (IntCst<1>{} + Square(x));
  }
};

/// The angle in [-pi/2, pi/2] whose tangent is f, componentwise. Derivative: 1 / (1 + f^2).
/// Example: `Atan(x)`.
template <class F>
struct Atan : Apply<AtanOp, F> {
  constexpr Atan() = default;
  constexpr explicit Atan(F) {}
};
KERNFOLD_UNARY(Atan);

struct Atan2Op : Elementwise<2> {
  static constexpr const char* name = "Atan2";
  static constexpr int cost = 30;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T y, T x) {
    using math::atan2;
    return atan2(y, x);
  }
  template <class Y, class X, class G>
  static constexpr auto derivative(Y y, X x, G g) {
    constexpr auto inverse = InvOrZero(Hypot(y, x));
    return adjoints(g * ((x * inverse) * inverse), -(g * ((y * inverse) * inverse)));
  }
};

/// The angle in [-pi, pi] of the point with abscissa g and ordinate f, componentwise, at 0 and infinity as std::atan2;
/// an operand of dimension 1 broadcasts. Derivatives: g / (f^2 + g^2) and -f / (f^2 + g^2), and 0 at f = g = 0, where
/// there is none.
/// Example: `Atan2(Elem<1>(x), Elem<0>(x))`.
template <class F, class G>
struct Atan2 : Apply<Atan2Op, F, G> {
  constexpr Atan2() = default;
  constexpr explicit Atan2(F, G) {}
};
KERNFOLD_OPERANDS_2(Atan2);

}  // namespace kernfold

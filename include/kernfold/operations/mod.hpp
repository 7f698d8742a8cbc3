// SPDX-License-Identifier: MIT
//
// Division with remainder, rounded down as in Python and NumPy.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/floor.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct FloorDivideOp : Elementwise<2> {
  static constexpr const char* name = "FloorDivide";
  static constexpr int cost = 10;
  using uses = TypeList<FloorOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::floor;
#if defined(KERNFOLD_REASSOCIATES)
    if (!__builtin_is_constant_evaluated()) return corrected(x, y, floor(x / y));
#endif
    return floor(x / y);
  }
#if defined(KERNFOLD_REASSOCIATES)
  // A quotient may then be an approximation, and lie on the other side of an integer; the remainder tells.
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static T corrected(T x, T y, T q) {
    using math::fence;
    using math::select;
    const T rest = fence(x - fence(q * y)), zero(0);
    const auto too_small = ((y > zero) & (rest >= y)) | ((y < zero) & (rest <= y));
    const auto too_large = ((y > zero) & (rest < zero)) | ((y < zero) & (rest > zero));
    return select(too_small, q + T(1), select(too_large, q - T(1), q));
  }
#endif
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G) {
    return adjoints(IntCst<0>{}, IntCst<0>{});
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    return b.is_constant(x.operand[1], 1) && b.dim(x.operand[0]) == x.dim ? b.template apply<FloorOp>(x.operand[0])
                                                                          : -1;
  }
};

/// Floor(f / g), componentwise; an operand of dimension 1 broadcasts. Derivative: 0. (Unlike f / g itself it is never
/// computed by way of 1 / g, whose rounding would move integers below themselves.)
/// Example: `FloorDivide(x, 2_c)`.
template <class F, class G>
struct FloorDivide : Apply<FloorDivideOp, F, G> {
  constexpr FloorDivide() = default;
  constexpr explicit FloorDivide(F, G) {}
};
KERNFOLD_OPERANDS_2(FloorDivide);

/// The representative of x modulo n in [d, d + n): x - n Floor((x - d) / n), componentwise; operands of dimension 1
/// broadcast. Derivatives: 1 in x, -Floor((x - d) / n) in n, 0 in d.
/// Example: `Mod(x, 2_c)`.
template <class X, class N, class D = IntCst<0>>
struct Mod : Alias<Mod<X, N, D>, Subtract<X, Mult<N, FloorDivide<Subtract<X, D>, N>>>, X, N, D> {
  static constexpr const char* name = "Mod";
  constexpr Mod() = default;
  constexpr explicit Mod(X, N, D) {}
  constexpr explicit Mod(X, N) {}
};
template <class X, class N>
Mod(X, N) -> Mod<X, N>;
KERNFOLD_OPERANDS_2(Mod);

}  // namespace kernfold

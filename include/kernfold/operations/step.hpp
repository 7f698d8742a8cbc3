// SPDX-License-Identifier: MIT
//
// The unit step and the ramp.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/ifelse.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct StepOp : Elementwise<1> {
  static constexpr const char* name = "Step";
  static constexpr int cost = 2;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::step;
    return step(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    return b.is_constant(f) ? b.constant(b[f].p0 >= 0 ? 1 : 0, 1, x.dim) : -1;
  }
};

/// 1 where f >= 0 and 0 where f < 0, componentwise; NaN at NaN. Derivative: 0.
/// Example: `Step(x)`.
template <class F>
struct Step : Apply<StepOp, F> {
  constexpr Step() = default;
  constexpr explicit Step(F) {}
};
KERNFOLD_UNARY(Step);

struct ReLUOp : Elementwise<1> {
  static constexpr const char* name = "ReLU";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::max_of_number;
    return max_of_number(x, T(0));
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return IfElse(-x, IntCst<0>{}, g);
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is_constant(f)) return b[f].p0 >= 0 ? f : b.constant(0, 1, x.dim);
    return b.is<ReLUOp>(f) ? f : -1;
  }
};

/// f where f > 0, else 0, componentwise; NaN at NaN. Derivative: 1 where f > 0, else 0, also at f = 0, where there is
/// none.
/// Example: `ReLU(x)`.
template <class F>
struct ReLU : Apply<ReLUOp, F> {
  constexpr ReLU() = default;
  constexpr explicit ReLU(F) {}
};
KERNFOLD_UNARY(ReLU);

}  // namespace kernfold

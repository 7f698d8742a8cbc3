// SPDX-License-Identifier: MIT
//
// The logistic function and its integral.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct SigmoidOp : Elementwise<1> {
  static constexpr const char* name = "Sigmoid";
  static constexpr int cost = 24;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::exp;
    return 1 / (T(1) + exp(-x));
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * (apply<SigmoidOp>(x) * (IntCst<1>{} - apply<SigmoidOp>(x)));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(1, 2, x.dim) : -1;
  }
};

/// 1 / (1 + exp(-f)), componentwise. Derivative: s (1 - s) with s = Sigmoid(f).
/// Example: `Sigmoid(x)`.
template <class F>
struct Sigmoid : Apply<SigmoidOp, F> {
  constexpr Sigmoid() = default;
  constexpr explicit Sigmoid(F) {}
};
KERNFOLD_UNARY(Sigmoid);

struct SoftplusOp : Elementwise<1> {
  static constexpr const char* name = "Softplus";
  static constexpr int cost = 40;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::abs;
    using math::exp;
    using math::log1p_of_fraction;
    using math::max_of_number;
    return max_of_number(x, T(0)) + log1p_of_fraction(exp(-abs(x)));
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * Sigmoid(x);
  }
};

/// log(1 + exp(f)) without overflow on the way, componentwise. Derivative: Sigmoid(f).
/// Example: `Softplus(x)`.
template <class F>
struct Softplus : Apply<SoftplusOp, F> {
  constexpr Softplus() = default;
  constexpr explicit Softplus(F) {}
};
KERNFOLD_UNARY(Softplus);

}  // namespace kernfold

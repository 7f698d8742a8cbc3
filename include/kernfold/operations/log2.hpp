// SPDX-License-Identifier: MIT
//
// The logarithm of base 2.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp2.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct Log2Op : Elementwise<1> {
  static constexpr const char* name = "Log2";
  static constexpr int cost = 18;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::log2;
    return log2(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * (Apply<Log2EOp>{} / x);
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is<Exp2Op>(f)) return b.operand(f);
    return b.is_constant(f, 1) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// The logarithm of base 2, componentwise: log2(0) = -inf, NaN below 0. Derivative: 1 / (log(2) f). Log2(Exp2(f)) = f.
/// Example: `Log2(1_c + SqDist(x, y))`.
template <class F>
struct Log2 : Apply<Log2Op, F> {
  constexpr Log2() = default;
  constexpr explicit Log2(F) {}
};
KERNFOLD_UNARY(Log2);

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The larger and the smaller of two formulas.
#pragma once

#include <kernfold/operations/abs.hpp>
#include <kernfold/operations/constant_rules.hpp>
#include <kernfold/operations/core.hpp>
#include <kernfold/operations/ifelse.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// Max(f, c) and Min(f, c) for a constant c; in programs that run.
struct MaxOfNumberOp : Elementwise<2> {
  static constexpr const char* name = "MaxOfNumber";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T c) {
    using math::max_of_number;
    return max_of_number(x, c);
  }
};
struct MinOfNumberOp : Elementwise<2> {
  static constexpr const char* name = "MinOfNumber";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T c) {
    using math::min_of_number;
    return min_of_number(x, c);
  }
};
/// Max(f, g) of magnitudes, |v| or v^2; in programs that run.
struct MaxOfMagnitudesOp : Elementwise<2> {
  static constexpr const char* name = "MaxOfMagnitudes";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::max_of_magnitudes;
    return max_of_magnitudes(x, y);
  }
};

namespace detail {
template <class B>
constexpr bool is_magnitude(const B& b, int f) {
  return b.template is<AbsOp>(f) || b.template is<SquareOp>(f);
}

// Op of f and g where one of them is a constant, which comes last; else -1.
template <class Op, class B>
constexpr int of_number(B& b, int f, int g) {
  if (b.is_constant(g)) return b.template apply<Op>(f, g);
  return b.is_constant(f) ? b.template apply<Op>(g, f) : -1;
}
}  // namespace detail

struct MaxOp : Elementwise<2> {
  static constexpr const char* name = "Max";
  using uses = TypeList<MaxOfNumberOp, MaxOfMagnitudesOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::max;
    return max(x, y);
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(IfElse(x - y, g, IntCst<0>{}), IfElse(x - y, IntCst<0>{}, g));
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0], g = x.operand[1];
    if (f == g) return f;
    const detail::ConstantSign s = detail::sign_of_difference(b, f, g);
    return s.known ? detail::widened(b, s.sign >= 0 ? f : g, x.dim) : -1;
  }
  template <class B>
  static constexpr int finalize(B& b, int f, int g) {
    if (detail::is_magnitude(b, f) && detail::is_magnitude(b, g)) return b.template apply<MaxOfMagnitudesOp>(f, g);
    return detail::of_number<MaxOfNumberOp>(b, f, g);
  }
};

template <class...>
struct Max;

/// The larger of f and g, componentwise; NaN if one of them is; an operand of dimension 1 broadcasts. Derivative: that
/// of the operand chosen; where f = g, that of f alone.
/// Example: `Max(x, y)`.
template <class F, class G>
struct Max<F, G> : Apply<MaxOp, F, G> {
  constexpr Max() = default;
  constexpr explicit Max(F, G) {}
};
template <class F, class G>
Max(F, G) -> Max<F, G>;
KERNFOLD_OPERANDS_2(Max);

struct MinOp : Elementwise<2> {
  static constexpr const char* name = "Min";
  using uses = TypeList<MinOfNumberOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::min;
    return min(x, y);
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(IfElse(y - x, g, IntCst<0>{}), IfElse(y - x, IntCst<0>{}, g));
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0], g = x.operand[1];
    if (f == g) return f;
    const detail::ConstantSign s = detail::sign_of_difference(b, f, g);
    return s.known ? detail::widened(b, s.sign <= 0 ? f : g, x.dim) : -1;
  }
  template <class B>
  static constexpr int finalize(B& b, int f, int g) {
    return detail::of_number<MinOfNumberOp>(b, f, g);
  }
};

template <class...>
struct Min;

/// The smaller of f and g, componentwise; NaN if one of them is; an operand of dimension 1 broadcasts. Derivative: that
/// of the operand chosen; where f = g, that of f alone.
/// Example: `Min(x, y)`.
template <class F, class G>
struct Min<F, G> : Apply<MinOp, F, G> {
  constexpr Min() = default;
  constexpr explicit Min(F, G) {}
};
template <class F, class G>
Min(F, G) -> Min<F, G>;
KERNFOLD_OPERANDS_2(Min);

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Logic on numbers: what is not 0 is true (NaN too), and the results are 1 and 0.
#pragma once

#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct AndOp : Elementwise<2> {
  static constexpr const char* name = "And";
  static constexpr int cost = 3;
  static constexpr bool commutative = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::select;
    return select((x != T(0)) & (y != T(0)), T(1), T(0));
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G) {
    return adjoints(IntCst<0>{}, IntCst<0>{});
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0], g = x.operand[1];
    if (b.is_zero(f) || b.is_zero(g)) return b.constant(0, 1, x.dim);
    return b.is_constant(f) && b.is_constant(g) ? b.constant(1, 1, x.dim) : -1;
  }
};

/// 1 where neither f nor g is 0, else 0, componentwise; an operand of dimension 1 broadcasts. Derivative: 0.
/// Example: `And(x < y, y < 1_c)`.
template <class F, class G>
struct And : Apply<AndOp, F, G> {
  constexpr And() = default;
  constexpr explicit And(F, G) {}
};
KERNFOLD_OPERANDS_2(And);

struct OrOp : Elementwise<2> {
  static constexpr const char* name = "Or";
  static constexpr int cost = 3;
  static constexpr bool commutative = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::select;
    return select((x != T(0)) | (y != T(0)), T(1), T(0));
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G) {
    return adjoints(IntCst<0>{}, IntCst<0>{});
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0], g = x.operand[1];
    if (b.is_zero(f) && b.is_zero(g)) return b.constant(0, 1, x.dim);
    for (int k = 0; k < 2; ++k)
      if (b.is_constant(x.operand[k]) && !b.is_zero(x.operand[k])) return b.constant(1, 1, x.dim);
    return -1;
  }
};

/// 0 where both f and g are 0, else 1, componentwise; an operand of dimension 1 broadcasts. Derivative: 0.
/// Example: `Or(x < y, y < 1_c)`.
template <class F, class G>
struct Or : Apply<OrOp, F, G> {
  constexpr Or() = default;
  constexpr explicit Or(F, G) {}
};
KERNFOLD_OPERANDS_2(Or);

struct NotOp : Elementwise<1> {
  static constexpr const char* name = "Not";
  static constexpr int cost = 2;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::select;
    return select(x == T(0), T(1), T(0));
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    return b.is_constant(f) ? b.constant(b.is_zero(f) ? 1 : 0, 1, x.dim) : -1;
  }
};

/// 1 where f is 0, else 0, componentwise. Derivative: 0.
/// Example: `Not(x < y)`.
template <class F>
struct Not : Apply<NotOp, F> {
  constexpr Not() = default;
  constexpr explicit Not(F) {}
};
KERNFOLD_UNARY(Not);

template <Formula F, Formula G, bool ok = false>
constexpr F operator&&(F, G) {
  static_assert(ok, "kernfold: f && g: conditions are joined in each pair by And(f, g), Or(f, g) and Not(f)");
  return {};
}
template <Formula F, Formula G, bool ok = false>
constexpr F operator||(F, G) {
  static_assert(ok, "kernfold: f || g: conditions are joined in each pair by And(f, g), Or(f, g) and Not(f)");
  return {};
}
template <Formula F, Formula G, bool ok = false>
constexpr F operator&(F, G) {
  static_assert(ok, "kernfold: f & g: conditions are joined in each pair by And(f, g), Or(f, g) and Not(f)");
  return {};
}
template <Formula F, Formula G>
requires(detail::Condition<F> || detail::Condition<G>) constexpr F operator|(F, G) {
  static_assert(detail::always_false<F>,
                "kernfold: f | g < h: f | g is the scalar product, and < binds tighter; write (f | g) < h to compare "
                "it, Or(f, g) to join conditions, Scalprod(f, g) for the scalar product of a condition");
  return {};
}
template <Formula F, bool ok = false>
constexpr F operator!(F) {
  static_assert(ok, "kernfold: !f: conditions are joined in each pair by And(f, g), Or(f, g) and Not(f)");
  return {};
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Comparisons: 1 where they hold, else 0; all but NotEqual are 0 where an operand is NaN. Equality has no operator: `f
// == g` asks C++ users to expect a bool.
#pragma once

#include <kernfold/operations/constant_rules.hpp>
#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/no_numbers.hpp>

namespace kernfold {

namespace detail {
// Is the value of the operation with this name's hash 1 or 0?
constexpr bool is_truth(std::uint64_t id) {
  const char* const names[] = {"Equal", "NotEqual", "LessThan", "LessOrEqual", "And", "Or", "Not"};
  for (const char* const name : names)
    if (id == hash_of(name)) return true;
  return false;
}
// Is node f 1 or 0, by its operation?
constexpr bool is_truth(const Builder& b, int f) { return !b[f].is_leaf() && is_truth(b[f].operation->id); }

// A comparison, or conditions joined.
template <class F>
concept Condition = Formula<F> && requires {
  F::operation_type::name;
} && is_truth(hash_of(F::operation_type::name));

template <class F, bool ok = false>
struct comparison_compared {
  static_assert(ok,
                "kernfold: f < g < h: a comparison is 1 or 0, and h is compared with that; join two conditions, "
                "And(f < g, g < h), or write LessThan(f < g, h) if the numbers are meant");
};
template <class, bool ok = false>
struct bound_by_comparison {
  static_assert(ok, "kernfold: x == X, with data X: data are bound to a variable by one =, as in x = X");
};
// Explains f < g < h, with F = f < g.
template <class F>
constexpr void explain_comparison() {
  if constexpr (Condition<F>) explain<comparison_compared<F>>();
}
}  // namespace detail

struct EqualOp : Elementwise<2> {
  static constexpr const char* name = "Equal";
  static constexpr int cost = 2;
  static constexpr bool commutative = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::select;
    return select(x == y, T(1), T(0));
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G) {
    return adjoints(IntCst<0>{}, IntCst<0>{});
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return detail::fold_comparison(b, x, [](int sign) { return sign == 0; });
  }
};

/// 1 where f = g, else 0, componentwise; an operand of dimension 1 broadcasts. Derivative: 0.
/// Example: `Equal(IndexI{}, IndexJ{})`.
template <class F, class G>
struct Equal : Apply<EqualOp, F, G> {
  constexpr Equal() = default;
  constexpr explicit Equal(F, G) {}
};
KERNFOLD_OPERANDS_2(Equal);

struct NotEqualOp : Elementwise<2> {
  static constexpr const char* name = "NotEqual";
  static constexpr int cost = 2;
  static constexpr bool commutative = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::select;
    return select(x != y, T(1), T(0));
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G) {
    return adjoints(IntCst<0>{}, IntCst<0>{});
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    for (int n = 0; n < 2; ++n)  // a truth value is what it is
      if (const int f = x.operand[n]; b.is_zero(x.operand[1 - n]) && b.dim(f) == x.dim && detail::is_truth(b, f))
        return f;
    return detail::fold_comparison(b, x, [](int sign) { return sign != 0; });
  }
};

/// 1 where f = g does not hold, else 0, componentwise; an operand of dimension 1 broadcasts. Derivative: 0.
/// Example: `NotEqual(IndexI{}, IndexJ{}) * a`.
template <class F, class G>
struct NotEqual : Apply<NotEqualOp, F, G> {
  constexpr NotEqual() = default;
  constexpr explicit NotEqual(F, G) {}
};
KERNFOLD_OPERANDS_2(NotEqual);

struct LessThanOp : Elementwise<2> {
  static constexpr const char* name = "LessThan";
  static constexpr int cost = 2;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::select;
    return select(x < y, T(1), T(0));
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G) {
    return adjoints(IntCst<0>{}, IntCst<0>{});
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return detail::fold_comparison(b, x, [](int sign) { return sign < 0; });
  }
};

/// 1 where f < g, else 0, componentwise; also written f < g. An operand of dimension 1 broadcasts. Derivative: 0.
/// Example: `x < y`.
template <class F, class G>
struct LessThan : Apply<LessThanOp, F, G> {
  constexpr LessThan() = default;
  constexpr explicit LessThan(F, G) {}
};
KERNFOLD_OPERANDS_2(LessThan);

struct LessOrEqualOp : Elementwise<2> {
  static constexpr const char* name = "LessOrEqual";
  static constexpr int cost = 2;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::select;
    return select(x <= y, T(1), T(0));
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G) {
    return adjoints(IntCst<0>{}, IntCst<0>{});
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return detail::fold_comparison(b, x, [](int sign) { return sign <= 0; });
  }
};

/// 1 where f <= g, else 0, componentwise; also written f <= g. An operand of dimension 1 broadcasts. Derivative: 0.
/// Example: `SqDist(x, y) <= 1_c`.
template <class F, class G>
struct LessOrEqual : Apply<LessOrEqualOp, F, G> {
  constexpr LessOrEqual() = default;
  constexpr explicit LessOrEqual(F, G) {}
};
KERNFOLD_OPERANDS_2(LessOrEqual);

/// 1 where f > g, else 0, componentwise: LessThan(g, f); also written f > g. Derivative: 0.
/// Example: `x > y`.
template <class F, class G>
struct GreaterThan : Apply<LessThanOp, G, F> {
  constexpr GreaterThan() = default;
  constexpr explicit GreaterThan(F, G) {}
};
KERNFOLD_OPERANDS_2(GreaterThan);

/// 1 where f >= g, else 0, componentwise: LessOrEqual(g, f); also written f >= g. Derivative: 0.
/// Example: `x >= y`.
template <class F, class G>
struct GreaterOrEqual : Apply<LessOrEqualOp, G, F> {
  constexpr GreaterOrEqual() = default;
  constexpr explicit GreaterOrEqual(F, G) {}
};
KERNFOLD_OPERANDS_2(GreaterOrEqual);

template <Formula F, Formula G>
constexpr LessThan<F, G> operator<(F, G) {
  detail::explain_comparison<F>();
  return {};
}
template <Formula F, Formula G, bool ok = false>
constexpr Equal<F, G> operator==(F, G) {
  static_assert(ok, "kernfold: f == g: formulas are compared in each pair by Equal(f, g) and NotEqual(f, g)");
  return {};
}
template <Formula F, Formula G>
constexpr Equal<F, G> operator!=(F f, G g) {
  return f == g;
}
template <Formula F, PlainNumber N, bool ok = false>
constexpr F operator==(F f, N) {
  static_assert(ok,
                "kernfold: f == 2: formulas are compared in each pair by Equal(f, g) and NotEqual(f, g), and a plain "
                "number is not part of a formula; write Equal(f, 2_c)");
  return f;
}
template <Formula F, detail::NoFormula Data>
requires(!PlainNumber<Data>) constexpr Named<F, Data> operator==(F, const Data& data) {
  detail::explain<detail::bound_by_comparison<std::conditional_t<detail::always_false<F>, F, void>>>();
  return {data};
}
template <PlainNumber N, Formula F>
constexpr F operator==(N n, F f) {
  return f == n;
}
template <Formula F, PlainNumber N>
constexpr F operator!=(F f, N n) {
  return f == n;
}
template <PlainNumber N, Formula F>
constexpr F operator!=(N n, F f) {
  return f == n;
}
template <bool ok = false, PlainNumber N, Formula F>
constexpr F operator<(N, F) {
  static_assert(ok,
                "kernfold: f < 0.5: a plain number is not part of a formula; write an exact constant, f < 0.5_c, or "
                "declare a parameter Pm<position, 1> and pass the number in the call");
  return {};
}
template <Formula F, PlainNumber N>
constexpr F operator<(F f, N n) {
  return n < f;
}
template <Formula F, Formula G>
constexpr LessOrEqual<F, G> operator<=(F, G) {
  detail::explain_comparison<F>();
  return {};
}
template <PlainNumber N, Formula F>
constexpr F operator<=(N n, F f) {
  return n < f;
}
template <Formula F, PlainNumber N>
constexpr F operator<=(F f, N n) {
  return n < f;
}
template <Formula F, Formula G>
constexpr GreaterThan<F, G> operator>(F, G) {
  detail::explain_comparison<F>();
  return {};
}
template <PlainNumber N, Formula F>
constexpr F operator>(N n, F f) {
  return n < f;
}
template <Formula F, PlainNumber N>
constexpr F operator>(F f, N n) {
  return n < f;
}
template <Formula F, Formula G>
constexpr GreaterOrEqual<F, G> operator>=(F, G) {
  detail::explain_comparison<F>();
  return {};
}
template <PlainNumber N, Formula F>
constexpr F operator>=(N n, F f) {
  return n < f;
}
template <Formula F, PlainNumber N>
constexpr F operator>=(F f, N n) {
  return n < f;
}

}  // namespace kernfold

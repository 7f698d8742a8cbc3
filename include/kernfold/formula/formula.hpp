// SPDX-License-Identifier: MIT
//
// What a formula is: an empty type that knows its dimension and how to emit itself into a program. Everything a user
// writes (variables, constants, operations, gradients) derives from Expression; come here to see what they share.
#pragma once

#include <type_traits>

#include <kernfold/config.hpp>
#include <kernfold/formula/key.hpp>
#include <kernfold/formula/type_list.hpp>

namespace kernfold {

struct AnyFormula;

/// A formula: an empty type made of variables, constants and operations.
template <class F>
concept Formula = std::is_base_of_v<AnyFormula, std::remove_cvref_t<F>>;

namespace detail {
template <class...>
inline constexpr bool always_false = false;

// explain<Error>() prints the message of Error, a class whose static_assert fails and whose arguments carry variables
// and numbers. The caller stays a constant expression for clang, and goes on without further messages: it names nothing
// that holds an error, and an `auto` function is instantiated at once.
template <class Error>
auto report() {
  static_cast<void>(sizeof(Error));
  return 0;
}
template <class Error>
constexpr void explain(bool never = false) {
  if (never) report<Error>();
}

template <class F, bool ok = false>
struct lower_case_function {
  static_assert(ok,
                "kernfold: exp(f) and the like: operations on formulas are written with capitals: Exp(f), Log(f), "
                "Sqrt(f), Sin(f), Cos(f), Abs(f), Pow<3>(f), Max(f, g), Norm2(f), Scalprod(f, g)");
};
template <class N, bool ok = false>
struct formula_as_number {
  static_assert(ok,
                "kernfold: std::exp(f), double(f), c ? f : g and the like: a formula is no number; write operations on "
                "it with capitals, as in Exp(f) or Where(c, f, g), and take values of it with evaluate(f, x, y, ...) "
                "for one pair or reduce<Sum, Axis1>(f, X, Y, ...)");
};
template <class T, bool ok = false>
struct operation_as_member {
  static_assert(ok,
                "kernfold: f.exp(), f.sum(1) and the like: operations are functions, written with capitals: Exp(f), "
                "Norm2(f), SqDist(f, g), Elem<0>(f), Sum(f) of components; a sum over j is reduce<Sum, Axis1>(f, X, Y, "
                "...)");
};
template <class G, bool ok = false>
struct compound_assignment {
  static_assert(ok,
                "kernfold: f += g and the like: a formula is a type, and f + g is another one; give it a name of its "
                "own, constexpr auto h = f + g");
};
}  // namespace detail

/// Base of all formulas, to recognise them. What its members and friends do is to explain that a formula is no
/// condition and no variable of the program, and how operations are written.
struct AnyFormula {
  template <class B, bool ok = false>
  requires std::is_same_v<B, bool>
  constexpr explicit operator B() const {
    static_assert(
        ok,
        "kernfold: if (f < g): a comparison of formulas is a formula, with a value for each pair; choose with "
        "IfElse(f, a, b) or Where(f < g, a, b)");
    return false;
  }
  template <class G>
  constexpr void operator+=(G) const {
    detail::explain<detail::compound_assignment<G>>();
  }
  template <class G>
  constexpr void operator-=(G) const {
    detail::explain<detail::compound_assignment<G>>();
  }
  template <class G>
  constexpr void operator*=(G) const {
    detail::explain<detail::compound_assignment<G>>();
  }
  template <class G>
  constexpr void operator/=(G) const {
    detail::explain<detail::compound_assignment<G>>();
  }
#define KERNFOLD_MEMBER(name)                                              \
  template <class... T>                                                    \
  constexpr AnyFormula name(const T&...) const {                           \
    detail::explain<detail::operation_as_member<void (*)(const T&...)>>(); \
    return {};                                                             \
  }
  KERNFOLD_MEMBER(sum)
  KERNFOLD_MEMBER(exp)
  KERNFOLD_MEMBER(log)
  KERNFOLD_MEMBER(sqrt)
  KERNFOLD_MEMBER(square)
  KERNFOLD_MEMBER(abs)
  KERNFOLD_MEMBER(dot)
  KERNFOLD_MEMBER(norm)
  KERNFOLD_MEMBER(norm2)
  KERNFOLD_MEMBER(sqnorm2)
  KERNFOLD_MEMBER(sqdist)
  KERNFOLD_MEMBER(elem)
  KERNFOLD_MEMBER(logsumexp)
#undef KERNFOLD_MEMBER
  template <Formula F, class N, bool ok = false>
  friend constexpr F operator^(F f, N) {
    static_assert(ok, "kernfold: f ^ 2: a power is written Pow<2>(f), or Powf(f, g) where the exponent is a formula");
    return f;
  }
  template <Formula F, class N, bool ok = false>
  friend constexpr F operator%(F f, N) {
    static_assert(ok, "kernfold: f % n: the remainder is written Mod(f, n), as in Mod(f, 2_c)");
    return f;
  }
  // `More`: a function of one's own for formulas, by such a name, is more specialized.
#define KERNFOLD_LOWER_CASE(name)                      \
  template <Formula F, class... More>                  \
  friend constexpr F name(F f, More...) {              \
    detail::explain<detail::lower_case_function<F>>(); \
    return f;                                          \
  }
  KERNFOLD_LOWER_CASE(exp)
  KERNFOLD_LOWER_CASE(exp2)
  KERNFOLD_LOWER_CASE(expm1)
  KERNFOLD_LOWER_CASE(log)
  KERNFOLD_LOWER_CASE(log2)
  KERNFOLD_LOWER_CASE(log1p)
  KERNFOLD_LOWER_CASE(pow)
  KERNFOLD_LOWER_CASE(sqrt)
  KERNFOLD_LOWER_CASE(cbrt)
  KERNFOLD_LOWER_CASE(hypot)
  KERNFOLD_LOWER_CASE(sin)
  KERNFOLD_LOWER_CASE(cos)
  KERNFOLD_LOWER_CASE(tan)
  KERNFOLD_LOWER_CASE(asin)
  KERNFOLD_LOWER_CASE(acos)
  KERNFOLD_LOWER_CASE(atan)
  KERNFOLD_LOWER_CASE(atan2)
  KERNFOLD_LOWER_CASE(sinh)
  KERNFOLD_LOWER_CASE(cosh)
  KERNFOLD_LOWER_CASE(tanh)
  KERNFOLD_LOWER_CASE(asinh)
  KERNFOLD_LOWER_CASE(acosh)
  KERNFOLD_LOWER_CASE(atanh)
  KERNFOLD_LOWER_CASE(erf)
  KERNFOLD_LOWER_CASE(erfc)
  KERNFOLD_LOWER_CASE(lgamma)
  KERNFOLD_LOWER_CASE(abs)
  KERNFOLD_LOWER_CASE(fabs)
  KERNFOLD_LOWER_CASE(fmod)
  KERNFOLD_LOWER_CASE(floor)
  KERNFOLD_LOWER_CASE(ceil)
  KERNFOLD_LOWER_CASE(round)
  KERNFOLD_LOWER_CASE(max)
  KERNFOLD_LOWER_CASE(min)
  KERNFOLD_LOWER_CASE(fmax)
  KERNFOLD_LOWER_CASE(fmin)
  KERNFOLD_LOWER_CASE(dot)
  KERNFOLD_LOWER_CASE(norm)
#undef KERNFOLD_LOWER_CASE
};

/// Which index a variable runs over.
enum class Category : unsigned char { i, j, parameter };

/// The name of its class template, for texts.
constexpr const char* variable_name(Category c) { return c == Category::i ? "Vi" : c == Category::j ? "Vj" : "Pm"; }

/// Sets of axes that a value depends on.
inline constexpr unsigned axis_none = 0, axis_i = 1, axis_j = 2, axis_both = 3;

constexpr unsigned axis_of(Category c) { return c == Category::i ? axis_i : c == Category::j ? axis_j : axis_none; }

/// The axis that a reduction sums over, as in NumPy: of the M x N matrix of values, Axis1 runs over j and leaves one
/// row per i; Axis0 runs over i and leaves one row per j; Axis01 runs over both and leaves one row.
struct Axis0 {};
struct Axis1 {};
struct Axis01 {};

inline namespace KERNFOLD_ISA {
template <template <class...> class R, class A, class F, class... T>
auto reduce(F f, const T&... arguments);
template <class R, class A, class F, class... T>
auto reduce(F f, const T&... arguments);
}  // namespace KERNFOLD_ISA

namespace detail {
// f.reduce<Sum>(...), a mistake, as reduce<Sum>(f, ...), which explains it.
template <template <class...> class R, class F, class... T>
auto reduce_without_axis(F f, const T&... arguments) {
  return reduce<R>(f, arguments...);
}
}  // namespace detail

/// CRTP base of formulas: `f.reduce<Sum, Axis1>(...)` and `F::reduce<Sum, Axis1>(...)`. See api/reduction.hpp.
template <class Self>
struct Expression : AnyFormula {
  /// Are the components (re, im) pairs? True of the results of complex operations, which real ones refuse. A variable
  /// may hold either.
  static constexpr bool complex = false;

  template <template <class...> class R, class A, class... T>
  KERNFOLD_INLINE static auto reduce(const T&... arguments) {
    return kernfold::reduce<R, A>(Self{}, arguments...);
  }
  template <class R, class A, class... T>
  KERNFOLD_INLINE static auto reduce(const T&... arguments) {
    return kernfold::reduce<R, A>(Self{}, arguments...);
  }
  template <template <class...> class R, class... T>
  static auto reduce(const T&... arguments) {
    return detail::reduce_without_axis<R>(Self{}, arguments...);
  }

  // A formula is no number, no function and no array. The results have its dimension and variables, so that no other
  // error follows. (The conversion is no template: for `c ? f : g` compilers consider no others. One message for all
  // formulas.)
  constexpr operator double() const {
    detail::explain<detail::formula_as_number<std::conditional_t<detail::always_false<Self>, Self, double>>>();
    return 0;
  }
  template <bool ok = false, class... T>
  constexpr Self operator()(const T&...) const {
    static_assert(
        ok,
        "kernfold: f(X, Y, ...): a formula has no values of its own; write reduce<Sum, Axis1>(f, X, Y, ...) for "
        "its sum over j, or evaluate(f, x, y, ...) for one pair");
    return {};
  }
  template <class N, bool ok = false>
  constexpr Self operator[](N) const {
    static_assert(ok,
                  "kernfold: f[0]: components are numbered in the compiler; write Elem<0>(f), or Extract<0, 2>(f) for "
                  "several");
    return {};
  }
};

/// An operand of an operation's derivative, or (K = number of operands) the incoming adjoint. Its dimension is known
/// only when the derivative is emitted.
template <int K>
struct Hole : Expression<Hole<K>> {
  using children = TypeList<>;
  static constexpr int dim = 0;
  template <class Builder>
  static constexpr int emit(Builder&, const int* holes) {
    return holes[K];
  }
};

}  // namespace kernfold

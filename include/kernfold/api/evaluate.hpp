// SPDX-License-Identifier: MIT
//
// evaluate(f, arguments...): the value of a formula for one pair, on the host, at run time and in constant expressions.
// A plain interpreter of the program, without tiles or packs: what the engines compute must agree with it.
#pragma once

#include <array>

#include <kernfold/engine/evaluator.hpp>
#include <kernfold/tensors/data.hpp>
#include <kernfold/tensors/errors.hpp>

namespace kernfold {

namespace detail {
inline namespace KERNFOLD_ISA {

template <class A>
struct NamedVariable {
  static constexpr bool named = false;
  using data = A;
};
template <class V, class Data>
struct NamedVariable<Named<V, Data>> {
  static constexpr bool named = true;
  using variable = V;
  using data = std::remove_cvref_t<Data>;
};

template <class A>
constexpr auto element_of(const A& a) {
  if constexpr (NamedVariable<A>::named) {
    return element_of(a.data);
  } else if constexpr (std::is_arithmetic_v<A>) {
    return A{};
  } else {
    return std::remove_cvref_t<decltype(*std::data(a))>{};
  }
}
// float if all are float, else double
template <class... A>
using EvaluationType =
    std::conditional_t<(sizeof...(A) > 0) &&
                           (std::is_same_v<decltype(element_of(std::declval<const A&>())), float> && ...),
                       float, double>;

// The values of all nodes of a program, each an array.
template <class T, int I, int Dim>
struct NodeValue {
  T v[Dim];
};
template <class T, class C, class Nodes>
struct NodeValues;
template <class T, class C, int... I>
struct NodeValues<T, C, std::integer_sequence<int, I...>> : NodeValue<T, I, C::template node<I>.dim>... {};
template <int I, class T, int Dim>
constexpr T (&node_value(NodeValue<T, I, Dim>& n))[Dim] {
  return n.v;
}

template <class C, int I, class T, class Values>
constexpr void evaluate_node(Values& values, const T* const* arguments) {
  constexpr Instruction x = C::template node<I>;
  T* const r = node_value<I>(values);
  if constexpr (x.leaf == Leaf::constant) {
    for (int k = 0; k < x.dim; ++k) r[k] = C::template constant<I, T>;
  } else if constexpr (x.leaf == Leaf::index) {
    r[0] = T(0);
  } else if constexpr (x.leaf == Leaf::variable) {
    for (int k = 0; k < x.dim; ++k) r[k] = arguments[x.p0][k];
  } else {
    using O = typename C::template OperationAt<I>;
    constexpr Shape shape = C::template shape<I>;
    constexpr int a = O::arity > 0 ? x.operand[0] : 0, b = O::arity > 1 ? x.operand[1] : a,
                  c = O::arity > 2 ? x.operand[2] : a;
    const T *f = node_value<a>(values), *g = node_value<b>(values), *h = node_value<c>(values);
    const int df = shape.dim[0] == 1 ? 0 : 1, dg = shape.dim[1] == 1 ? 0 : 1, dh = shape.dim[2] == 1 ? 0 : 1;
    if constexpr (O::kind == Kind::gather) {
      for (int k = 0; k < x.dim; ++k) {
        r[k] = T(0);
        for (int q = 0; q < O::terms(shape); ++q) {
          const int i = O::index(0, k, q, shape), j = O::arity == 2 ? O::index(O::arity == 2 ? 1 : 0, k, q, shape) : -1;
          if (i < 0 && j < 0) continue;
          const T t = (i < 0 ? T(1) : f[i * df]) * (j < 0 ? T(1) : g[j * dg]);
          r[k] = q == 0 ? (O::negative(k, q, shape) ? -t : t) : O::negative(k, q, shape) ? r[k] - t : r[k] + t;
        }
      }
    } else if constexpr (O::kind == Kind::contraction) {
      constexpr int n = shape.dim[0] > shape.dim[1] ? shape.dim[0] : shape.dim[1];
      for (int k = 0; k < n; ++k) {
        if constexpr (O::arity == 1) {
          r[0] = k == 0 ? O::first(f[0]) : O::next(r[0], f[k * df]);
        } else {
          r[0] = k == 0 ? O::first(f[0], g[0]) : O::next(r[0], f[k * df], g[k * dg]);
        }
      }
    } else if constexpr (O::kind == Kind::opaque) {
      [&]<int... K>(std::integer_sequence<int, K...>) {
        opaque_value<O, x.p0>(node_value<I>(values), node_value<x.operand[K]>(values)...);
      }
      (std::make_integer_sequence<int, O::arity>{});
    } else {
      for (int k = 0; k < x.dim; ++k) {
        if constexpr (O::arity == 0) {
          r[k] = O::template value<T>();
        } else if constexpr (O::arity == 1 && requires { O::integers; }) {
          r[k] = O::template value<x.p0>(f[k * df]);
        } else if constexpr (O::arity == 1) {
          r[k] = O::value(f[k * df]);
        } else if constexpr (O::arity == 2) {
          r[k] = O::value(f[k * df], g[k * dg]);
        } else {
          r[k] = O::value(f[k * df], g[k * dg], h[k * dh]);
        }
      }
    }
  }
}

template <class C, class T, int... I>
constexpr std::array<T, C::dim> evaluate_program(const T* const* arguments, std::integer_sequence<int, I...> nodes) {
  NodeValues<T, C, decltype(nodes)> values{};
  KERNFOLD_IN_ORDER((evaluate_node<C, I, T>(values, arguments)));
  std::array<T, C::dim> r{};
  for (int k = 0; k < C::dim; ++k) r[static_cast<std::size_t>(k)] = node_value<C::root>(values)[k];
  return r;
}

// Copies one argument, a number or an array of dim numbers.
template <class T, class A>
constexpr void copy_argument(const A& a, T* to, int position, int dim) {
  if constexpr (std::is_arithmetic_v<A>) {
    if (dim != 1)
      throw_shape_error(Message() << "evaluate: argument " << position << ": a number, but the dimension is " << dim);
    to[0] = static_cast<T>(a);
  } else {
    const auto n = std::size(a);
    if (n != static_cast<decltype(n)>(dim))
      throw_shape_error(Message() << "evaluate: argument " << position << ": " << static_cast<std::ptrdiff_t>(n)
                                  << " elements, but the dimension is " << dim);
    for (int k = 0; k < dim; ++k) to[k] = static_cast<T>(std::data(a)[k]);
  }
}

// The messages. `false` as an argument, so that each fails when it is used and not before.
namespace evaluate_error {
template <int given, int needed>
struct argument_count {
  static_assert(given == needed,
                "kernfold: evaluate(f, ...): argument_count<given, needed>; give one argument for each variable of the "
                "formula, in the order of their positions or all by name");
};
template <class F, bool ok = false>
struct names_mixed {
  static_assert(ok,
                "kernfold: evaluate(f, ...): some arguments are given by name and some by position; give all one way");
};
template <class V, bool ok = false>
struct not_in_formula {
  static_assert(ok,
                "kernfold: evaluate(f, x = X, ...): not_in_formula<V>: the formula has no variable V of this category, "
                "position and dimension");
};
template <class V, bool ok = false>
struct named_twice {
  static_assert(ok,
                "kernfold: evaluate(f, x = X, ...): named_twice<V>: the variable V is given twice; give each one once");
};
template <class A, bool ok = false>
struct on_device {
  static_assert(
      ok,
      "kernfold: evaluate(f, ...): on_device<A>: the argument of type A is on a GPU, and evaluate computes on "
      "the host; pass a copy in host memory");
};
template <class A, bool ok = false>
struct not_values {
  static_assert(ok,
                "kernfold: evaluate(f, ...): not_values<A>: the argument of type A is neither a number nor an array of "
                "numbers with data() and size(); pass the vector of one i, j or parameter, such as a std::array");
};
}  // namespace evaluate_error

template <class A>
concept Values = std::is_arithmetic_v<A> || requires(const A& a) {
  std::size(a);
  static_cast<double>(*std::data(a));
};
template <class A>
constexpr bool check_values() {
  if constexpr (!Values<A>) explain<evaluate_error::not_values<A>>();
  return Values<A>;
}

template <class F, class V>
constexpr bool check_name() {
  constexpr bool exists = draft<F>.positions > V::position;
  if constexpr (exists && draft<F>.argument[exists ? V::position : 0] == ArgumentInfo{true, V::category, V::dim}) {
    return true;
  } else {
    explain<evaluate_error::not_in_formula<V>>();
    return false;
  }
}
template <class V, class... W>
constexpr bool check_once() {
  constexpr bool once = (0 + ... + static_cast<int>(__is_same(V, W))) == 1;
  if constexpr (!once) explain<evaluate_error::named_twice<V>>();
  return once;
}

template <class A>
constexpr void check_on_host() {
  if constexpr (DeviceData<A>::value) explain<evaluate_error::on_device<A>>();
}

// Do the arguments belong to the formula? If not, it is explained.
template <class F, class... A>
constexpr bool check_evaluation() {
  constexpr int given = static_cast<int>(sizeof...(A)), needed = draft<F>.positions;
  if constexpr (!draft<F>.ok) {
    return false;
  } else if constexpr ((DeviceData<typename NamedVariable<A>::data>::value || ...)) {
    (check_on_host<typename NamedVariable<A>::data>(), ...);
    return false;
  } else if constexpr (given != needed) {
    explain<evaluate_error::argument_count<given, needed>>();
    return false;
  } else if constexpr (!(Values<typename NamedVariable<A>::data> && ...)) {
    (check_values<typename NamedVariable<A>::data>() && ...);
    return false;
  } else if constexpr (!(NamedVariable<A>::named || ...)) {
    return true;
  } else if constexpr (!(NamedVariable<A>::named && ...)) {
    explain<evaluate_error::names_mixed<F>>();
    return false;
  } else {
    return (check_name<F, typename NamedVariable<A>::variable>() && ...) &&
           (check_once<typename NamedVariable<A>::variable, typename NamedVariable<A>::variable...>() && ...);
  }
}

// evaluate, for arguments that belong to the formula.
template <class F, class... A>
constexpr auto evaluate_checked(const A&... arguments) {
  using C = CodeOf<F, Kept::i>;
  using T = EvaluationType<A...>;
  constexpr int positions = C::positions;
  constexpr auto& argument = C::signature.argument;
  constexpr int total = [] {
    int n = 0;
    for (int k = 0; k < positions; ++k) n += argument[k].dim;
    return n > 0 ? n : 1;
  }();
  T memory[total] = {};
  T* data[positions > 0 ? positions : 1] = {};
  int offset = 0;
  for (int k = 0; k < positions; ++k) {
    data[k] = memory + offset;
    offset += argument[k].dim;
  }
  if constexpr ((NamedVariable<A>::named || ...)) {
    (copy_argument(arguments.data, data[NamedVariable<A>::variable::position], NamedVariable<A>::variable::position,
                   NamedVariable<A>::variable::dim),
     ...);
  } else {
    int position = 0;
    ((copy_argument(arguments, data[position], position, argument[position].dim), ++position), ...);
  }
  return evaluate_program<C, T>(data, std::make_integer_sequence<int, C::size>{});
}

}  // namespace KERNFOLD_ISA
}  // namespace detail

inline namespace KERNFOLD_ISA {

/// The value of f for one pair: arguments in the order of their positions, or by name (`x = 2.0`), each a number
/// (dimension 1) or an array of as many numbers as the variable's dimension. float if all of them are float, else
/// double. Works in constant expressions for formulas of arithmetic, Sqrt, Exp, Log, Pow, Abs; others are for run time.
/// Throws shape_error on an argument of a wrong size.
/// Example: `evaluate(x | y, x = std::array{1.0, 2.0, 3.0}, y = std::array{0.0, 1.0, 0.0})`.
template <Formula F, class... A>
constexpr auto evaluate(F, const A&... arguments) {
  if constexpr (detail::check_evaluation<F, A...>()) {
    return detail::evaluate_checked<F>(arguments...);
  } else {
    return std::array<double, 1>{};
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold

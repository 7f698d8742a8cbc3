// SPDX-License-Identifier: MIT
//
// evaluate(f, arguments...): the value of a formula for one pair, on the host, at run time and in constant expressions.
// A plain interpreter of the program, without tiles or packs: what the engines compute must agree with it.
#pragma once

#include <array>

#include <kernfold/engine/evaluator.hpp>
#include <kernfold/tensors/errors.hpp>

namespace kernfold {

namespace detail {

template <class A>
struct NamedVariable {
  static constexpr bool named = false;
};
template <class V, class Data>
struct NamedVariable<Named<V, Data>> {
  static constexpr bool named = true;
  using variable = V;
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

template <class T, int Positions>
struct EvaluationArguments {
  const T* data[Positions > 0 ? Positions : 1];
};

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
constexpr T* node_value(NodeValue<T, I, Dim>& n) {
  return n.v;
}

template <class C, int I, class T, class Values>
constexpr void evaluate_node(Values& values, const T* const* arguments) {
  constexpr Instruction x = C::template node<I>;
  T* const r = node_value<I>(values);
  if constexpr (x.leaf == Leaf::constant) {
    for (int k = 0; k < x.dim; ++k) r[k] = static_cast<T>(static_cast<double>(x.p0) / static_cast<double>(x.p1));
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

}  // namespace detail

/// The value of f for one pair: arguments in the order of their positions, or by name (`x = 2.0`), each a number
/// (dimension 1) or an array of as many numbers as the variable's dimension. float if all of them are float, else
/// double. Works in constant expressions for formulas of arithmetic, Sqrt, Exp, Log, Pow, Abs; others are for run time.
/// Throws shape_error on an argument of a wrong size.
template <Formula F, class... A>
constexpr auto evaluate(F, const A&... arguments) {
  using C = Code<F, Kept::i>;
  using T = detail::EvaluationType<A...>;
  constexpr int positions = C::positions;
  constexpr auto& argument = signature<F>.argument;
  constexpr bool named = (detail::NamedVariable<A>::named || ...);
  static_assert(
      sizeof...(A) == positions,
      "kernfold: evaluate(f, arguments...): give one argument for each position of the formula, in their order or all "
      "by name");
  static_assert(!named || (detail::NamedVariable<A>::named && ...),
                "kernfold: evaluate(f, arguments...): give all arguments by position or all by name");
  constexpr int total = [] {
    int n = 0;
    for (int k = 0; k < positions; ++k) n += draft<F>.argument[k].dim;
    return n > 0 ? n : 1;
  }();
  T memory[total] = {};
  T* data[positions > 0 ? positions : 1] = {};
  int offset = 0;
  for (int k = 0; k < positions; ++k) {
    data[k] = memory + offset;
    offset += argument[k].dim;
  }
  if constexpr (named) {
    static_assert(
        ((detail::NamedVariable<A>::variable::position < positions &&
          argument[detail::NamedVariable<A>::variable::position].dim == detail::NamedVariable<A>::variable::dim &&
          argument[detail::NamedVariable<A>::variable::position].category ==
              detail::NamedVariable<A>::variable::category) &&
         ...),
        "kernfold: evaluate(f, name = value, ...): a name is not a variable of the formula");
    (detail::copy_argument(arguments.data, data[detail::NamedVariable<A>::variable::position],
                           detail::NamedVariable<A>::variable::position, detail::NamedVariable<A>::variable::dim),
     ...);
  } else {
    int position = 0;
    ((detail::copy_argument(arguments, data[position], position, argument[position].dim), ++position), ...);
  }
  return detail::evaluate_program<C, T>(data, std::make_integer_sequence<int, C::size>{});
}

}  // namespace kernfold

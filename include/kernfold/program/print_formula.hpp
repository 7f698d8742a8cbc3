// SPDX-License-Identifier: MIT
//
// to_string(f): a formula as the C++ expression that makes it, for logs and for people.
#pragma once

#include <string>

#include <kernfold/formula/index.hpp>
#include <kernfold/program/lower.hpp>

namespace kernfold {

template <class F, class V, class U>
struct Diff;  // operations/derivatives.hpp

namespace detail {

// Appends the parts in order. (Not a chain of + from a literal: gcc 12 warns of those, falsely, with -O3 -Wall.)
template <class... Part>
void append(std::string& s, const Part&... part) {
  ((s += part), ...);
}

// How tightly an expression binds: an operand that binds less tightly than its operation gets parentheses.
enum Precedence { sum_precedence = 1, product_precedence = 2, sign_precedence = 3, atom_precedence = 4 };

template <class O>
constexpr int precedence_of() {
  if constexpr (requires { O::symbol; }) {
    return O::symbol[1] == '+' || O::symbol[1] == '-' ? sum_precedence : product_precedence;
  } else {
    return atom_precedence;
  }
}

template <class... F>
void print_list(std::string& s, TypeList<F...>);
template <class F, class V, class E>
void print_formula(std::string& s, const Grad<F, V, E>&, int);
template <class F, class V, class U>
void print_formula(std::string& s, const Diff<F, V, U>&, int);

template <class V, Category C, int Position, int Dim>
void print_formula(std::string& s, const Variable<V, C, Position, Dim>&, int) {
  append(s, variable_name(C), "<", std::to_string(Position), ", ", std::to_string(Dim), ">");
}
template <class Self, Category C>
void print_formula(std::string& s, const AxisIndex<Self, C>&, int) {
  s += C == Category::i ? "IndexI{}" : "IndexJ{}";
}
template <std::int64_t N, std::int64_t D>
void print_formula(std::string& s, const Constant<N, D>&, int) {
  if (D != 1)
    append(s, "RatCst<", std::to_string(N), ", ", std::to_string(D), ">");
  else if (N < 0)
    append(s, "IntCst<", std::to_string(N), ">");
  else
    append(s, std::to_string(N), "_c");
}
template <int Dim>
void print_formula(std::string& s, const Zero<Dim>&, int) {
  append(s, "Zero<", std::to_string(Dim), ">");
}
template <class Self, class Expansion, class... F>
void print_formula(std::string& s, const Alias<Self, Expansion, F...>&, int) {
  s += Self::name;
  print_list(s, TypeList<F...>{});
}
template <class O, class... F>
void print_formula(std::string& s, const Apply<O, F...>&, int outer) {
  using Op = typename OperationOf<O>::type;
  constexpr int precedence = precedence_of<Op>();
  if constexpr (requires { Op::symbol; }) {
    if (precedence < outer) s += '(';
    const char* separator = nullptr;
    ((s += separator != nullptr ? separator : "", print_formula(s, F{}, precedence + (separator != nullptr ? 1 : 0)),
      separator = Op::symbol),
     ...);
    if (precedence < outer) s += ')';
  } else if constexpr (requires { Op::prefix; }) {
    if (outer > sign_precedence) s += '(';  // -(-f): `--f` would be another operator
    s += Op::prefix;
    (print_formula(s, F{}, atom_precedence), ...);
    if (outer > sign_precedence) s += ')';
  } else {
    s += Op::name;
    if constexpr (requires { Op::integers; }) {
      append(s, "<", std::to_string(OperationOf<O>::p0));
      if (Op::integers > 1) append(s, ", ", std::to_string(OperationOf<O>::p1));
      s += ">";
    }
    print_list(s, TypeList<F...>{});
  }
}
template <class F, class V, class E>
void print_formula(std::string& s, const Grad<F, V, E>&, int) {
  s += "Grad";
  print_list(s, TypeList<F, V, E>{});
}
template <class F, class V, class U>
void print_formula(std::string& s, const Diff<F, V, U>&, int) {
  s += "Diff";
  print_list(s, TypeList<F, V, U>{});
}

template <class... F>
void print_list(std::string& s, TypeList<F...>) {
  const char* separator = "(";
  ((s += separator, print_formula(s, F{}, 0), separator = ", "), ...);
  s += sizeof...(F) == 0 ? "()" : ")";
}

}  // namespace detail

/// The C++ expression of a formula: to_string(Square(p - a) * Exp(x + y)) is
/// "Square(Pm<3, 1> - Vj<2, 1>) * Exp(Vi<0, 3> + Vj<1, 3>)".
template <Formula F>
std::string to_string(F) {
  std::string s;
  detail::print_formula(s, F{}, 0);
  return s;
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// From formula to program: `draft<F>` is the simplified program of F at its exact size, one constant evaluation for
// each recipe, and Grad<F, V, E> the recipe of a derivative, which starts from the draft of F.
#pragma once

#include <kernfold/program/differentiate.hpp>
#include <kernfold/program/operations_of.hpp>

namespace kernfold {

namespace detail {

/// What an Emit has made: a program without dead nodes, in arrays that are larger.
template <int Capacity>
struct Emitted {
  ProgramError error;
  Culprit culprit;
  int nodes, positions;
  Node node[Capacity];
  ArgumentInfo argument[max_positions];

  /// Runs `emit(builder)`, which returns the root.
  constexpr explicit Emitted(int (*emit)(Builder&))
      : error(ProgramError::none), culprit{}, nodes(0), positions(0), node{}, argument{} {
    BuilderStorage<Capacity> storage;
    Builder b(storage);
    const int root = emit(b);
    error = b.error;
    culprit = b.culprit;
    if (error != ProgramError::none) return;
    short* to = b.scratch;  // 1 for live nodes, then their new names
    for (int i = 0; i <= root; ++i) to[i] = 0;
    to[root] = 1;
    for (int i = root; i >= 0; --i)
      if (const Node& x = b[i]; to[i] != 0 && !x.is_leaf())
        for (int k = 0; k < x.operation->arity; ++k) to[x.operand[k]] = 1;
    for (int i = 0; i <= root; ++i) {
      if (to[i] == 0) continue;
      Node x = b[i];
      for (short& o : x.operand)
        if (o >= 0) o = to[o];
      to[i] = static_cast<short>(nodes);
      node[nodes++] = x;
    }
    positions = b.positions;
    for (int k = 0; k < positions; ++k) argument[k] = b.argument[k];
  }
};

constexpr int capacity_for(int nodes) {
  int capacity = 256;
  while (capacity < nodes && capacity < max_nodes) capacity *= 4;
  return capacity < max_nodes ? capacity : max_nodes;
}

// The messages. `false` as an argument, so that each fails when it is used and not before.
namespace formula_error {
template <class F, bool ok = false>
struct too_many_nodes {
  static_assert(
      ok,
      "kernfold: too_many_nodes<f>: the formula has more than 8192 distinct nodes (kernfold::max_nodes) before "
      "dead ones are removed; reduce a part of it first");
};
template <class F, bool ok = false>
struct too_many_positions {
  static_assert(ok, "kernfold: too_many_positions<f>: a formula has at most 64 arguments, at positions 0 to 63");
};
template <int f, int e>
struct adjoint_of_formula {
  static_assert(f == e || f < 0 || e < 0,
                "kernfold: Grad(f, v, e): adjoint_of_formula<f, e>: e must have the dimension of f");
};
template <class V, class W, bool ok = false>
struct one_position {
  static_assert(
      ok,
      "kernfold: one_position<V, W>: the variables V and W of the formula have the same position but different "
      "categories or dimensions; give each variable its own position");
};
template <class Op, bool ok = false>
struct no_derivative {
  static_assert(
      ok,
      "kernfold: Grad(f, v, e): no_derivative<Op>: f contains the operation Op, which has no derivative; add its "
      "derivative(auto f, auto g)");
};
template <class Op, int operand, int adjoint>
struct adjoint_dimension {
  static_assert(
      operand == adjoint,
      "kernfold: Grad(f, v, e): adjoint_dimension<Op, operand, adjoint>: the derivative of Op gives an adjoint "
      "of another dimension than that of the operand; correct Op::derivative");
};
template <class Op, bool ok = false>
struct adjoint_lost {
  static_assert(ok,
                "kernfold: Grad(f, v, e): adjoint_lost<Op>: the derivative of Op does not depend on its last argument, "
                "the adjoint g of the value; return g times the derivative, as in g / Cosh(v)");
};
template <class F, bool ok = false>
struct rule_dimensions {
  static_assert(
      ok,
      "kernfold: rule_dimensions<f>: a derivative or a simplification of an operation of f applies an operation "
      "to operands whose dimensions do not fit");
};
}  // namespace formula_error

template <class F>
constexpr int dim_of() {
  if constexpr (Formula<F>) {
    return F::dim;
  } else {
    return -1;
  }
}

template <class F, std::uint64_t Id>
using OperationWithId = typename decltype(type_at<find_operation(operations_of<F>{}, Id)>(operations_of<F>{}))::type;

// Says what is wrong with a formula.
template <class Emit, ProgramError error, Culprit c>
constexpr void explain_formula() {
  using F = typename Emit::formula;
  if constexpr (error == ProgramError::too_many_nodes) {
    explain<formula_error::too_many_nodes<F>>();
  } else if constexpr (error == ProgramError::too_many_positions) {
    explain<formula_error::too_many_positions<F>>();
  } else if constexpr (error == ProgramError::variables_disagree) {
    explain<formula_error::one_position<VariableOf<c.first.category, c.position, c.first.dim>,
                                        VariableOf<c.second.category, c.position, c.second.dim>>>();
  } else if constexpr (error == ProgramError::not_differentiable) {
    using Op = OperationWithId<F, c.operation>;
    if constexpr (requires { typename Op::template no_derivative<Op>; })
      explain<typename Op::template no_derivative<Op>>();
    else
      explain<formula_error::no_derivative<Op>>();
  } else if constexpr (error == ProgramError::adjoint_dimension) {
    explain<formula_error::adjoint_dimension<OperationWithId<F, c.operation>, c.dim, c.adjoint_dim>>();
  } else if constexpr (error == ProgramError::dimensions) {
    explain<formula_error::rule_dimensions<F>>();
  }
}

// Not in make_program: a local constant is computed again when the function is called.
template <class Emit, int Capacity>
inline constexpr Emitted<Capacity> emitted{[](Builder& b) { return Emit{}(b); }};

/// The program that `Emit{}` emits, at its exact size. It is emitted in an array that should be long enough, or else in
/// a longer one: each attempt costs time.
template <class Emit, int Capacity = capacity_for(Emit::expected_nodes)>
constexpr auto make_program() {
  constexpr auto& e = emitted<Emit, Capacity>;
  if constexpr (e.error == ProgramError::too_many_nodes && Capacity < max_nodes) {
    return make_program<Emit, capacity_for(Capacity + 1)>();
  } else if constexpr (e.error != ProgramError::none) {
    explain_formula<Emit, e.error, e.culprit>();
    return Program<1, -1>{};
  } else {
    Program<e.nodes, e.positions> p;
    for (int i = 0; i < p.size; ++i) p.node[i] = e.node[i];
    p.argument[0] = {false, Category::parameter, 0};
    for (int k = 0; k < p.positions; ++k) p.argument[k] = e.argument[k];
    return p;
  }
}

// About the number of nodes that the gradients in a formula have.
template <class F, class Children = typename F::children>
inline constexpr int gradient_nodes = 0;
template <class F, class... Child>
inline constexpr int gradient_nodes<F, TypeList<Child...>> = [] {
  const int nodes[] = {0, gradient_nodes<Child>...};
  int most = 0;
  for (const int n : nodes) most = n > most ? n : most;
  return most;
}();

// Copies a program with its arguments into a builder, and returns its root there.
template <int N, int P>
constexpr int copy_program(Builder& b, const Program<N, P>& p) {
  short to[N] = {};
  for (int k = 0; k < P; ++k)
    if (p.argument[k].present) b.variable(p.argument[k].category, k, p.argument[k].dim);
  for (int i = 0; i < N; ++i) to[i] = static_cast<short>(b.copy(p.node[i], to));
  return to[N - 1];
}

// Does each adjoint that the rules of O give depend on the adjoint of its value, or vanish? Tried with numbers, where
// that of the value alone varies over i.
template <class O>
constexpr bool passes_adjoint_on() {
  if constexpr (constexpr int n = length_of<adjoint_formulas_t<O>>; n > 0) {
    BuilderStorage<64> storage;
    Builder b(storage);
    int holes[max_arity + 1] = {};
    for (int k = 0; k <= O::arity; ++k) holes[k] = b.variable(k < O::arity ? Category::parameter : Category::i, k, 1);
    for (int k = 0; k < n; ++k) {
      const int r = emit_adjoint_number(adjoint_formulas_t<O>{}, b, k, holes);
      if (b.error == ProgramError::none && (b[r].axis & axis_i) == 0 && !b.is_zero(r)) return false;
    }
  }
  return true;
}
template <class O>
inline constexpr bool passes_adjoint = passes_adjoint_on<O>();
template <class O>
constexpr void explain_lost_adjoint() {
  if constexpr (!passes_adjoint<O>) explain<formula_error::adjoint_lost<O>>();
}
// Do all operations of a list? Explains those that do not.
template <class List>
inline constexpr bool pass_adjoints = true;
template <class... O>
inline constexpr bool pass_adjoints<TypeList<O...>> = [] {
  constexpr bool all = (passes_adjoint<O> && ...);
  if constexpr (!all) (explain_lost_adjoint<O>(), ...);
  return all;
}();

template <class F>
struct EmitFormula {
  using formula = F;
  static constexpr int expected_nodes = gradient_nodes<F>;
  constexpr int operator()(Builder& b) const { return F::emit(b, nullptr); }
};

}  // namespace detail

/// The simplified program of formula F. `argument` lists the variables of the formula as it was written.
template <class F>
inline constexpr auto draft = detail::make_program<detail::EmitFormula<F>>();

/// (d_v f)^T e: the gradient of the scalar product of f and e in the variable v. Of v's dimension; e has that of f.
/// Nests to any order: Grad(Grad(f, v, e), w, h).
/// Example: `Grad(SqDist(x, y), x, a)`.
template <class F, class V, class E>
struct Grad : Expression<Grad<F, V, E>> {
  static_assert(Formula<F> && Formula<E>, "kernfold: Grad(f, v, e): f and e must be formulas");
  static_assert(VariableFormula<V>, "kernfold: Grad(f, v, e): v must be a variable, Vi, Vj or Pm");
  static_assert(sizeof(detail::formula_error::adjoint_of_formula<detail::dim_of<F>(), detail::dim_of<E>()>) > 0);
  using children = TypeList<F, V, E>;
  static constexpr int dim = V::dim;
  static constexpr Key key = detail::key_of("Grad", F::key, V::key, E::key);

  constexpr Grad() = default;
  constexpr explicit Grad(F, V, E) {}

  template <class B>
  static constexpr int emit(B& b, const int*) {
    if constexpr (!draft<F>.ok || E::dim != F::dim) return b.fail(ProgramError::explained);
    if constexpr (!detail::pass_adjoints<operations_of<F>>) return b.fail(ProgramError::explained);
    if (const int known = b.recall(key); known >= 0) return known;
    const int f = detail::copy_program(b, draft<F>);
    const int v = V::emit(b, nullptr), e = E::emit(b, nullptr);
    return b.remember(key, differentiate(b, f, v, e));
  }
};

// Explains that the adjoint is missing.
template <class F, class V>
struct Grad<F, V, void> : Expression<Grad<F, V, void>> {
  static_assert(
      detail::always_false<V>,
      "kernfold: Grad(f, v): the adjoint e is missing; write Grad(f, v, e) with a formula e of the dimension of "
      "f, such as 1_c, or grad(reduction<Sum, Axis1>(f), v) for the gradient of a sum");
  using children = TypeList<>;
  static constexpr int dim = -1;
  constexpr explicit Grad(F, V) {}
  static constexpr int emit(Builder& b, const int*) { return b.fail(ProgramError::explained); }
};
template <class F, class V>
Grad(F, V) -> Grad<F, V, void>;
template <class F>
Grad(F) -> Grad<F, F, void>;

namespace detail {
template <class F, class V, class E, class... Child>
inline constexpr int gradient_nodes<Grad<F, V, E>, TypeList<Child...>> = 2 * draft<F>.size;
}  // namespace detail

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// From formula to program: `draft<F>` is the simplified program of F at its exact size, one constant evaluation for
// each recipe, and Grad<F, V, E> the recipe of a derivative, which starts from the draft of F.
#pragma once

#include <kernfold/program/differentiate.hpp>

namespace kernfold {

namespace detail {

struct DraftSize {
  int nodes, positions;
  ProgramError error;
};

// Marks the nodes that root depends on in `live` (0 or 1) and returns their number.
constexpr int mark_live(const Builder& b, int root, short* live) {
  for (int i = 0; i <= root; ++i) live[i] = 0;
  live[root] = 1;
  int count = 0;
  for (int i = root; i >= 0; --i) {
    if (live[i] == 0) continue;
    ++count;
    const Node& x = b[i];
    if (!x.is_leaf())
      for (int k = 0; k < x.operation->arity; ++k) live[x.operand[k]] = 1;
  }
  return count;
}

/// Runs `emit(builder)`, which returns the root, and tells the size of the program without dead nodes.
template <int Capacity, class Emit>
constexpr DraftSize measure(Emit emit) {
  BuilderStorage<Capacity> storage;
  Builder b(storage);
  const int root = emit(b);
  if (b.error != ProgramError::none) return {1, 0, b.error};
  return {mark_live(b, root, b.scratch), b.positions, ProgramError::none};
}

template <int Capacity, int Nodes, int Positions, class Emit>
constexpr Program<Nodes, Positions> build(Emit emit) {
  BuilderStorage<Capacity> storage;
  Builder b(storage);
  const int root = emit(b);
  Program<Nodes, Positions> p;
  short* to = b.scratch;
  mark_live(b, root, to);
  int n = 0;
  for (int i = 0; i <= root; ++i) {
    if (to[i] == 0) continue;
    Node x = b[i];
    for (short& o : x.operand)
      if (o >= 0) o = to[o];
    to[i] = static_cast<short>(n);
    p.node[n++] = x;
  }
  p.argument[0] = {false, Category::parameter, 0};
  for (int k = 0; k < Positions; ++k) p.argument[k] = b.argument[k];
  return p;
}

/// The program that `Emit{}` emits, at its exact size. Small arrays are tried first: filling them is most of the cost.
template <class Emit>
constexpr auto make_program() {
  constexpr DraftSize s = measure<256>(Emit{});
  if constexpr (s.error != ProgramError::too_many_nodes) {
    static_assert(s.error != ProgramError::too_many_positions,
                  "kernfold: a formula has at most 64 arguments, at positions 0 to 63");
    static_assert(
        s.error != ProgramError::variables_disagree,
        "kernfold: two variables of the formula have the same position but different categories or dimensions; "
        "give each variable its own position");
    static_assert(s.error != ProgramError::not_differentiable,
                  "kernfold: Grad(f, v, e): f contains an operation that has no derivative");
    return build<256, s.nodes, s.positions>(Emit{});
  } else {
    constexpr DraftSize l = measure<max_nodes>(Emit{});
    static_assert(
        l.error != ProgramError::too_many_nodes,
        "kernfold: the formula has more than 8192 distinct nodes (kernfold::max_nodes) before dead ones are removed");
    static_assert(
        l.error == ProgramError::none || l.error == ProgramError::too_many_nodes,
        "kernfold: the formula is not well-formed: positions from 0 to 63, each of one category and dimension, and "
        "operations with derivatives under Grad");
    return build<max_nodes, l.nodes, l.positions>(Emit{});
  }
}

template <class F>
struct EmitFormula {
  constexpr int operator()(Builder& b) const { return F::emit(b, nullptr); }
};

}  // namespace detail

/// The simplified program of formula F. `argument` lists the variables of the formula as it was written.
template <class F>
inline constexpr auto draft = detail::make_program<detail::EmitFormula<F>>();

/// The arguments of formula F, for use at run time: a draft that is used there takes along, by its nodes, all of the
/// code that made it.
template <class F>
inline constexpr ArgumentList<draft<F>.positions> signature = draft<F>;

/// (d_v f)^T e: the gradient of the scalar product of f and e in the variable v. Of v's dimension; e has that of f.
/// Nests to any order: Grad(Grad(f, v, e), w, h).
template <class F, class V, class E>
struct Grad : Expression<Grad<F, V, E>> {
  static_assert(Formula<F> && Formula<E>, "kernfold: Grad(f, v, e): f and e must be formulas");
  static_assert(VariableFormula<V>, "kernfold: Grad(f, v, e): v must be a variable, Vi, Vj or Pm");
  static_assert(E::dim == F::dim, "kernfold: Grad(f, v, e): e must have the dimension of f");
  using children = TypeList<F, V, E>;
  static constexpr int dim = V::dim;
  static constexpr Key key = detail::key_of("Grad", F::key, V::key, E::key);

  constexpr Grad() = default;
  constexpr explicit Grad(F, V, E) {}

  static constexpr int emit(Builder& b, const int*) {
    if (const int known = b.recall(key); known >= 0) return known;
    const auto& f = draft<F>;
    short to[draft<F>.size] = {};
    for (int i = 0; i < f.size; ++i) to[i] = static_cast<short>(b.copy(f.node[i], to));
    for (int k = 0; k < f.positions; ++k)
      if (f.argument[k].present) b.variable(f.argument[k].category, k, f.argument[k].dim);
    const int v = V::emit(b, nullptr), e = E::emit(b, nullptr);
    return b.remember(key, differentiate(b, to[f.size - 1], v, e));
  }
};

}  // namespace kernfold

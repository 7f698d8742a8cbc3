// SPDX-License-Identifier: MIT
//
// Differential operators beside Grad, as formulas: forward derivatives, Jacobians, divergences, Laplacians. All nest.
#pragma once

#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/extract.hpp>
#include <kernfold/program/lower.hpp>

namespace kernfold {

/// (d_v f) u: the derivative of f in the variable v in the direction u, a formula of v's dimension. Of f's dimension.
/// For every operation that has a derivative. (Twice in reverse: (d_v f)^T e is linear in e, and its own adjoint in e
/// is the forward derivative; J. Townsend, "A new trick for calculating Jacobian vector products", 2017.)
/// Example: `Diff(SqDist(x, y), x, y)`.
template <class F, class V, class U>
struct Diff : Expression<Diff<F, V, U>> {
  static_assert(Formula<F> && Formula<U>, "kernfold: Diff(f, v, u): f and u must be formulas");
  static_assert(VariableFormula<V>, "kernfold: Diff(f, v, u): v must be a variable, Vi, Vj or Pm");
  static_assert(U::dim == V::dim, "kernfold: Diff(f, v, u): u must have the dimension of v");
  using children = TypeList<F, V, U>;
  static constexpr int dim = F::dim;
  static constexpr Key key = detail::key_of("Diff", F::key, V::key, U::key);

  constexpr Diff() = default;
  constexpr explicit Diff(F, V, U) {}

  template <class B>
  static constexpr int emit(B& b, const int*) {
    if constexpr (!draft<F>.ok || U::dim != V::dim) return b.fail(ProgramError::explained);
    if (const int known = b.recall(key); known >= 0) return known;
    const int f = detail::copy_program(b, draft<F>);
    const int v = V::emit(b, nullptr), u = U::emit(b, nullptr), e = b.temporary(dim);
    return b.remember(key, differentiate(b, differentiate(b, f, v, e), e, u));
  }
};
KERNFOLD_OPERANDS_3(Diff);

namespace detail {

template <class F, class V, class U, class... Child>
inline constexpr int gradient_nodes<Diff<F, V, U>, TypeList<Child...>> = 4 * draft<F>.size;

template <int K, int Dim, class F, class V>
constexpr auto jacobian_rows(F f, V v) {
  constexpr auto row = Grad(Elem<K>(F{}), V{}, IntCst<1>{});
  if constexpr (K + 1 == Dim)
    return row;
  else
    return Concat(row, jacobian_rows<K + 1, Dim>(f, v));
}
template <int K, int Dim, class F, class V>
constexpr auto diagonal_sum(F f, V v) {
  constexpr auto entry = Elem<K>(Grad(Elem<K>(F{}), V{}, IntCst<1>{}));
  if constexpr (K + 1 == Dim)
    return entry;
  else
    return entry + diagonal_sum<K + 1, Dim>(f, v);
}

}  // namespace detail

/// The Jacobian of f in the variable v, row-major: component k v.dim + l is d f_k / d v_l. Dimension f.dim * v.dim. Can
/// be differentiated again.
/// Example: `GradMatrix(Cross(x, y), x)`.
template <Formula F, Formula V>
constexpr auto GradMatrix(F f, V v) {
  static_assert(VariableFormula<V>, "kernfold: GradMatrix(f, v): v must be a variable, Vi, Vj or Pm");
  return detail::jacobian_rows<0, F::dim>(f, v);
}

/// The divergence of f in the variable v, of f's dimension: sum_k d f_k / d v_k. Dimension 1. Can be differentiated
/// again.
/// Example: `Divergence(Exp(-SqDist(x, y)) * (x - y), x)`.
template <Formula F, Formula V>
constexpr auto Divergence(F f, V v) {
  static_assert(VariableFormula<V>, "kernfold: Divergence(f, v): v must be a variable, Vi, Vj or Pm");
  static_assert(F::dim == V::dim, "kernfold: Divergence(f, v): f and v must have equal dimensions");
  return detail::diagonal_sum<0, V::dim>(f, v);
}

/// The Laplacian of f, of dimension 1, in the variable v: sum_k d^2 f / d v_k^2. Dimension 1. Can be differentiated
/// again.
/// Example: `Laplacian(Exp(-SqDist(x, y)), x)`.
template <Formula F, Formula V>
constexpr auto Laplacian(F f, V v) {
  static_assert(VariableFormula<V>, "kernfold: Laplacian(f, v): v must be a variable, Vi, Vj or Pm");
  static_assert(F::dim == 1, "kernfold: Laplacian(f, v): f must have dimension 1");
  return Divergence(Grad(f, v, IntCst<1>{}), v);
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Norms and distances, weighted too: names for formulas of scalar products.
#pragma once

#include <kernfold/operations/matvecmult.hpp>
#include <kernfold/operations/sqrt.hpp>

namespace kernfold {

/// |f|^2 = f | f: dimension 1. Derivative: 2 f.
/// Example: `SqNorm2(x)`.
template <class F>
struct SqNorm2 : Alias<SqNorm2<F>, Scalprod<F, F>, F> {
  static constexpr const char* name = "SqNorm2";
  constexpr SqNorm2() = default;
  constexpr explicit SqNorm2(F) {}
};
KERNFOLD_UNARY(SqNorm2);

/// |f - g|^2: dimension 1. Derivatives: 2 (f - g) in f, -2 (f - g) in g.
/// Example: `SqDist(x, y)`.
template <class F, class G>
struct SqDist : Alias<SqDist<F, G>, SqNorm2<Subtract<F, G>>, F, G> {
  static constexpr const char* name = "SqDist";
  constexpr SqDist() = default;
  constexpr explicit SqDist(F, G) {}
};
KERNFOLD_OPERANDS_2(SqDist);

/// |f|: dimension 1. The squares must not over- or underflow; see Hypot. Derivative: f / |f|, and 0 at f = 0, where
/// there is none.
/// Example: `Norm2(x - y)`.
template <class F>
struct Norm2 : Alias<Norm2<F>, Sqrt<Scalprod<F, F>>, F> {
  static constexpr const char* name = "Norm2";
  constexpr Norm2() = default;
  constexpr explicit Norm2(F) {}
};
KERNFOLD_UNARY(Norm2);

/// n = f / |f|: of f's dimension; 0 where f = 0. The squares must not over- or underflow. Derivative:
/// (1 - n n^T) / |f|, and 0 at f = 0, where there is none.
/// Example: `Normalize(x)`.
template <class F>
struct Normalize : Alias<Normalize<F>, decltype(RsqrtOrZero<Scalprod<F, F>>{} * F{}), F> {
  static constexpr const char* name = "Normalize";
  constexpr Normalize() = default;
  constexpr explicit Normalize(F) {}
};
KERNFOLD_UNARY(Normalize);

/// s |f|^2, for s of dimension 1: dimension 1. Derivatives: |f|^2 in s, 2 s f in f.
/// Example: `SqNormIso(s, x - y)`.
template <Formula S, Formula F>
constexpr auto SqNormIso(S s, F f) {
  static_assert(S::dim == 1, "kernfold: SqNormIso(s, f): s must have dimension 1");
  return s * SqNorm2(f);
}

/// sum_k s_k f_k^2, for s of f's dimension. Dimension 1. Derivatives: f_k^2 in s_k, 2 s_k f_k in f_k.
/// Example: `SqNormDiag(y, x)`.
template <Formula S, Formula F>
constexpr auto SqNormDiag(S s, F f) {
  static_assert(S::dim == F::dim, "kernfold: SqNormDiag(s, f): s must have the dimension of f");
  return Scalprod(s, Square(f));
}

/// f^T A f = sum_kl A_kl f_k f_l, for a row-major matrix A of f.dim rows and columns, which need not be symmetric.
/// Dimension 1. Derivatives: f f^T in A, (A + A^T) f in f.
/// Example: `SymSqNorm(A, x - y)`.
template <Formula A, Formula F>
constexpr auto SymSqNorm(A a, F f) {
  static_assert(A::dim == F::dim * F::dim, "kernfold: SymSqNorm(A, f): A must have the dimension f.dim * f.dim");
  return Scalprod(f, MatVecMult(a, f));
}

/// The squared norm of f in the metric A: a number, the diagonal of a matrix or a row-major matrix, as its dimension
/// (1, f.dim or f.dim * f.dim, tried in this order) tells. Dimension 1. Derivatives: those of SqNormIso, SqNormDiag,
/// SymSqNorm.
/// Example: `WeightedSqNorm(A, x)`.
template <Formula A, Formula F>
constexpr auto WeightedSqNorm(A a, F f) {
  static_assert(A::dim == 1 || A::dim == F::dim || A::dim == F::dim * F::dim,
                "kernfold: WeightedSqNorm(A, f): A must have dimension 1, f.dim or f.dim * f.dim");
  if constexpr (A::dim == 1)
    return SqNormIso(a, f);
  else if constexpr (A::dim == F::dim)
    return SqNormDiag(a, f);
  else
    return SymSqNorm(a, f);
}

/// WeightedSqNorm(A, f - g). Dimension 1. Derivatives: those of WeightedSqNorm.
/// Example: `WeightedSqDist(A, x, y)`.
template <Formula A, Formula F, Formula G>
constexpr auto WeightedSqDist(A a, F f, G g) {
  return WeightedSqNorm(a, f - g);
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Transposes of matrices of any size; determinants and inverses of 1 x 1, 2 x 2 and 3 x 3 matrices by cofactors.
// Matrices are row-major vectors.
#pragma once

#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/cross.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/extract.hpp>

namespace kernfold {

struct TransposeOp : Gather<1> {
  static constexpr const char* name = "Transpose";
  static constexpr int integers = 1;  // the number of rows
  static constexpr int cost = 0;
  static constexpr int dim(const Shape& s) { return s.p0 >= 1 && s.dim[0] % s.p0 == 0 ? s.dim[0] : 0; }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(sizeof...(dimensions) == 0,
                  "kernfold: Transpose<rows>(A): operands_do_not_fit<With<TransposeOp, rows>, A>: the dimension of A "
                  "must be a multiple of the number of rows");
  };
  static constexpr int index(int, int k, int, const Shape& s) {
    const int rows = static_cast<int>(s.p0), columns = s.dim[0] / rows;
    return k % rows * columns + k / rows;
  }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    return b.template apply<TransposeOp>(g, -1, -1, x.dim / x.p0);
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (x.p0 == 1 || x.p0 == x.dim || b.is_constant(f)) return f;
    if (b.template is<TransposeOp>(f) && b[f].p0 * x.p0 == x.dim) return b.operand(f);
    return -1;
  }
};

/// The transpose of the matrix A of Rows rows, row-major as A is: dimension of A. Its adjoint is the transpose back.
/// Example: `Transpose<3>(A)`.
template <int Rows, Formula A>
constexpr Apply<With<TransposeOp, Rows>, A> Transpose(A) {
  return {};
}

KERNFOLD_USAGE(Transpose, "Transpose<rows>(A)");

/// The determinant of A, a matrix of dimension 1, 4 or 9: dimension 1. Derivative: the cofactors of A.
/// Example: `Det(A)`.
template <Formula A>
constexpr auto Det(A a) {
  static_assert(A::dim == 1 || A::dim == 4 || A::dim == 9,
                "kernfold: Det(A): A must be a 1 x 1, 2 x 2 or 3 x 3 matrix, of dimension 1, 4 or 9");
  if constexpr (A::dim == 1)
    return a;
  else if constexpr (A::dim == 4)
    return Elem<0>(a) * Elem<3>(a) - Elem<1>(a) * Elem<2>(a);
  else
    return Scalprod(Extract<0, 3>(a), Cross(Extract<3, 3>(a), Extract<6, 3>(a)));
}

/// The inverse of A, a matrix of dimension 1, 4 or 9: dimension of A. Cofactors over the determinant: inf or NaN where
/// A is singular, and as many digits lost as A is ill-conditioned. Derivative in the direction B: -MatInv(A) B
/// MatInv(A).
/// Example: `MatVecMult(MatInv(A), x)`.
template <Formula A>
constexpr auto MatInv(A a) {
  static_assert(A::dim == 1 || A::dim == 4 || A::dim == 9,
                "kernfold: MatInv(A): A must be a 1 x 1, 2 x 2 or 3 x 3 matrix, of dimension 1, 4 or 9");
  if constexpr (A::dim == 1) {
    return Inv(a);
  } else if constexpr (A::dim == 4) {
    return Concat(Concat(Elem<3>(a), -Elem<1>(a)), Concat(-Elem<2>(a), Elem<0>(a))) / Det(a);
  } else {
    constexpr auto r0 = Extract<0, 3>(A{});
    constexpr auto r1 = Extract<3, 3>(A{});
    constexpr auto r2 = Extract<6, 3>(A{});
    return Transpose<3>(Concat(Concat(Cross(r1, r2), Cross(r2, r0)), Cross(r0, r1))) / Det(a);
  }
}

}  // namespace kernfold

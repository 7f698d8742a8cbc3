// SPDX-License-Identifier: MIT
//
// Products of matrices and vectors, and the tensor product, which is their adjoint in the matrix. Matrices are
// row-major vectors.
#pragma once

#include <kernfold/operations/core.hpp>

namespace kernfold {

struct VecMatMultOp;
struct TensorProdOp;

namespace detail {

// a / b, or 0 if that is no integer. (gcc 12 with -O1 -fsanitize=undefined fails on a division of two members.)
constexpr int quotient(int a, int b) { return a % b == 0 ? a / b : 0; }

// A bilinear operation: 0 if an operand is 0; scalar factors and signs of both operands pulled out; else -1.
template <class O, class B>
constexpr int pull_out_scalars(B& b, const Node& x) {
  const int f = x.operand[0], g = x.operand[1];
  if (b.is_zero(f) || b.is_zero(g)) return b.constant(0, 1, x.dim);
  Factors p = MultOp::factors(b, f), q = MultOp::factors(b, g);
  if ((p.vector == f && q.vector == g) || p.vector < 0 || q.vector < 0) return -1;
  if (!p.constant.ok || !q.constant.ok) return -1;
  const int r = b.template apply<O>(p.vector, q.vector);
  p.vector = q.vector = -1;
  return b.template apply<MultOp>(b.template apply<MultOp>(MultOp::product(b, p, 1), MultOp::product(b, q, 1)), r);
}

}  // namespace detail

struct MatVecMultOp : Gather<2> {
  static constexpr const char* name = "MatVecMult";
  static constexpr int dim(const Shape& s) { return detail::quotient(s.dim[0], s.dim[1]); }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(sizeof...(dimensions) == 0,
                  "kernfold: MatVecMult(A, b): operands_do_not_fit<Op, A, b>: A is a row-major matrix with as many "
                  "columns as b has components; its dimension must be a multiple of that of b");
  };
  static constexpr int terms(const Shape& s) { return s.dim[1]; }
  static constexpr int index(int operand, int k, int q, const Shape& s) { return operand == 0 ? k * s.dim[1] + q : q; }
  template <class A, class X, class G>
  static constexpr auto derivative(A a, X x, G g);
  /// A column times a scalar is a Mult, a row times a vector a Scalprod.
  template <class B>  // instantiated when the derivative is known
  static constexpr int simplify(B& b, const Node& x) {
    if (b.is_scalar(x.operand[1])) return b.template apply<MultOp>(x.operand[0], x.operand[1]);
    if (x.dim == 1) return b.template apply<ScalprodOp>(x.operand[0], x.operand[1]);
    return detail::pull_out_scalars<MatVecMultOp>(b, x);
  }
};

struct VecMatMultOp : Gather<2> {
  static constexpr const char* name = "VecMatMult";
  static constexpr int dim(const Shape& s) { return detail::quotient(s.dim[1], s.dim[0]); }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(
        sizeof...(dimensions) == 0,
        "kernfold: VecMatMult(b, A): operands_do_not_fit<Op, b, A>: A is a row-major matrix with as many rows "
        "as b has components; its dimension must be a multiple of that of b");
  };
  static constexpr int terms(const Shape& s) { return s.dim[0]; }
  static constexpr int index(int operand, int k, int q, const Shape& s) {
    return operand == 0 ? q : q * (s.dim[1] / s.dim[0]) + k;
  }
  template <class X, class A, class G>
  static constexpr auto derivative(X x, A a, G g);
  template <class B>  // instantiated when the derivative is known
  static constexpr int simplify(B& b, const Node& x) {
    if (b.is_scalar(x.operand[0])) return b.template apply<MultOp>(x.operand[0], x.operand[1]);
    if (x.dim == 1) return b.template apply<ScalprodOp>(x.operand[0], x.operand[1]);
    return detail::pull_out_scalars<VecMatMultOp>(b, x);
  }
};

struct TensorProdOp : Gather<2> {
  static constexpr const char* name = "TensorProd";
  static constexpr int dim(const Shape& s) { return s.dim[0] * s.dim[1]; }
  static constexpr int index(int operand, int k, int, const Shape& s) {
    return operand == 0 ? k / s.dim[1] : k % s.dim[1];
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g);
  template <class B>  // instantiated when the derivative is known
  static constexpr int simplify(B& b, const Node& x) {
    if (b.is_scalar(x.operand[0]) || b.is_scalar(x.operand[1]))
      return b.template apply<MultOp>(x.operand[0], x.operand[1]);
    return detail::pull_out_scalars<TensorProdOp>(b, x);
  }
};

/// A x, for a row-major matrix A of x.dim columns: dimension A.dim / x.dim. Adjoints of e: e x^T in A, A^T e in x.
/// Example: `MatVecMult(A, x)`.
template <class A, class X>
struct MatVecMult : Apply<MatVecMultOp, A, X> {
  constexpr MatVecMult() = default;
  constexpr explicit MatVecMult(A, X) {}
};
KERNFOLD_OPERANDS_2(MatVecMult);

/// x^T A, for a row-major matrix A of x.dim rows: dimension A.dim / x.dim. Adjoints of e: x e^T in A, A e in x.
/// Example: `VecMatMult(x, A)`.
template <class X, class A>
struct VecMatMult : Apply<VecMatMultOp, X, A> {
  constexpr VecMatMult() = default;
  constexpr explicit VecMatMult(X, A) {}
};
KERNFOLD_OPERANDS_2(VecMatMult);

/// The matrix x y^T, row-major: dimension x.dim * y.dim. Adjoints of E: E y in x, E^T x in y.
/// Example: `TensorProd(x, y)`.
template <class X, class Y>
struct TensorProd : Apply<TensorProdOp, X, Y> {
  constexpr TensorProd() = default;
  constexpr explicit TensorProd(X, Y) {}
};
KERNFOLD_OPERANDS_2(TensorProd);

template <class A, class X, class G>
constexpr auto MatVecMultOp::derivative(A a, X x, G g) {
  return adjoints(TensorProd(g, x), VecMatMult(g, a));
}
template <class X, class A, class G>
constexpr auto VecMatMultOp::derivative(X x, A a, G g) {
  return adjoints(MatVecMult(a, g), TensorProd(x, g));
}
template <class X, class Y, class G>
constexpr auto TensorProdOp::derivative(X x, Y y, G g) {
  return adjoints(MatVecMult(g, y), VecMatMult(x, g));
}

}  // namespace kernfold

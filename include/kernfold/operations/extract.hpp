// SPDX-License-Identifier: MIT
//
// Parts of vectors: Elem and Extract read them, ElemT and ExtractT, their adjoints, put them into a vector of zeros.
#pragma once

#include <kernfold/operations/core.hpp>

namespace kernfold {

struct ExtractTOp;

struct ExtractOp : Gather<1> {
  static constexpr const char* name = "Extract";
  using uses = TypeList<ExtractTOp>;
  static constexpr int integers = 2;  // first component, number of components
  static constexpr int cost = 0;
  static constexpr int dim(const Shape& s) {
    return s.p0 >= 0 && s.p1 >= 1 && s.p0 + s.p1 <= s.dim[0] ? static_cast<int>(s.p1) : 0;
  }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(
        sizeof...(dimensions) == 0,
        "kernfold: Extract<start, length>(f), or Elem<m>(f) = Extract<m, 1>(f): operands_do_not_fit<With<ExtractOp, "
        "start, length>, f>: components are counted from 0; start + length must not exceed the dimension of f");
  };
  static constexpr int index(int, int k, int, const Shape& s) { return static_cast<int>(s.p0) + k; }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    return b.template apply<ExtractTOp>(g, -1, -1, x.p0, b.dim(x.operand[0]));
  }
  /// Of everything f itself, of a constant a constant, of a part a part.
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (x.dim == b.dim(f)) return f;
    if (b.is_constant(f)) return b.constant(b[f].p0, b[f].p1, x.dim);
    if (b.template is<ExtractOp>(f)) return b.template apply<ExtractOp>(b.operand(f), -1, -1, b[f].p0 + x.p0, x.p1);
    return -1;
  }
};

struct ExtractTOp : Gather<1> {
  static constexpr const char* name = "ExtractT";
  using uses = TypeList<ExtractOp>;
  static constexpr int integers = 2;  // position of the first component, dimension of the result
  static constexpr int cost = 0;
  static constexpr bool partial = true;
  static constexpr int dim(const Shape& s) { return s.p0 >= 0 && s.p0 + s.dim[0] <= s.p1 ? static_cast<int>(s.p1) : 0; }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(
        sizeof...(dimensions) == 0,
        "kernfold: ExtractT<start, dim>(f), or ElemT<dim, m>(f) = ExtractT<m, dim>(f): operands_do_not_fit<With<"
        "ExtractTOp, start, dim>, f>: start plus the dimension of f must not exceed dim");
  };
  static constexpr int index(int, int k, int, const Shape& s) {
    const int at = k - static_cast<int>(s.p0);
    return at >= 0 && at < s.dim[0] ? at : -1;
  }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    return b.template apply<ExtractOp>(g, -1, -1, x.p0, b.dim(x.operand[0]));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    if (x.dim == b.dim(f)) return f;
    return b.is_zero(f) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// The components Start, ..., Start + Length - 1 of f: dimension Length. 0 <= Start, Start + Length <= f.dim. Its
/// adjoint is ExtractT.
/// Example: `Extract<0, 2>(x)`.
template <int Start, int Length, Formula F>
constexpr Apply<With<ExtractOp, Start, Length>, F> Extract(F) {
  return {};
}

KERNFOLD_USAGE(Extract, "Extract<start, length>(f)");

/// The vector of R^Dim with f from component Start on, zero elsewhere. 0 <= Start, Start + f.dim <= Dim. Its adjoint is
/// Extract.
/// Example: `ExtractT<1, 3>(a) + x`.
template <int Start, int Dim, Formula F>
constexpr Apply<With<ExtractTOp, Start, Dim>, F> ExtractT(F) {
  return {};
}
KERNFOLD_USAGE(ExtractT, "ExtractT<start, dim>(f)");

/// Component M of f, counted from 0: dimension 1. Its adjoint is ElemT.
/// Example: `Elem<2>(x)`.
template <int M, Formula F>
constexpr Apply<With<ExtractOp, M, 1>, F> Elem(F) {
  return {};
}

KERNFOLD_USAGE(Elem, "Elem<m>(f)");

/// The vector of R^Dim whose component M is f, a formula of dimension 1, zero elsewhere. Its adjoint is Elem.
/// Example: `ElemT<3, 2>(a) + x`.
template <int Dim, int M, Formula F>
constexpr Apply<With<ExtractTOp, M, Dim>, F> ElemT(F) {
  static_assert(F::dim <= 1, "kernfold: ElemT<dim, m>(f): f must have dimension 1");
  return {};
}
KERNFOLD_USAGE(ElemT, "ElemT<dim, m>(f)");

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Sum, the contraction over the components of a vector, and Broadcast, its adjoint. Sum<> is the reduction of that name
// (reductions/sum.hpp): one name, one class template.
#pragma once

#include <kernfold/operations/add.hpp>

namespace kernfold {

struct ScalprodOp;

struct SumOp : Contraction<1> {
  static constexpr const char* name = "Sum";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T first(T x) {
    return x;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T next(T s, T x) {
    return s + x;
  }
  template <class X, class G>
  static constexpr auto derivative(X, G g) {
    return g;
  }
  /// Of a scalar itself; scalar factors pulled out; Sum(f g) = f | g.
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (b.is_scalar(f)) return f;
    const Node n = b[f];
    if (b.is_constant(f)) return b.template apply<MultOp>(b.constant(n.dim), b.constant(n.p0, n.p1));
    if (b.template is<BroadcastOp>(f)) return b.template apply<MultOp>(b.constant(n.dim), n.operand[0]);
    if (b.template is<MinusOp>(f)) return b.template apply<MinusOp>(b.template apply<SumOp>(n.operand[0]));
    if (b.template is<SquareOp>(f)) return b.template apply<ScalprodOp>(n.operand[0], n.operand[0]);
    if (b.template is<MultOp>(f)) {
      for (int k = 0; k < 2; ++k)
        if (b.is_scalar(n.operand[k]))
          return b.template apply<MultOp>(n.operand[k], b.template apply<SumOp>(n.operand[1 - k]));
      return b.template apply<ScalprodOp>(n.operand[0], n.operand[1]);
    }
    return -1;
  }
};

struct BroadcastOp : Gather<1> {
  static constexpr const char* name = "Broadcast";
  static constexpr int integers = 1;
  static constexpr int cost = 0;
  static constexpr int dim(const Shape& s) { return s.dim[0] == 1 ? static_cast<int>(s.p0) : 0; }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(
        sizeof...(dimensions) == 0,
        "kernfold: Broadcast<dim>(f): operands_do_not_fit<With<BroadcastOp, dim>, f>: f must have dimension 1, "
        "and dim must be at least 1");
  };
  static constexpr int index(int, int, int, const Shape&) { return 0; }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node&, int, int g) {
    return b.template apply<SumOp>(g);
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (x.dim == 1) return f;
    return b.is_constant(f) ? b.constant(b[f].p0, b[f].p1, x.dim) : -1;
  }
};

template <class...>
struct Sum;

/// The sum of the components of f: dimension 1. Derivative: 1 in each component.
/// Example: `Sum(x)`.
template <class F>
struct Sum<F> : Apply<SumOp, F> {
  constexpr Sum() = default;
  constexpr explicit Sum(F) {}
};
template <class F>
Sum(F) -> Sum<F>;
KERNFOLD_UNARY(Sum);

/// The vector of R^Dim whose components are all f, a formula of dimension 1 (KeOps' SumT). Its adjoint is Sum.
/// Example: `Broadcast<3>(s) + x`.
template <int Dim, Formula F>
constexpr Apply<With<BroadcastOp, Dim>, F> Broadcast(F) {
  return {};
}

KERNFOLD_USAGE(Broadcast, "Broadcast<dim>(f)");

}  // namespace kernfold

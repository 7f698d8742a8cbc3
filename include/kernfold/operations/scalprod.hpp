// SPDX-License-Identifier: MIT
//
// The scalar product.
#pragma once

#include <kernfold/operations/math.hpp>
#include <kernfold/operations/sum.hpp>

namespace kernfold {

struct ScalprodOp : Contraction<2> {
  static constexpr const char* name = "Scalprod";
  static constexpr bool commutative = true;
  /// The real part of the product of one with the conjugate of the other; |f|^2 = f | f.
  static constexpr bool fits_complex(const Shape& s, const bool*) { return s.dim[0] == s.dim[1]; }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T first(T x, T y) {
    return x * y;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T next(T s, T x, T y) {
    using math::fma;
    return fma(x, y, s);
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(g * y, g * x);
  }
  /// Scalar operands broadcast; scalar factors, constants and signs are pulled out.
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0], g = x.operand[1];
    if (b.is_scalar(f) && b.is_scalar(g)) return b.template apply<MultOp>(f, g);
    if (b.is_scalar(f)) return b.template apply<MultOp>(f, b.template apply<SumOp>(g));
    if (b.is_scalar(g)) return b.template apply<MultOp>(g, b.template apply<SumOp>(f));
    if (b.is_constant(f)) return b.template apply<MultOp>(b.constant(b[f].p0, b[f].p1), b.template apply<SumOp>(g));
    if (b.is_constant(g)) return b.template apply<MultOp>(b.constant(b[g].p0, b[g].p1), b.template apply<SumOp>(f));
    if (b.template is<BroadcastOp>(f)) return b.template apply<MultOp>(b.operand(f), b.template apply<SumOp>(g));
    if (b.template is<BroadcastOp>(g)) return b.template apply<MultOp>(b.operand(g), b.template apply<SumOp>(f));
    Factors p = MultOp::factors(b, f), q = MultOp::factors(b, g);
    if (p.vector == f && q.vector == g) return -1;
    if (p.vector < 0 || q.vector < 0) return -1;
    if (!p.constant.ok || !q.constant.ok) return -1;
    const int dot = b.template apply<ScalprodOp>(p.vector, q.vector);
    p.vector = q.vector = -1;
    return b.template apply<MultOp>(b.template apply<MultOp>(MultOp::product(b, p, 1), MultOp::product(b, q, 1)), dot);
  }
};

/// The scalar product of f and g, of equal dimensions (or one of dimension 1): dimension 1. Also written f | g.
/// Derivatives: g in f, f in g.
/// Example: `x | y`.
template <class F, class G>
struct Scalprod : Apply<ScalprodOp, F, G> {
  constexpr Scalprod() = default;
  constexpr explicit Scalprod(F, G) {}
};
KERNFOLD_OPERANDS_2(Scalprod);

template <Formula F, Formula G>
constexpr Scalprod<F, G> operator|(F, G) {
  return {};
}

}  // namespace kernfold

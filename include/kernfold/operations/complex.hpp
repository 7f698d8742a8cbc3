// SPDX-License-Identifier: MIT
//
// Complex vectors: real vectors of even dimension, (re, im) interleaved. The product and the conjugate, which is in its
// derivative.
#pragma once

#include <kernfold/operations/core.hpp>

namespace kernfold {

struct ComplexSumOp;
struct ComplexSumTOp;

struct ConjOp : Gather<1>, ComplexResult {
  static constexpr const char* name = "Conj";
  static constexpr int dim(const Shape& s) { return s.dim[0] % 2 == 0 ? s.dim[0] : 0; }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(sizeof...(dimensions) == 0,
                  "kernfold: Conj(f): operands_do_not_fit<Op, f>: a complex vector has an even dimension, (re, im) "
                  "interleaved");
  };
  static constexpr int index(int, int k, int, const Shape&) { return k; }
  static constexpr bool negative(int k, int, const Shape&) { return k % 2 == 1; }
  template <class X, class G>
  static constexpr auto derivative(X x, G g);
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    if (b.template is<ConjOp>(x.operand[0])) return b.operand(x.operand[0]);
    return b.is_zero(x.operand[0]) ? x.operand[0] : -1;
  }
};

struct ComplexMultOp : Gather<2>, ComplexResult {
  static constexpr const char* name = "ComplexMult";
  using uses = TypeList<ConjOp, ComplexSumOp>;
  static constexpr int cost = 2;
  static constexpr bool commutative = true;
  static constexpr int dim(const Shape& s) {
    const int p = s.dim[0], q = s.dim[1];
    return p % 2 != 0 || q % 2 != 0 || (p != q && p != 2 && q != 2) ? 0 : p > q ? p : q;
  }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(sizeof...(dimensions) == 0,
                  "kernfold: ComplexMult(f, g): operands_do_not_fit<Op, f, g>: complex vectors have equal even "
                  "dimensions, (re, im) interleaved, or dimension 2, which broadcasts");
  };
  static constexpr int terms(const Shape&) { return 2; }
  // Term 0: re re for the real part, re im for the imaginary one. Term 1: - im im, and im re.
  static constexpr int index(int operand, int k, int q, const Shape& s) {
    const int pair = s.dim[operand] == 2 ? 0 : k - k % 2;
    return pair + (operand == 0 ? q : (q + k) % 2);
  }
  static constexpr bool negative(int k, int q, const Shape&) { return q == 1 && k % 2 == 0; }
  // conj(y) g, summed over the components if x was broadcast
  template <class B>
  static constexpr int adjoint(B& b, int which, const Node& x, int, int g);
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) || b.is_zero(x.operand[1]) ? b.constant(0, 1, x.dim) : -1;
  }
};

struct ComplexSumOp : Gather<1>, ComplexResult {
  static constexpr const char* name = "ComplexSum";
  using uses = TypeList<ComplexSumTOp>;
  static constexpr int dim(const Shape& s) { return s.dim[0] % 2 == 0 ? 2 : 0; }
  template <class Op, int... dimensions>
  struct operands_do_not_fit {
    static_assert(
        sizeof...(dimensions) == 0,
        "kernfold: ComplexSum(f): operands_do_not_fit<Op, f>: a complex vector has an even dimension, (re, im) "
        "interleaved");
  };
  static constexpr int terms(const Shape& s) { return s.dim[0] / 2; }
  static constexpr int index(int, int k, int q, const Shape&) { return 2 * q + k; }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    return b.template apply<ComplexSumTOp>(g, -1, -1, b.dim(x.operand[0]));
  }
  static constexpr int simplify(Builder& b, const Node& x) { return b.dim(x.operand[0]) == 2 ? x.operand[0] : -1; }
};

struct ComplexSumTOp : Gather<1>, ComplexResult {
  static constexpr const char* name = "ComplexSumT";
  using uses = TypeList<ComplexSumOp>;
  static constexpr int integers = 1;
  static constexpr int cost = 0;
  static constexpr int dim(const Shape& s) { return s.dim[0] == 2 && s.p0 % 2 == 0 ? static_cast<int>(s.p0) : 0; }
  static constexpr int index(int, int k, int, const Shape&) { return k % 2; }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node&, int, int g) {
    return b.template apply<ComplexSumOp>(g);
  }
  static constexpr int simplify(Builder&, const Node& x) { return x.dim == 2 ? x.operand[0] : -1; }
};

/// The complex conjugate of f, of even dimension (re, im interleaved). Of f's dimension. Its adjoint is Conj.
/// Example: `Conj(z)`.
template <class F>
struct Conj : Apply<ConjOp, F> {
  constexpr Conj() = default;
  constexpr explicit Conj(F) {}
};
KERNFOLD_UNARY(Conj);

/// The complex product f g, componentwise, of vectors of equal even dimension (re, im interleaved); one of dimension 2,
/// a complex scalar, broadcasts. As a function of real vectors its adjoint in f is conj(g) e.
/// Example: `ComplexMult(z, Conj(w))`.
template <class F, class G>
struct ComplexMult : Apply<ComplexMultOp, F, G> {
  constexpr ComplexMult() = default;
  constexpr explicit ComplexMult(F, G) {}
};
KERNFOLD_OPERANDS_2(ComplexMult);

/// The sum of the complex components of f: dimension 2. Its adjoint puts a number at each component.
/// Example: `ComplexSum(z)`.
template <class F>
struct ComplexSum : Apply<ComplexSumOp, F> {
  constexpr ComplexSum() = default;
  constexpr explicit ComplexSum(F) {}
};
KERNFOLD_UNARY(ComplexSum);

template <class X, class G>
constexpr auto ConjOp::derivative(X, G g) {
  return Conj(g);
}
template <class B>
constexpr int ComplexMultOp::adjoint(B& b, int which, const Node& x, int, int g) {
  const int r = b.template apply<ComplexMultOp>(b.template apply<ConjOp>(x.operand[1 - which]), g);
  return b.dim(x.operand[which]) == 2 ? b.template apply<ComplexSumOp>(r) : r;
}

}  // namespace kernfold

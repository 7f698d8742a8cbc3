// SPDX-License-Identifier: MIT
//
// Between real and complex vectors: real numbers as complex ones, parts of complex ones. Each pair of operations is
// adjoint.
#pragma once

#include <kernfold/operations/core.hpp>

namespace kernfold {

namespace detail {

template <int Part>
struct ComplexPartOp;

// The numbers f_k, or i f_k for Part = 1, as complex numbers.
template <int Part>
struct ToComplexOp : Gather<1>, ComplexResult {
  static constexpr const char* name = Part == 0 ? "Real2Complex" : "Imag2Complex";
  static constexpr int cost = 0;
  static constexpr bool partial = true;
  static constexpr int dim(const Shape& s) { return 2 * s.dim[0]; }
  static constexpr int index(int, int k, int, const Shape&) { return k % 2 == Part ? k / 2 : -1; }
  template <class X, class G>
  static constexpr auto derivative(X, G g) {
    return apply<ComplexPartOp<Part>>(g);
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(0, 1, x.dim) : -1;
  }
};

template <int Part>
struct ComplexPartOp : Gather<1> {
  static constexpr const char* name = Part == 0 ? "ComplexReal" : "ComplexImag";
  static constexpr int cost = 0;
  static constexpr int dim(const Shape& s) { return s.dim[0] % 2 == 0 ? s.dim[0] / 2 : 0; }
  static constexpr int index(int, int k, int, const Shape&) { return 2 * k + Part; }
  template <class X, class G>
  static constexpr auto derivative(X, G g) {
    return apply<ToComplexOp<Part>>(g);
  }
  template <class B>  // instantiated when the derivative is known
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (b.template is<ToComplexOp<Part>>(f)) return b.operand(f);
    return b.is_zero(f) || b.template is<ToComplexOp<1 - Part>>(f) ? b.constant(0, 1, x.dim) : -1;
  }
};

}  // namespace detail

/// The real numbers f_k as complex ones (f_k, 0): dimension 2 f.dim. Its adjoint is ComplexReal.
/// Example: `Real2Complex(x)`.
template <Formula F>
constexpr auto Real2Complex(F f) {
  return apply<detail::ToComplexOp<0>>(f);
}

/// The imaginary numbers i f_k = (0, f_k): dimension 2 f.dim. Its adjoint is ComplexImag.
/// Example: `Imag2Complex(x)`.
template <Formula F>
constexpr auto Imag2Complex(F f) {
  return apply<detail::ToComplexOp<1>>(f);
}

/// The real parts of f, of even dimension (re, im interleaved): dimension f.dim / 2. Its adjoint is Real2Complex.
/// Example: `ComplexReal(z)`.
template <Formula F>
constexpr auto ComplexReal(F f) {
  static_assert(F::dim % 2 == 0,
                "kernfold: ComplexReal(f): a complex vector has an even dimension, (re, im) interleaved");
  return apply<detail::ComplexPartOp<0>>(f);
}

/// The imaginary parts of f, of even dimension (re, im interleaved): dimension f.dim / 2. Its adjoint is Imag2Complex.
/// Example: `ComplexImag(z)`.
template <Formula F>
constexpr auto ComplexImag(F f) {
  static_assert(F::dim % 2 == 0,
                "kernfold: ComplexImag(f): a complex vector has an even dimension, (re, im) interleaved");
  return apply<detail::ComplexPartOp<1>>(f);
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Functions of complex vectors, (re, im) interleaved: names for formulas of their parts.
#pragma once

#include <kernfold/operations/atan.hpp>
#include <kernfold/operations/complex.hpp>
#include <kernfold/operations/complex_parts.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/hypot.hpp>
#include <kernfold/operations/sin.hpp>

namespace kernfold {

/// A power of two near 1 / max(|f|, |g|), componentwise: what is scaled by it has a square that does not over- or
/// underflow. A constant for derivatives.
struct MagnitudeScaleOp : Elementwise<2> {
  static constexpr const char* name = "MagnitudeScale";
  static constexpr int cost = 5;
  static constexpr bool commutative = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::magnitude_scale;
    return magnitude_scale(x, y);
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X, Y, G) {
    return adjoints(IntCst<0>{}, IntCst<0>{});
  }
};

namespace detail {

template <class... F>
constexpr bool complex_dims() {
  constexpr int dims[] = {F::dim...};
  int most = 0;
  for (const int d : dims) most = d > most ? d : most;
  for (const int d : dims)
    if (d % 2 != 0 || (d != 2 && d != most)) return false;
  return true;
}
// f, or the complex number f at each of Dim / 2 components.
template <int Dim, class F>
constexpr auto complex_broadcast(F f) {
  if constexpr (F::dim == Dim)
    return f;
  else
    return apply<With<ComplexSumTOp, Dim>>(f);
}
template <class F, class G>
inline constexpr int complex_dim = F::dim > G::dim ? F::dim : G::dim;

}  // namespace detail

/// f + g of complex vectors of equal dimension; one of dimension 2 broadcasts. Derivatives: 1 in f and in g.
/// Example: `ComplexAdd(z, w)`.
template <Formula F, Formula G>
constexpr auto ComplexAdd(F f, G g) {
  static_assert(
      detail::complex_dims<F, G>(),
      "kernfold: ComplexAdd(f, g): complex vectors have equal even dimensions, or dimension 2, which broadcasts");
  constexpr int dim = detail::complex_dim<F, G>;
  return detail::complex_broadcast<dim>(f) + detail::complex_broadcast<dim>(g);
}

/// f - g of complex vectors of equal dimension; one of dimension 2 broadcasts. Derivatives: 1 in f, -1 in g.
/// Example: `ComplexSubtract(z, w)`.
template <Formula F, Formula G>
constexpr auto ComplexSubtract(F f, G g) {
  static_assert(
      detail::complex_dims<F, G>(),
      "kernfold: ComplexSubtract(f, g): complex vectors have equal even dimensions, or dimension 2, which broadcasts");
  constexpr int dim = detail::complex_dim<F, G>;
  return detail::complex_broadcast<dim>(f) - detail::complex_broadcast<dim>(g);
}

/// s f, for a real s of dimension 1 and a complex vector f. Of f's dimension. Derivatives: f in s, s in f.
/// Example: `ComplexRealScal(s, z)`.
template <Formula S, Formula F>
constexpr auto ComplexRealScal(S s, F f) {
  static_assert(S::dim == 1 && F::dim % 2 == 0,
                "kernfold: ComplexRealScal(s, f): s must have dimension 1 and f an even one, (re, im) interleaved");
  return s * f;
}

/// |f|^2: dimension f.dim / 2. As a function of real vectors its derivative in each component is 2 f.
/// Example: `ComplexSquareAbs(z)`.
template <Formula F>
constexpr auto ComplexSquareAbs(F f) {
  return Square(ComplexReal(f)) + Square(ComplexImag(f));
}

/// |f|: dimension f.dim / 2, without overflow on the way. Its derivative at 0, where there is none, is 0.
/// Example: `ComplexAbs(z)`.
template <Formula F>
constexpr auto ComplexAbs(F f) {
  return Hypot(ComplexReal(f), ComplexImag(f));
}

/// The argument of f, in (-pi, pi]: dimension f.dim / 2. Derivative: that of Atan2, 0 at f = 0.
/// Example: `ComplexAngle(z)`.
template <Formula F>
constexpr auto ComplexAngle(F f) {
  return Atan2(ComplexImag(f), ComplexReal(f));
}

/// f / g of complex vectors of equal dimension; one of dimension 2 broadcasts. Division by 0 gives NaN. As a function
/// of real vectors its adjoint in f is e / conj(g), in g -e conj(f / g^2).
/// Example: `ComplexDivide(z, w)`.
template <Formula F, Formula G>
constexpr auto ComplexDivide(F f, G g) {
  static_assert(
      detail::complex_dims<F, G>(),
      "kernfold: ComplexDivide(f, g): complex vectors have equal even dimensions, or dimension 2, which broadcasts");
  // 1 / g = scale conj(scale g) / |scale g|^2, as |g|^2 might over- or underflow
  const auto scale = apply<MagnitudeScaleOp>(ComplexReal(g), ComplexImag(g));
  const auto re = scale * ComplexReal(g);
  const auto im = scale * ComplexImag(g);
  const auto inverse = Inv(Square(re) + Square(im));
  if constexpr (G::dim == 2) {
    return ComplexRealScal(scale, ComplexMult(f, ComplexRealScal(inverse, Conj(ComplexRealScal(scale, g)))));
  } else {
    const auto unit = Conj(Real2Complex(re * inverse) + Imag2Complex(im * inverse));
    return ComplexMult(ComplexMult(f, unit), Real2Complex(scale));
  }
}

/// e^f = e^re (cos im, sin im). Of f's dimension. As a function of real vectors its adjoint is conj(e^f) e.
/// Example: `ComplexExp(z)`.
template <Formula F>
constexpr auto ComplexExp(F f) {
  return Real2Complex(Exp(ComplexReal(f)) * Cos(ComplexImag(f))) +
         Imag2Complex(Exp(ComplexReal(f)) * Sin(ComplexImag(f)));
}

/// e^(i f) = (cos f, sin f) of a real vector f: dimension 2 f.dim. Derivative: (-sin f, cos f).
/// Example: `ComplexExp1j(x)`.
template <Formula F>
constexpr auto ComplexExp1j(F f) {
  return Real2Complex(Cos(f)) + Imag2Complex(Sin(f));
}

}  // namespace kernfold

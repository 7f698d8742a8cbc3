// SPDX-License-Identifier: MIT
//
// Quotients. A division by what does not vary over all axes of the quotient becomes a multiplication by its reciprocal.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/inv.hpp>

namespace kernfold {

struct DivideOp : Elementwise<2> {
  static constexpr const char* name = "Divide";
  static constexpr const char* symbol = " / ";
  static constexpr bool fits_complex(const Shape& s, const bool* complex) { return !complex[1] && s.dim[1] == 1; }
  static constexpr int cost = 8;
  using uses = TypeList<InvOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    return x / y;
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g);

  /// f / c = (1/c) f, 1 / g = Inv(g), signs and constants pulled out, f / p = f Inv(p) if p varies over fewer axes,
  /// f / Powf(g, p) = f Powf(g, -p), f / Sqrt(g) = f Rsqrt(g).
  template <class B>  // instantiated when the derivative is known
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0], g = x.operand[1];
    if (b.is_constant(g)) {
      const Rational r = Rational{b[g].p0, b[g].p1}.inverse();
      return r.ok ? b.template apply<MultOp>(b.constant(r.num, r.den, x.dim), f) : -1;
    }
    if (b.is_zero(f)) return b.constant(0, 1, x.dim);
    if (b.template is<MinusOp>(f)) return b.template apply<MinusOp>(b.template apply<DivideOp>(b.operand(f), g));
    if (b.template is<MinusOp>(g)) return b.template apply<MinusOp>(b.template apply<DivideOp>(f, b.operand(g)));
    if (b[g].axis != x.axis || b.is_constant(f) || b.dim(g) < x.dim)
      return b.template apply<MultOp>(f, b.template apply<InvOp>(g));
    const int inverse = detail::inverse_power(b, g, x);
    return inverse < 0 ? -1 : b.template apply<MultOp>(f, inverse);
  }
};

/// f / g, componentwise; an operand of dimension 1 broadcasts. Also written with the operator. A quotient by 0 is
/// infinite or NaN, as in C++; so is one by a subnormal number whose reciprocal overflows, where g varies over fewer
/// axes than the quotient, broadcasts, is a root or a power of one, or divides elsewhere, too, as itself or in a power:
/// f is then multiplied by 1 / g, by Rsqrt that of a root.
/// Derivatives: 1 / g in f, -f / g^2 in g.
/// Example: `x / s`.
template <class F, class G>
struct Divide : Apply<DivideOp, F, G> {
  constexpr Divide() = default;
  constexpr explicit Divide(F, G) {}
};
KERNFOLD_OPERANDS_2(Divide);

template <Formula F, Formula G>
constexpr Divide<F, G> operator/(F, G) {
  return {};
}

template <class X, class Y, class G>
constexpr auto DivideOp::derivative(X x, Y y, G g) {
  return adjoints(g / y, -((g / y) * (x / y)));
}

}  // namespace kernfold

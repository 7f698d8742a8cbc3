// SPDX-License-Identifier: MIT
//
// B-splines: all basis functions of one order at a point.
//
// C. de Boor, A Practical Guide to Splines, Springer 1978, chapters IX and X.
#pragma once

#include <kernfold/operations/extract.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/or_zero.hpp>

namespace kernfold {

namespace detail {

// 1 / width of a cell of knots, 0 if it is empty.
KERNFOLD_NO_EXEC_CHECK
template <class T>
KERNFOLD_HD KERNFOLD_INLINE constexpr T inverse_width(T begin, T end) {
  using math::select;
  const T width = end - begin;
  return select(width > T(0), T(1) / select(width > T(0), width, T(1)), T(0));
}

// x, or the end of the knots that is next to it: what is 0 out there must not be multiplied by infinity.
KERNFOLD_NO_EXEC_CHECK
template <class T, int Knots>
KERNFOLD_HD KERNFOLD_INLINE constexpr T within_knots(T x, const T (&t)[Knots]) {
  using math::max;
  using math::min;
  return min(max(x, t[0]), t[Knots - 1]);
}

// The basis of order 0: 1 in [t_j, t_{j+1}).
KERNFOLD_NO_EXEC_CHECK
template <class T, int Knots>
KERNFOLD_HD KERNFOLD_INLINE constexpr T in_cell(int j, T x, const T (&t)[Knots]) {
  using math::select;
  return select((t[j] <= x) & (x < t[j + 1]), T(1), T(0));
}

template <class Op, int... dimensions>
struct bspline_does_not_fit {
  static_assert(sizeof...(dimensions) == 0,
                "kernfold: BSpline<order>(knots, x): operands_do_not_fit<With<BSplineOp, order>, knots, x>: x has "
                "dimension 1, order is at least 0, and there are at least order + 2 knots");
};

template <class Op>
struct bspline_knots_twice {
  static_assert(always_false<Op>,
                "kernfold: Grad(f, v, e): the gradient of BSpline(knots, x) in its knots cannot be differentiated "
                "again; only derivatives in x are of any order");
};

// The adjoint of x, a derivative in the knots, in the direction of that derivative: its transpose O.
template <class O, class B>
constexpr int bspline_adjoint(B& b, int which, const Node& x, int g) {
  if (which < 2) return b.fail(ProgramError::not_differentiable, {0, {}, {}, x.operation->id, 0, 0});
  return b.template apply<O>(x.operand[0], x.operand[1], g, x.p0);
}

}  // namespace detail

struct GradBSplineOp;

/// The derivative of BSpline<order>(knots, x) in the knots, in their direction h. As its adjoint, GradBSpline, it is
/// linear in the last operand and differentiated in this one alone.
struct DiffBSplineOp : Opaque<3> {
  static constexpr const char* name = "DiffBSpline";
  static constexpr int integers = 1;  // the order
  using uses = TypeList<GradBSplineOp>;
  static constexpr int cost = 8;
  template <class Op>
  using no_derivative = detail::bspline_knots_twice<Op>;
  static constexpr int dim(const Shape& s) { return s.dim[0] - static_cast<int>(s.p0) - 1; }
  static constexpr int terms(const Shape& s) { return static_cast<int>(s.p0) + 1; }
  /// Forward mode through the recursion of BSplineOp.
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t Order, class T, int Size, int Knots>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr void value(T (&result)[Size], const T (&t)[Knots], const T (&x)[1],
                                                          const T (&h)[Knots]) {
    constexpr int order = static_cast<int>(Order);
    const T at = detail::within_knots(x[0], t);
    T basis[Knots - 1], tangent[Knots - 1];
    for (int j = 0; j + 1 < Knots; ++j) {
      basis[j] = detail::in_cell(j, x[0], t);
      tangent[j] = T(0);
    }
    for (int q = 1; q <= order; ++q) {
      const T first = detail::inverse_width(t[0], t[q]);
      T slope = basis[0] * first, of_slope = (tangent[0] - slope * (h[q] - h[0])) * first;
      for (int j = 0; j + q + 1 < Knots; ++j) {
        const T inverse = detail::inverse_width(t[j + 1], t[j + q + 1]);
        const T next = basis[j + 1] * inverse, of_next = (tangent[j + 1] - next * (h[j + q + 1] - h[j + 1])) * inverse;
        basis[j] = (at - t[j]) * slope + (t[j + q + 1] - at) * next;
        tangent[j] = (at - t[j]) * of_slope - h[j] * slope + (t[j + q + 1] - at) * of_next + h[j + q + 1] * next;
        slope = next;
        of_slope = of_next;
      }
    }
    for (int j = 0; j < Size; ++j) result[j] = tangent[j];
  }
  template <class B>  // instantiated when it is needed
  static constexpr int adjoint(B& b, int which, const Node& x, int, int g) {
    return detail::bspline_adjoint<GradBSplineOp>(b, which, x, g);
  }
};

/// The adjoint of BSpline<order>(knots, x) in the knots, for the adjoint g of its value.
struct GradBSplineOp : Opaque<3> {
  static constexpr const char* name = "GradBSpline";
  static constexpr int integers = 1;  // the order
  using uses = TypeList<DiffBSplineOp>;
  static constexpr int cost = 4;
  template <class Op>
  using no_derivative = detail::bspline_knots_twice<Op>;
  static constexpr int dim(const Shape& s) { return s.dim[0]; }
  static constexpr int terms(const Shape& s) { return 2 * static_cast<int>(s.p0) + 1; }
  /// Reverse mode through the recursion of BSplineOp.
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t Order, class T, int Knots, int Size>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr void value(T (&grad)[Knots], const T (&t)[Knots], const T (&x)[1],
                                                          const T (&g)[Size]) {
    constexpr int order = static_cast<int>(Order);
    const T at = detail::within_knots(x[0], t);
    T basis[order + 1][Knots - 1];  // by order
    for (int j = 0; j + 1 < Knots; ++j) basis[0][j] = detail::in_cell(j, x[0], t);
    for (int q = 1; q <= order; ++q)
      for (int j = 0; j + q + 1 < Knots; ++j)
        basis[q][j] = (at - t[j]) * basis[q - 1][j] * detail::inverse_width(t[j], t[j + q]) +
                      (t[j + q + 1] - at) * basis[q - 1][j + 1] * detail::inverse_width(t[j + 1], t[j + q + 1]);
    T adjoint[Knots];  // of the basis of order q
    for (int j = 0; j < Knots; ++j) grad[j] = adjoint[j] = T(0);
    for (int j = 0; j < Size; ++j) adjoint[j] = g[j];
    for (int q = order; q > 0; --q) {
      T left = T(0);  // adjoint of the basis' part to the right of the cell before
      for (int j = 0; j + q < Knots; ++j) {
        const T inverse = detail::inverse_width(t[j], t[j + q]);
        const T slope = basis[q - 1][j] * inverse;
        const T here = j + q + 1 < Knots ? adjoint[j] : T(0);
        // slope stands in basis[q][j] = (x - t_j) slope + ... and in basis[q][j - 1] = ... + (t_{j+q} - x) slope
        grad[j] = grad[j] - here * slope;
        grad[j + q] = grad[j + q] + left * slope;
        const T of_slope = here * (at - t[j]) + left * (t[j + q] - at);
        grad[j] = grad[j] + of_slope * slope * inverse;
        grad[j + q] = grad[j + q] - of_slope * slope * inverse;
        adjoint[j] = of_slope * inverse;
        left = here;
      }
    }
  }
  template <class B>  // instantiated when it is needed
  static constexpr int adjoint(B& b, int which, const Node& x, int, int g) {
    return detail::bspline_adjoint<DiffBSplineOp>(b, which, x, g);
  }
};

struct BSplineOp : Opaque<2> {
  static constexpr const char* name = "BSpline";
  static constexpr int integers = 1;  // the order
  using uses = TypeList<ExtractOp, ExtractTOp, InvOrZeroOp, GradBSplineOp>;
  static constexpr int cost = 4;
  static constexpr int dim(const Shape& s) {
    return s.p0 >= 0 && s.dim[1] == 1 && s.dim[0] >= s.p0 + 2 ? s.dim[0] - static_cast<int>(s.p0) - 1 : 0;
  }
  static constexpr int terms(const Shape& s) { return static_cast<int>(s.p0) + 1; }
  template <class Op, int... dimensions>
  using operands_do_not_fit = detail::bspline_does_not_fit<Op, dimensions...>;
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t Order, class T, int Size, int Knots>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr void value(T (&result)[Size], const T (&t)[Knots], const T (&x)[1]) {
    constexpr int order = static_cast<int>(Order);
    const T at = detail::within_knots(x[0], t);
    T basis[Knots - 1];
    for (int j = 0; j + 1 < Knots; ++j) basis[j] = detail::in_cell(j, x[0], t);
    for (int q = 1; q <= order; ++q) {
      T slope = basis[0] * detail::inverse_width(t[0], t[q]);
      for (int j = 0; j + q + 1 < Knots; ++j) {
        const T next = basis[j + 1] * detail::inverse_width(t[j + 1], t[j + q + 1]);
        basis[j] = (at - t[j]) * slope + (t[j + q + 1] - at) * next;
        slope = next;
      }
    }
    for (int j = 0; j < Size; ++j) result[j] = basis[j];
  }
  /// In x (chapter X): B'_{j,p} = p (B_{j,p-1} / (t_{j+p} - t_j) - B_{j+1,p-1} / (t_{j+p+1} - t_{j+1})).
  template <class B>  // instantiated when it is needed
  static constexpr int adjoint(B& b, int which, const Node& x, int, int g) {
    const int knots = x.operand[0], order = static_cast<int>(x.p0), lower_size = x.dim + 1;
    if (which == 0) return b.template apply<GradBSplineOp>(knots, x.operand[1], g, order);
    if (order == 0) return b.constant(0);
    const int ends = b.template apply<ExtractOp>(knots, -1, -1, order, lower_size);
    const int begins = b.template apply<ExtractOp>(knots, -1, -1, 0, lower_size);
    const int inverse = b.template apply<InvOrZeroOp>(b.template apply<SubtractOp>(ends, begins));
    const int differences = b.template apply<SubtractOp>(b.template apply<ExtractTOp>(g, -1, -1, 0, lower_size),
                                                         b.template apply<ExtractTOp>(g, -1, -1, 1, lower_size));
    const int lower = b.template apply<BSplineOp>(knots, x.operand[1], -1, order - 1);
    const int slopes = b.template apply<MultOp>(b.template apply<MultOp>(b.constant(order), inverse), differences);
    return b.template apply<ScalprodOp>(slopes, lower);
  }
};

/// The B-splines of order Order (piecewise polynomials of this degree) over the knots t_0 <= t_1 <= ..., at x, by de
/// Boor's recursion: dimension knots.dim - Order - 1. For x of dimension 1 and at least Order + 2 knots. Cells are half
/// open, [t_j, t_{j+1}): all are 0 left of the first knot, at the last one and right of it. Where knots coincide, what
/// is divided by their distance is 0. Derivatives in x are of any order, those from the right at a knot; in the knots
/// of the first order, wherever it exists, and 0 for Order = 0.
/// Example: `BSpline<3>(t, s) | z`.
template <int Order, Formula K, Formula X>
constexpr Apply<With<BSplineOp, Order>, K, X> BSpline(K, X) {
  return {};
}
KERNFOLD_USAGE(BSpline, "BSpline<order>(knots, x)");

}  // namespace kernfold

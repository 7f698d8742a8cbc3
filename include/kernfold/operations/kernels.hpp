// SPDX-License-Identifier: MIT
//
// The standard kernels, as names for formulas of two vectors x and y and of their parameters, which are formulas too: a
// Pm, or a constant such as 0.5_c. r = |x - y| is the Euclidean distance; l, a, p, g stand for length, alpha, period,
// gamma. All are differentiable in everything, with finite gradients at x = y.
//
// Sources: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning, MIT Press 2006, chapter 4
// (Gauss, Laplace, Matern, rational quadratic, periodic, polynomial); H. Wendland, Scattered Data Approximation,
// Cambridge 2005 (inverse multiquadric, thin-plate spline); G. J. Szekely, M. L. Rizzo, J. Stat. Plan. Inference 143,
// 2013 (energy distance).
#pragma once

#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/expm1.hpp>
#include <kernfold/operations/norms.hpp>
#include <kernfold/operations/pow.hpp>
#include <kernfold/operations/rsqrt.hpp>
#include <kernfold/operations/sin.hpp>
#include <kernfold/operations/xlogx.hpp>

namespace kernfold {

namespace detail {
template <class N, bool ok = false>
struct number_in_kernel {
  static_assert(
      ok,
      "kernfold: GaussianKernel(x, y, 0.5) and the like: a parameter of a kernel is a formula; write an exact "
      "constant, 0.5_c, or declare a parameter Pm<position, 1> and pass the number in the call");
};
// A formula; for a number, explains that it is none.
template <class P>
concept FormulaOfKernel = Formula<P> || sizeof(number_in_kernel<P>) == 0;

// n r^2 / l^2 for a length l of dimension 1.
template <int N, class X, class Y, class L>
constexpr auto scaled_square_distance(X x, Y y, L length) {
  static_assert(L::dim == 1, "kernfold: ...Kernel(x, y, length): the length must have dimension 1");
  return SqDist(x, y) * (IntCst<N>{} / Square(length));
}

// What the profiles of the Matern kernels share: value and tile of polynomial(f, root) 2^exponent(root), where Op has
// these two and root(f).
template <class Op>
struct MaternProfile : Elementwise<1> {
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T f) {
    using math::exp2;
    const T root = Op::root(f);
    return Op::polynomial(f, root) * exp2(Op::exponent(root));
  }
  template <class P, int U, int B>
  requires requires(P (&x)[U][B]) { exp2_tile(x); }
  KERNFOLD_INLINE static void in_place(P (&x)[U][B]) {
    P e[U][B];
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
    for (int b = 0; b < B; ++b) {
      const P root = Op::root(x[u][b]);
      x[u][b] = Op::polynomial(x[u][b], root);
      e[u][b] = Op::exponent(root);
    }
    exp2_tile(e);
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
    for (int b = 0; b < B; ++b) x[u][b] = x[u][b] * e[u][b];
  }
};

// Of r = log2(e) s: what Matern32 and Matern52 become where s^2 is the square of a number.
template <class Op>
struct MaternOfRoot : MaternProfile<Op> {
  static constexpr double s = math::constant::ln2;  // where r = 1

  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T root(T r) {
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T exponent(T r) {
    return -r;
  }
};

// Op of r = log2(e) s where s is c |v|; else -1.
template <class Op, class B>
constexpr int matern_of_root(B& b, int f) {
  const int r = SqrtOp::scaled_root(b, b.template apply<Log2EOp>(-1), f);
  return r >= 0 ? b.template apply<Op>(r) : -1;
}
}  // namespace detail

struct Matern32OfRootOp : detail::MaternOfRoot<Matern32OfRootOp> {
  static constexpr const char* name = "Matern32OfRoot";
  static constexpr int cost = 15;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T polynomial(T, T r) {
    using math::fma;
    return fma(r, T(s), T(1));
  }
};
struct Matern52OfRootOp : detail::MaternOfRoot<Matern52OfRootOp> {
  static constexpr const char* name = "Matern52OfRoot";
  static constexpr int cost = 16;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T polynomial(T, T r) {
    using math::fma;
    return fma(fma(r, T(s * s / 3), T(s)), r, T(1));
  }
};

namespace detail {
// Of f = s^2; becomes OfRoot where that is the square of a number.
template <class Op, class OfRoot>
struct MaternOfSquare : MaternProfile<Op> {
  using uses = TypeList<OfRoot, SqrtOp, Log2EOp>;
  template <class B>
  static constexpr int finalize(B& b, int f) {
    return matern_of_root<OfRoot>(b, f);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T root(T f) {
    using math::sqrt;
    return sqrt(f);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T exponent(T s) {
    return -Log2EOp::value<T>() * s;
  }
};
}  // namespace detail

/// The profile of the Matern kernel of order 3/2, (1 + s) exp(-s), of the squared distance s^2 = f: in this variable
/// its derivative is free of the cancellations and of the division by s that differentiating the formula would leave.
struct Matern32Op : detail::MaternOfSquare<Matern32Op, Matern32OfRootOp> {
  static constexpr const char* name = "Matern32";
  static constexpr int cost = 26;
  static constexpr auto derivative(auto f, auto g) { return RatCst<-1, 2>{} * g * Exp(-Sqrt(f)); }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T polynomial(T, T s) {
    return T(1) + s;
  }
};

/// That of order 5/2, (1 + s + s^2 / 3) exp(-s).
struct Matern52Op : detail::MaternOfSquare<Matern52Op, Matern52OfRootOp> {
  static constexpr const char* name = "Matern52";
  static constexpr int cost = 28;
  static constexpr auto derivative(auto f, auto g) { return RatCst<-1, 6>{} * g * apply<Matern32Op>(f); }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T polynomial(T f, T s) {
    using math::fma;
    return fma(f, T(1.0 / 3), T(1) + s);
  }
};

/// exp(-r^2 / (2 l^2)): the Gaussian, or squared exponential, or RBF kernel. Dimension 1. Gradient in x: -(x - y) k /
/// l^2, where k is the value.
/// Example: `GaussianKernel(x, y, s)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L>
constexpr auto GaussianKernel(X x, Y y, L length) {
  static_assert(L::dim == 1, "kernfold: GaussianKernel(x, y, length): the length must have dimension 1");
  return Exp(-(SqDist(x, y) / (2_c * Square(length))));
}
KERNFOLD_USAGE(GaussianKernel, "GaussianKernel(x, y, length)");

/// exp(-r / l): the Laplacian, or exponential kernel, or Matern kernel of order 1/2. Dimension 1. Gradient in x:
/// -(x - y) k / (l r), where k is the value, and 0 at x = y, where there is none.
/// Example: `LaplacianKernel(x, y, s)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L>
constexpr auto LaplacianKernel(X x, Y y, L length) {
  static_assert(L::dim == 1, "kernfold: LaplacianKernel(x, y, length): the length must have dimension 1");
  return Exp(-(Norm2(x - y) / length));
}
KERNFOLD_USAGE(LaplacianKernel, "LaplacianKernel(x, y, length)");
/// LaplacianKernel by its other name: dimension 1, gradient as there.
/// Example: `Matern12Kernel(x, y, s)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L>
constexpr auto Matern12Kernel(X x, Y y, L length) {
  return LaplacianKernel(x, y, length);
}
KERNFOLD_USAGE(Matern12Kernel, "Matern12Kernel(x, y, length)");

/// (1 + s) exp(-s) with s = sqrt(3) r / l: the Matern kernel of order 3/2. Dimension 1. Gradient in x: -3 (x - y)
/// exp(-s) / l^2.
/// Example: `Matern32Kernel(x, y, s)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L>
constexpr auto Matern32Kernel(X x, Y y, L length) {
  return apply<Matern32Op>(detail::scaled_square_distance<3>(x, y, length));
}
KERNFOLD_USAGE(Matern32Kernel, "Matern32Kernel(x, y, length)");

/// (1 + s + s^2 / 3) exp(-s) with s = sqrt(5) r / l: the Matern kernel of order 5/2. Dimension 1. Gradient in x: -5/3
/// (x - y) (1 + s) exp(-s) / l^2.
/// Example: `Matern52Kernel(x, y, s)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L>
constexpr auto Matern52Kernel(X x, Y y, L length) {
  return apply<Matern52Op>(detail::scaled_square_distance<5>(x, y, length));
}
KERNFOLD_USAGE(Matern52Kernel, "Matern52Kernel(x, y, length)");

/// 1 / (1 + r^2 / l^2): the Cauchy kernel. Dimension 1. Gradient in x: -2 (x - y) k^2 / l^2, where k is the value.
/// Example: `CauchyKernel(x, y, s)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L>
constexpr auto CauchyKernel(X x, Y y, L length) {
  static_assert(L::dim == 1, "kernfold: CauchyKernel(x, y, length): the length must have dimension 1");
  return Inv(1_c + SqDist(x, y) / Square(length));
}
KERNFOLD_USAGE(CauchyKernel, "CauchyKernel(x, y, length)");

/// 1 / sqrt(1 + r^2 / l^2): the inverse multiquadric. Dimension 1. Gradient in x: -(x - y) k^3 / l^2, where k is the
/// value.
/// Example: `InverseMultiquadricKernel(x, y, s)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L>
constexpr auto InverseMultiquadricKernel(X x, Y y, L length) {
  static_assert(L::dim == 1, "kernfold: InverseMultiquadricKernel(x, y, length): the length must have dimension 1");
  return Rsqrt(1_c + SqDist(x, y) / Square(length));
}
KERNFOLD_USAGE(InverseMultiquadricKernel, "InverseMultiquadricKernel(x, y, length)");

/// (1 + r^2 / (2 a l^2))^(-a): the rational quadratic, a mixture of Gaussians of many lengths. Dimension 1. Gradient in
/// x: -(x - y) k / (l^2 + r^2 / (2 a)), where k is the value.
/// Example: `RationalQuadraticKernel(x, y, s, 2_c)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L, detail::FormulaOfKernel A>
constexpr auto RationalQuadraticKernel(X x, Y y, L length, A alpha) {
  static_assert(L::dim == 1 && A::dim == 1,
                "kernfold: RationalQuadraticKernel(x, y, length, alpha): both parameters must have dimension 1");
  return Exp(-(alpha * Log1p(SqDist(x, y) / (2_c * alpha * Square(length)))));
}
KERNFOLD_USAGE(RationalQuadraticKernel, "RationalQuadraticKernel(x, y, length, alpha)");

/// exp(-2 sum_k sin^2(pi (x_k - y_k) / p) / l^2): the periodic kernel of period p. Dimension 1. Gradient in x: -2 pi /
/// (p l^2) sin(2 pi (x_k - y_k) / p) k(x, y), component by component.
/// Example: `PeriodicKernel(x, y, s, 2_c)`.
template <Formula X, Formula Y, detail::FormulaOfKernel L, detail::FormulaOfKernel P>
constexpr auto PeriodicKernel(X x, Y y, L length, P period) {
  static_assert(L::dim == 1 && P::dim == 1,
                "kernfold: PeriodicKernel(x, y, length, period): both parameters must have dimension 1");
  constexpr RatCst<245850922, 78256779> pi{};  // pi to 1e-16, a convergent of its continued fraction
  return Exp(-(2_c * SqNorm2(Sin((x - y) * (pi / period))) / Square(length)));
}
KERNFOLD_USAGE(PeriodicKernel, "PeriodicKernel(x, y, length, period)");

/// (g x.y + c)^Degree: the polynomial kernel. Dimension 1. Gradient in x: g Degree (g x.y + c)^(Degree - 1) y.
/// Example: `PolynomialKernel<3>(x, y, s, 1_c)`.
template <int Degree, Formula X, Formula Y, detail::FormulaOfKernel G, detail::FormulaOfKernel C>
constexpr auto PolynomialKernel(X x, Y y, G gamma, C c) {
  static_assert(G::dim == 1 && C::dim == 1,
                "kernfold: PolynomialKernel<degree>(x, y, gamma, c): both parameters must have dimension 1");
  return Pow<Degree>(gamma * Scalprod(x, y) + c);
}
KERNFOLD_USAGE(PolynomialKernel, "PolynomialKernel<degree>(x, y, gamma, c)");

/// x.y / (|x| |y|): the cosine of the angle between x and y; 0 where one of them is 0. Dimension 1. Gradient in x: (y /
/// |y| - k x / |x|) / |x|, where k is the value, and 0 at x = 0.
/// Example: `CosineKernel(x, y)`.
template <Formula X, Formula Y>
constexpr auto CosineKernel(X x, Y y) {
  return Scalprod(Normalize(x), Normalize(y));
}
KERNFOLD_USAGE(CosineKernel, "CosineKernel(x, y)");

/// -r: the kernel of the energy distance. Dimension 1. Gradient in x: -(x - y) / r, and 0 at x = y, where there is
/// none.
/// Example: `EnergyDistanceKernel(x, y)`.
template <Formula X, Formula Y>
constexpr auto EnergyDistanceKernel(X x, Y y) {
  return -Norm2(x - y);
}
KERNFOLD_USAGE(EnergyDistanceKernel, "EnergyDistanceKernel(x, y)");

/// r^2 log(r): the thin-plate spline; 0 at x = y. Dimension 1. Gradient in x: (x - y) (2 log(r) + 1), and 0 at x = y.
/// Example: `ThinPlateSplineKernel(x, y)`.
template <Formula X, Formula Y>
constexpr auto ThinPlateSplineKernel(X x, Y y) {
  return XLogX(SqDist(x, y)) / 2_c;
}
KERNFOLD_USAGE(ThinPlateSplineKernel, "ThinPlateSplineKernel(x, y)");

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The operations of the library, each written again from its mathematical definition, for the reference interpreter
// (support/reference.hpp). Nothing of an operation's struct is used but its name.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "support/hyperdual.hpp"

#include <kernfold/kernfold.hpp>

namespace reference {

using Vector = std::vector<Number>;
using Operands = std::vector<Vector>;
using Index = std::ptrdiff_t;

inline const Number& broadcast(const Vector& v, std::size_t k) { return v.size() == 1 ? v[0] : v[k]; }

// ---- the operations: meaning(Op, operands, p0, p1) is the value of Op. Tests add their own beside their operation.

template <class F>
Vector each(const Operands& a, F f) {
  Vector r;
  for (const Number& x : a[0]) r.push_back(f(x));
  return r;
}
template <class F>
Vector each_pair(const Operands& a, F f) {
  Vector r;
  const std::size_t n = a[0].size() > a[1].size() ? a[0].size() : a[1].size();
  for (std::size_t k = 0; k < n; ++k) r.push_back(f(broadcast(a[0], k), broadcast(a[1], k)));
  return r;
}
inline Number total(const Vector& v) {
  Number s(0);
  for (const Number& x : v) s = s + x;
  return s;
}
inline Number dot(const Vector& a, const Vector& b) {
  return total(each_pair({a, b}, [](const Number& x, const Number& y) { return x * y; }));
}

inline long double plain(const Number& x) { return x.c[0].value; }

#define REFERENCE_ONE(Op, expression)                                  \
  inline Vector meaning(kernfold::Op, const Operands& a, long, long) { \
    return each(a, [](const Number& x) { return expression; });        \
  }
REFERENCE_ONE(MinusOp, -x)
REFERENCE_ONE(SquareOp, x* x)
REFERENCE_ONE(ExpOp, exp(x))
REFERENCE_ONE(Exp2Op, exp2(x))
REFERENCE_ONE(LogOp, log(x))
REFERENCE_ONE(InvOp, inverse(x))
REFERENCE_ONE(AbsOp, abs(x))
REFERENCE_ONE(SignOp, sign(x))
REFERENCE_ONE(SinOp, sin(x))
REFERENCE_ONE(CosOp, cos(x))
REFERENCE_ONE(SqrtOp, sqrt(x))
REFERENCE_ONE(RsqrtOp, inverse(sqrt(x)))
REFERENCE_ONE(RsqrtOrZeroOp, inverse_sqrt_or_zero(x))
REFERENCE_ONE(TanOp, tan(x))
REFERENCE_ONE(AsinOp, asin(x))
REFERENCE_ONE(AcosOp, acos(x))
REFERENCE_ONE(AtanOp, atan(x))
REFERENCE_ONE(hyperbolic::SinhOp, sinh(x))
REFERENCE_ONE(hyperbolic::CoshOp, cosh(x))
REFERENCE_ONE(hyperbolic::TanhOp, tanh(x))
REFERENCE_ONE(AsinhOp, asinh(x))
REFERENCE_ONE(AcoshOp, acosh(x))
REFERENCE_ONE(AtanhOp, atanh(x))
REFERENCE_ONE(ErfOp, erf(x))
REFERENCE_ONE(ErfcOp, erfc(x))
REFERENCE_ONE(Expm1Op, expm1(x))
REFERENCE_ONE(Log1pOp, log1p(x))
REFERENCE_ONE(Log2Op, log2(x))
REFERENCE_ONE(CbrtOp, cbrt(x))
REFERENCE_ONE(SigmoidOp, sigmoid(x))
REFERENCE_ONE(SoftplusOp, softplus(x))
REFERENCE_ONE(LGammaOp, lgamma(x))
REFERENCE_ONE(XLogXOp, xlogx(x))
REFERENCE_ONE(SinXDivXOp, sinc(x))
// Steps and choices follow the value; where there is no slope, it is 0.
REFERENCE_ONE(StepOp, Number(plain(x) >= 0 ? 1 : 0))
REFERENCE_ONE(ReLUOp, plain(x) > 0 ? x : Number(0))
REFERENCE_ONE(FloorOp, Number(std::floor(plain(x))))
REFERENCE_ONE(CeilOp, Number(std::ceil(plain(x))))
REFERENCE_ONE(NotOp, Number(plain(x) == 0 ? 1 : 0))
#undef REFERENCE_ONE

#define REFERENCE_TWO(Op, expression)                                                 \
  inline Vector meaning(kernfold::Op, const Operands& a, long, long) {                \
    return each_pair(a, [](const Number& x, const Number& y) { return expression; }); \
  }
REFERENCE_TWO(AddOp, x + y)
REFERENCE_TWO(SubtractOp, x - y)
REFERENCE_TWO(MultOp, x* y)
REFERENCE_TWO(DivideOp, x / y)
REFERENCE_TWO(Atan2Op, atan2(x, y))
REFERENCE_TWO(HypotOp, sqrt(x* x + y * y))
REFERENCE_TWO(PowfOp, powf(x, y))
REFERENCE_TWO(MaxOp, plain(x) >= plain(y) ? x : y)
REFERENCE_TWO(MinOp, plain(x) <= plain(y) ? x : y)
REFERENCE_TWO(FloorDivideOp, Number(std::floor(plain(x) / plain(y))))
REFERENCE_TWO(EqualOp, Number(plain(x) == plain(y) ? 1 : 0))
REFERENCE_TWO(NotEqualOp, Number(plain(x) == plain(y) ? 0 : 1))
REFERENCE_TWO(LessThanOp, Number(plain(x) < plain(y) ? 1 : 0))
REFERENCE_TWO(LessOrEqualOp, Number(plain(x) <= plain(y) ? 1 : 0))
REFERENCE_TWO(AndOp, Number(plain(x) != 0 && plain(y) != 0 ? 1 : 0))
REFERENCE_TWO(OrOp, Number(plain(x) != 0 || plain(y) != 0 ? 1 : 0))
#undef REFERENCE_TWO

// a[1] or a[2], component by component, by a condition on a[0].
template <class Condition>
Vector choice(const Operands& a, Condition condition) {
  Vector r;
  const std::size_t n = std::max({a[0].size(), a[1].size(), a[2].size()});
  for (std::size_t k = 0; k < n; ++k)
    r.push_back(condition(plain(broadcast(a[0], k))) ? broadcast(a[1], k) : broadcast(a[2], k));
  return r;
}
inline Vector meaning(kernfold::IfElseOp, const Operands& a, long, long) {
  return choice(a, [](long double x) { return x >= 0; });
}
inline Vector meaning(kernfold::WhereOp, const Operands& a, long, long) {
  return choice(a, [](long double x) { return x != 0; });
}
inline Vector meaning(kernfold::RoundOp, const Operands& a, long decimals, long) {
  long double scale = 1;
  for (long k = 0; k < (decimals < 0 ? -decimals : decimals); ++k) scale *= 10;
  return each(a, [=](const Number& x) {
    return Number(decimals < 0 ? std::rint(plain(x) / scale) * scale : std::rint(plain(x) * scale) / scale);
  });
}
inline Vector meaning(kernfold::PolygammaOp, const Operands& a, long n, long) {
  return each(a, [=](const Number& x) { return polygamma(static_cast<int>(n), x); });
}
inline Vector meaning(kernfold::PowOp, const Operands& a, long n, long) {
  return each(a, [n](const Number& x) { return pow(x, n); });
}
inline Vector meaning(kernfold::ScalprodOp, const Operands& a, long, long) { return {dot(a[0], a[1])}; }
inline Vector meaning(kernfold::SumOp, const Operands& a, long, long) { return {total(a[0])}; }
// The first of the largest, or smallest, components.
template <class Better>
Vector extreme(const Operands& a, Better better) {
  std::size_t at = 0;
  for (std::size_t k = 1; k < a[0].size(); ++k)
    if (better(plain(a[0][k]), plain(a[0][at]))) at = k;
  return {a[0][at]};
}
inline Vector meaning(kernfold::MaxComponentOp, const Operands& a, long, long) {
  return extreme(a, [](long double x, long double y) { return x > y; });
}
inline Vector meaning(kernfold::MinComponentOp, const Operands& a, long, long) {
  return extreme(a, [](long double x, long double y) { return x < y; });
}
inline Vector meaning(kernfold::IotaOp, const Operands&, long n, long) {
  Vector r;
  for (long k = 0; k < n; ++k) r.push_back(Number(static_cast<long double>(k)));
  return r;
}
inline Vector meaning(kernfold::BroadcastOp, const Operands& a, long dim, long) {
  return Vector(static_cast<std::size_t>(dim), a[0][0]);
}
inline Vector meaning(kernfold::ConcatOp, const Operands& a, long, long) {
  Vector r = a[0];
  r.insert(r.end(), a[1].begin(), a[1].end());
  return r;
}
inline Vector meaning(kernfold::ExtractOp, const Operands& a, long start, long length) {
  return Vector(a[0].begin() + start, a[0].begin() + start + length);
}
inline Vector meaning(kernfold::ExtractTOp, const Operands& a, long start, long dim) {
  Vector r(static_cast<std::size_t>(dim), Number(0));
  for (std::size_t k = 0; k < a[0].size(); ++k) r[static_cast<std::size_t>(start) + k] = a[0][k];
  return r;
}
// Row-major: entry (r, c) of a matrix with C columns is component r C + c.
inline Vector meaning(kernfold::MatVecMultOp, const Operands& a, long, long) {
  const std::size_t columns = a[1].size(), rows = a[0].size() / columns;
  Vector y(rows, Number(0));
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) y[r] = y[r] + a[0][r * columns + c] * a[1][c];
  return y;
}
inline Vector meaning(kernfold::VecMatMultOp, const Operands& a, long, long) {
  const std::size_t rows = a[0].size(), columns = a[1].size() / rows;
  Vector y(columns, Number(0));
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) y[c] = y[c] + a[0][r] * a[1][r * columns + c];
  return y;
}
inline Vector meaning(kernfold::TensorProdOp, const Operands& a, long, long) {
  Vector y;
  for (const Number& f : a[0])
    for (const Number& g : a[1]) y.push_back(f * g);
  return y;
}
inline Vector meaning(kernfold::CrossOp, const Operands& a, long, long) {
  const Vector &f = a[0], &g = a[1];
  return {f[1] * g[2] - f[2] * g[1], f[2] * g[0] - f[0] * g[2], f[0] * g[1] - f[1] * g[0]};
}
inline Vector meaning(kernfold::TransposeOp, const Operands& a, long rows, long) {
  const std::size_t R = static_cast<std::size_t>(rows), C = a[0].size() / R;
  Vector y(a[0].size(), Number(0));
  for (std::size_t r = 0; r < R; ++r)
    for (std::size_t c = 0; c < C; ++c) y[c * R + r] = a[0][r * C + c];
  return y;
}
// Complex numbers: components 2 k and 2 k + 1 are the real and the imaginary part of number k.
inline Vector meaning(kernfold::ConjOp, const Operands& a, long, long) {
  Vector r = a[0];
  for (std::size_t k = 1; k < r.size(); k += 2) r[k] = -r[k];
  return r;
}
inline Vector meaning(kernfold::ComplexMultOp, const Operands& a, long, long) {
  const Vector &f = a[0], &g = a[1];
  const std::size_t n = f.size() > g.size() ? f.size() : g.size();
  Vector r;
  for (std::size_t k = 0; k < n; k += 2) {
    const std::size_t p = f.size() == 2 ? 0 : k, q = g.size() == 2 ? 0 : k;
    r.push_back(f[p] * g[q] - f[p + 1] * g[q + 1]);
    r.push_back(f[p] * g[q + 1] + f[p + 1] * g[q]);
  }
  return r;
}
inline Vector meaning(kernfold::ComplexSumOp, const Operands& a, long, long) {
  Vector r(2, Number(0));
  for (std::size_t k = 0; k < a[0].size(); ++k) r[k % 2] = r[k % 2] + a[0][k];
  return r;
}
inline Vector meaning(kernfold::ComplexSumTOp, const Operands& a, long dim, long) {
  Vector r;
  for (long k = 0; k < dim; ++k) r.push_back(a[0][static_cast<std::size_t>(k % 2)]);
  return r;
}

template <int Part>
Vector meaning(kernfold::detail::ToComplexOp<Part>, const Operands& a, long, long) {
  Vector r(2 * a[0].size(), Number(0));
  for (std::size_t k = 0; k < a[0].size(); ++k) r[2 * k + Part] = a[0][k];
  return r;
}
template <int Part>
Vector meaning(kernfold::detail::ComplexPartOp<Part>, const Operands& a, long, long) {
  Vector r;
  for (std::size_t k = Part; k < a[0].size(); k += 2) r.push_back(a[0][k]);
  return r;
}

}  // namespace reference

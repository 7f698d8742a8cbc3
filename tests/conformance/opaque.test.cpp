// SPDX-License-Identifier: MIT
//
// Opaque operations: a user's own, in every stage and place of a formula; B-splines and soft-DTW against their
// definitions, with the derivatives of these.
#include "support/conformance.hpp"

#include <kernfold/operations/bspline.hpp>
#include <kernfold/operations/soft_dtw.hpp>

namespace user {
struct ReverseSumOp;
struct CumulativeSumOp : kernfold::Opaque<1> {
  static constexpr const char* name = "CumulativeSum";
  static constexpr int dim(const kernfold::Shape& s) { return s.dim[0]; }
  template <class T, int N>
  static constexpr void value(T (&sum)[N], const T (&f)[N]) {
    sum[0] = f[0];
    for (int k = 1; k < N; ++k) sum[k] = sum[k - 1] + f[k];
  }
  static constexpr auto derivative(auto, auto g) { return kernfold::apply<ReverseSumOp>(g); }
};
struct ReverseSumOp : kernfold::Opaque<1> {
  static constexpr const char* name = "ReverseSum";
  static constexpr int dim(const kernfold::Shape& s) { return s.dim[0]; }
  template <class T, int N>
  static constexpr void value(T (&sum)[N], const T (&f)[N]) {
    sum[N - 1] = f[N - 1];
    for (int k = N - 2; k >= 0; --k) sum[k] = sum[k + 1] + f[k];
  }
  static constexpr auto derivative(auto, auto g) { return kernfold::apply<CumulativeSumOp>(g); }
};
// A scalar: c_0 + c_1 x + ...
struct PolynomialOp : kernfold::Opaque<2> {
  static constexpr const char* name = "Polynomial";
  static constexpr int dim(const kernfold::Shape& s) { return s.dim[1] == 1 ? 1 : 0; }
  template <class T, int N>
  static constexpr void value(T (&r)[1], const T (&c)[N], const T (&x)[1]) {
    r[0] = c[N - 1];
    for (int k = N - 2; k >= 0; --k) r[0] = r[0] * x[0] + c[k];
  }
};
using reference::Number;
using reference::Operands;
using reference::Vector;
Vector meaning(CumulativeSumOp, const Operands& a, long, long) {
  Vector r = a[0];
  for (std::size_t k = 1; k < r.size(); ++k) r[k] = r[k - 1] + r[k];
  return r;
}
Vector meaning(ReverseSumOp, const Operands& a, long, long) {
  Vector r = a[0];
  for (std::size_t k = r.size() - 1; k-- > 0;) r[k] = r[k] + r[k + 1];
  return r;
}
Vector meaning(PolynomialOp, const Operands& a, long, long) {
  Number s = a[0].back();
  for (std::size_t k = a[0].size() - 1; k-- > 0;) s = s * a[1][0] + a[0][k];
  return {s};
}

}  // namespace user

namespace kernfold {

using reference::Index;
using reference::Number;
using reference::Operands;
using reference::plain;
using reference::Vector;

// B_{j,q}(x) by the two terms of its definition, each 0 where its denominator is.
inline Number basis_function(const Vector& t, const Number& x, std::size_t j, std::size_t q) {
  if (q == 0) return Number(plain(t[j]) <= plain(x) && plain(x) < plain(t[j + 1]) ? 1 : 0);
  const Number left = t[j + q] - t[j], right = t[j + q + 1] - t[j + 1];
  Number r(0);
  if (plain(left) > 0) r = r + (x - t[j]) / left * basis_function(t, x, j, q - 1);
  if (plain(right) > 0) r = r + (t[j + q + 1] - x) / right * basis_function(t, x, j + 1, q - 1);
  return r;
}
Vector meaning(BSplineOp, const Operands& a, long order, long) {
  Vector r;
  const std::size_t q = static_cast<std::size_t>(order);
  for (std::size_t j = 0; j + q + 1 < a[0].size(); ++j) r.push_back(basis_function(a[0], a[1][0], j, q));
  return r;
}

// The costs of all alignments that go on from (i, j), one after the other.
inline void list_alignments(const Vector& x, const Vector& y, std::size_t i, std::size_t j, Number cost, Vector& all) {
  cost = cost + (x[i] - y[j]) * (x[i] - y[j]);
  const bool down = i + 1 < x.size(), right = j + 1 < y.size();
  if (!down && !right) all.push_back(cost);
  if (down) list_alignments(x, y, i + 1, j, cost, all);
  if (right) list_alignments(x, y, i, j + 1, cost, all);
  if (down && right) list_alignments(x, y, i + 1, j + 1, cost, all);
}
Vector meaning(SoftDTWSqDistOp, const Operands& a, long, long) {
  Vector all;
  list_alignments(a[0], a[1], 0, 0, Number(0), all);
  const Number& gamma = a[2][0];
  Number sum(0), least = all[0];
  for (const Number& cost : all)
    if (plain(cost) < plain(least)) least = cost;
  for (const Number& cost : all) sum = sum + exp((least - cost) / gamma);
  return {least - gamma * log(sum)};
}

}  // namespace kernfold

using namespace kernfold;
using conformance::check;
using conformance::check_all;
using conformance::check_gradient;
using user::CumulativeSumOp;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 2> p{};

static_assert(evaluate(apply<CumulativeSumOp>(x), std::array<double, 3>{1, 2, 3})[2] == 6);

}  // namespace

TEST_CASE("opaque vectors of every stage", "[opaque]") {
  check_all(apply<CumulativeSumOp>(x * y), x, y);  // the value of the formula
  check_all(Sin(apply<CumulativeSumOp>(x - y)) * apply<CumulativeSumOp>(x) | apply<CumulativeSumOp>(y), x, y);
  check_all(apply<CumulativeSumOp>(apply<CumulativeSumOp>(x * y) + y) * Sum(apply<CumulativeSumOp>(p)), x, y, p);
}

TEST_CASE("an opaque scalar", "[opaque]") {
  constexpr auto f = apply<user::PolynomialOp>(x * y, Elem<0>(p));
  check<Axis1, float>(f, 37, 5);
  check<Axis1, double>(Exp(-Square(f)) * y, 37, 5);
  check<Axis0, double>(apply<user::PolynomialOp>(x, Elem<0>(y)) * f, 37, 5);
}

TEST_CASE("BSpline", "[opaque]") {
  constexpr Pm<2, 7> t{};
  constexpr auto knots = apply<CumulativeSumOp>(Square(t));
  constexpr auto at = Square(Elem<0>(x) + Elem<1>(y));
  check_all(BSpline<3>(knots, at) * Elem<0>(y), x, t);
  check<Axis1, float>(BSpline<0>(knots, at), 37, 5);
  check<Axis1, double>(BSpline<5>(knots, Square(Elem<0>(x))) * Elem<0>(y), 37, 5);
  check_gradient<Axis1, double>(Grad(BSpline<3>(knots, at), x, Pm<3, 3>{}) * Elem<0>(y), y, 37, 5);  // twice in x
}

TEST_CASE("SoftDTW_SqDist", "[opaque]") {
  constexpr Vj<1, 4> z{};
  constexpr auto gamma = Exp(Elem<0>(p));
  check_all(SoftDTW_SqDist(x, z, gamma) * Elem<1>(p), x, z, p);
  check<Axis1, double>(SoftDTW_SqDist(Elem<0>(x), z, gamma), 17, 5);
  check_gradient<Axis1, double>(SoftDTW_SqDist(z, Elem<0>(x), gamma), z, 17, 5);
}

TEST_CASE("extrema of long vectors", "[components]") {
  constexpr Vi<0, 100> u{};
  constexpr Vj<1, 100> v{};
  check<Axis1, float>(Max(u * v) * Min(u - v), 17, 5);
  check<Axis0, double>(ArgMax(u * v) - ArgMin(u + v), 17, 5);
  check_gradient<Axis1, double>(Max(u * v) * Min(u - v), u, 5, 3);
  check_gradient<Axis1, float>(Max(u - v), v, 5, 3);
}

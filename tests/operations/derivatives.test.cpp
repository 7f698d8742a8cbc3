// SPDX-License-Identifier: MIT
//
// Differential operators for one pair, against derivatives by hand and against each other: e . (Diff u) = (Grad e) . u.
#include <array>
#include <cmath>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

using Vector = std::vector<double>;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 3> u{};
const Vector X{0.3, -0.7, 1.1}, Y{-0.2, 0.4, 0.9}, U{1.5, -0.5, 2};

template <class A, class B>
double dot(const A& a, const B& b) {
  double s = 0;
  for (std::size_t k = 0; k < std::size(b); ++k) s += a[k] * b[k];
  return s;
}
void check_close(double got, double want) { CHECK(std::fabs(got - want) <= 1e-13 * (1 + std::fabs(want))); }

// Of a formula of x and y.
template <class F>
void check_adjoint(F f) {
  constexpr Pm<2, F::dim> e{};
  Vector E(F::dim);
  for (std::size_t k = 0; k < E.size(); ++k) E[k] = 1 + 0.5 * static_cast<double>(k % 5);
  check_close(dot(evaluate(Diff(f, x, u), X, Y, U), E), dot(evaluate(Grad(f, x, e), X, Y, E), U));
  check_close(dot(evaluate(Diff(f, y, u), X, Y, U), E), dot(evaluate(Grad(f, y, e), X, Y, E), U));
}

}  // namespace

TEST_CASE("Diff is adjoint to Grad, for operations of every kind", "[operations]") {
  check_adjoint(Exp(-SqDist(x, y)));
  check_adjoint(Sin(x * y) / (2_c + Square(x)));
  check_adjoint(MatVecMult(TensorProd(x, y), y));
  check_adjoint(Concat(Cross(x, y), Norm2(x - y)));
  check_adjoint(IfElse(x - y, Exp(x), y * x));
  check_adjoint(ComplexMult(Concat(x, Elem<0>(y)), Concat(y, Elem<1>(x))));
  check_adjoint(Grad(Exp(-SqDist(x, y)), x, 1_c));
}

TEST_CASE("Diff by hand", "[operations]") {
  const auto d = evaluate(Diff(Square(x) + y, x, u), X, Y, U);
  for (std::size_t k = 0; k < 3; ++k) check_close(d[k], 2 * X[k] * U[k]);
  CHECK(draft<decltype(Diff(y, x, u))>.node[0].is_constant());
}

TEST_CASE("GradMatrix is the Jacobian", "[operations]") {
  // f = (x_0 x_1, x_1 x_2, x_0^2) shifted by y
  constexpr auto f = Concat(Concat(Elem<0>(x) * Elem<1>(x), Elem<1>(x) * Elem<2>(x)), Square(Elem<0>(x))) + y;
  const auto J = evaluate(GradMatrix(f, x), X, Y);
  const double want[9] = {X[1], X[0], 0, 0, X[2], X[1], 2 * X[0], 0, 0};
  for (std::size_t k = 0; k < 9; ++k) check_close(J[k], want[k]);
  const auto I = evaluate(GradMatrix(f, y), X, Y);
  for (std::size_t k = 0; k < 9; ++k) CHECK(I[k] == (k % 4 == 0 ? 1 : 0));
}

TEST_CASE("Divergence and Laplacian", "[operations]") {
  const double q = dot(Vector{X[0] - Y[0], X[1] - Y[1], X[2] - Y[2]}, Vector{X[0] - Y[0], X[1] - Y[1], X[2] - Y[2]});
  check_close(evaluate(Divergence(Square(x) * y, x), X, Y)[0], 2 * dot(X, Y));
  check_close(evaluate(Laplacian(Exp(-SqDist(x, y)), x), X, Y)[0], (4 * q - 6) * std::exp(-q));
  // 1 / r is harmonic
  CHECK(std::fabs(evaluate(Laplacian(Rsqrt(SqDist(x, y)), x), X, Y)[0]) <= 1e-13);
}

TEST_CASE("a Hessian-vector product is a gradient of a directional derivative", "[operations]") {
  constexpr auto f = Exp(-SqDist(x, y));
  const auto h = evaluate(Grad(Diff(f, x, u), x, 1_c), X, Y, U);
  const Vector d{X[0] - Y[0], X[1] - Y[1], X[2] - Y[2]};
  const double k = std::exp(-dot(d, d)), du = dot(d, U);
  for (std::size_t i = 0; i < 3; ++i) check_close(h[i], k * (4 * d[i] * du - 2 * U[i]));
}

TEST_CASE("a factor that occurs often is one node", "[operations]") {
  // What KeOps calls Factorize is what the program always does.
  constexpr auto once = Exp(-SqDist(x, y));
  constexpr auto often = Sin(once) * once + Cos(once) / (1_c + once);
  int exponentials = 0;
  for (const Node& n : draft<decltype(often)>.node)
    exponentials += !n.is_leaf() && n.operation->id == operation_id<ExpOp>;
  CHECK(exponentials == 1);
}

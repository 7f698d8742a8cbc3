// SPDX-License-Identifier: MIT
//
// Derivatives: as small as those derived by hand, and right: against formulas derived by hand, and against central
// differences of values.
#include <cmath>

#include "program/programs.hpp"

using namespace programs;

namespace {

constexpr auto r2 = SqDist(x, y);
constexpr auto gauss = Exp(-p * r2);

// The gradient of f in v is the node that a hand-written formula makes, so they agree in size and value.
template <class F, class Hand>
void check_by_hand(F gradient, Hand by_hand) {
  CAPTURE(to_string(gradient), to_string(draft<F>), to_string(draft<Hand>));
  CHECK(operations(gradient) <= operations(by_hand));
  CHECK(same(gradient, by_hand));
}

// (d_v f)^T e by central differences; v and e are positions.
double difference(auto f, const Data& d, int v, int component, int adjoint) {
  const double h = 1e-5;
  Data up = d, down = d;
  up.at[static_cast<std::size_t>(v)][static_cast<std::size_t>(component)] += h;
  down.at[static_cast<std::size_t>(v)][static_cast<std::size_t>(component)] -= h;
  const std::vector<double> a = value(f, up), b = value(f, down);
  double r = 0;
  for (std::size_t k = 0; k < a.size(); ++k) r += d(adjoint, static_cast<int>(k)) * (a[k] - b[k]) / (2 * h);
  return r;
}

template <class F, class V>
void check_gradient(F f, V v) {
  constexpr auto adjoint = [] {
    if constexpr (F::dim == 1)
      return g;
    else
      return e;
  }();
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const Data d(seed, 0.25, 1.25);
    const std::vector<double> r = value(Grad(f, v, adjoint), d);
    REQUIRE(r.size() == static_cast<std::size_t>(V::dim));
    for (int k = 0; k < V::dim; ++k) {
      CAPTURE(seed, k, to_string(f), to_string(v));
      const double want = difference(f, d, V::position, k, adjoint.position);
      CHECK(std::abs(r[static_cast<std::size_t>(k)] - want) <= 1e-8 * (1 + std::abs(want)));
    }
  }
}

}  // namespace

TEST_CASE("gradients of kernels are those derived by hand", "[differentiate]") {
  SECTION("Gaussian") {
    check_by_hand(Grad(gauss, x, g), -(2_c * p * (g * gauss)) * (x - y));
    check_by_hand(Grad(gauss, y, g), (2_c * p * (g * gauss)) * (x - y));
    check_by_hand(Grad(gauss, p, g), -(g * gauss * r2));
    check_by_hand(Grad(gauss * q, x, e), -(2_c * p * (gauss * (e | q))) * (x - y));
  }
  SECTION("Laplacian") {
    constexpr auto laplace = Exp(-p * Norm2(x - y));
    check_by_hand(Grad(laplace, x, g), -(p * (g * laplace * RsqrtOrZero(r2))) * (x - y));
  }
  SECTION("Cauchy") {
    constexpr auto cauchy = Inv(1_c + r2);
    check_by_hand(Grad(cauchy, x, g), -(2_c * (g * Square(cauchy))) * (x - y));
    check_by_hand(Grad(1_c / (1_c + r2), x, g), -(2_c * (g * Square(cauchy))) * (x - y));
  }
  SECTION("inverse multiquadric") {
    constexpr auto r = RsqrtOrZero(1_c + r2);
    check_by_hand(Grad(Rsqrt(1_c + r2), x, g), -(g * (r * Square(r))) * (x - y));
  }
  SECTION("polynomial") { check_by_hand(Grad(Pow<3>((x | y) + 1_c), x, g), (3_c * g * Square((x | y) + 1_c)) * y); }
  SECTION("logarithm") { check_by_hand(Grad(Log(1_c + r2), x, g), (2_c * (g / (1_c + r2))) * (x - y)); }
}

TEST_CASE("the second derivative of a Gaussian is not much larger than by hand", "[differentiate]") {
  constexpr auto dot = e | (x - y);
  constexpr auto xx = Grad(Grad(gauss, x, g), x, e);
  constexpr auto xy = Grad(Grad(gauss, x, g), y, e);
  constexpr auto by_hand = (4_c * Square(p) * g * gauss * dot) * (x - y) - (2_c * p * g * gauss) * e;
  CHECK(count<ExpOp>(xx) == 1);
  CHECK(count<ExpOp>(xy) == 1);
  CHECK(operations(xx) <= operations(by_hand) + 2);
  CHECK(operations(xy) <= operations(by_hand) + 3);
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const Data d(seed, 0.5, 1.5);
    const double r = distance2(d), w = d(7) * std::exp(-d(5) * r);
    double inner = 0;
    for (int k = 0; k < 3; ++k) inner += d(6, k) * (d(0, k) - d(1, k));
    const std::vector<double> a = value(xx, d), b = value(xy, d);
    for (int k = 0; k < 3; ++k) {
      const double want = 4 * d(5) * d(5) * w * inner * (d(0, k) - d(1, k)) - 2 * d(5) * w * d(6, k);
      CHECK(std::abs(a[static_cast<std::size_t>(k)] - want) <= 1e-13);
      CHECK(std::abs(b[static_cast<std::size_t>(k)] + want) <= 1e-13);
    }
  }
}

TEST_CASE("gradients against central differences", "[differentiate]") {
  check_gradient(gauss, x);
  check_gradient(gauss, y);
  check_gradient(gauss, p);
  check_gradient(Exp(-p * Norm2(x - y)), x);
  check_gradient(Exp(-p * Norm2(x - y)), p);
  check_gradient(Inv(1_c + r2), y);
  check_gradient(Rsqrt(1_c + r2), x);
  check_gradient(Pow<3>((x | y) + 1_c), x);
  check_gradient(Log(1_c + r2), x);
  check_gradient(Square(p - t) * Exp(x + y), x);
  check_gradient(Square(p - t) * Exp(x + y), t);
  check_gradient(Square(p - t) * Exp(x + y), p);
  check_gradient(Sin(x | y) * Cos(s * t) / (1_c + Square(s)), s);
  check_gradient(Exp2(s * t) + Pow<-2>(s) - Sqrt(s + t), s);
  check_gradient((x / y) * (y / x) + x / y, y);
}

TEST_CASE("gradients through vectors and matrices against central differences", "[differentiate]") {
  check_gradient(MatVecMult(TensorProd(x, y), Square(x)), x);
  check_gradient(VecMatMult(y, TensorProd(x, q)), y);
  check_gradient(Concat(Elem<1>(x) * s, Extract<0, 2>(x * y)), x);
  check_gradient(Concat(Elem<1>(x) * s, Extract<0, 2>(x * y)), s);
  check_gradient(ExtractT<1, 3>(Extract<0, 2>(Exp(x))), x);
  check_gradient(ElemT<3, 2>(s * s), s);
  check_gradient(Extract<0, 3>(ComplexMult(Concat(x, s), Concat(s, x))), x);
  check_gradient(Extract<1, 3>(ComplexMult(Concat(x, s), Concat(s, t))), s);
  check_gradient(Sum(x * y) * Sum(x + s), s);
}

TEST_CASE("a scalar that was broadcast receives the sum", "[differentiate]") {
  CHECK(same(Grad(s * x, s, e), e | x));
  CHECK(same(Grad(s * x, x, e), s * e));
  CHECK(same(Grad(s + x, s, e), Sum(e)));
  CHECK(same(Grad(x - s, s, e), -Sum(e)));
  CHECK(is_leaf(Grad(s + x, x, e), e));
  CHECK(same(Grad(Broadcast<3>(s), s, e), Sum(e)));
  CHECK(same(Grad(Sum(x + s), s, g), 3_c * g));
  CHECK(same(Grad(x | s, s, g), g * Sum(x)));
  CHECK(same(Grad(Sum(x), x, g), Broadcast<3>(g)));
  check_gradient(s * x, s);
  check_gradient(x / s, s);
  check_gradient(s / x, s);
  check_gradient((s - x) * (s + y), s);
  check_gradient((s - x) * (s + y), x);
  check_gradient(Sum(x) * x, x);
  check_gradient(Square(s) + x * Exp(s * x), s);
}

TEST_CASE("the gradient in what the formula does not contain is zero", "[differentiate]") {
  CHECK(is_number(Grad(Exp(x), y, e), 0));
  CHECK(is_number(Grad(gauss, t, g), 0));
  CHECK(is_number(Grad(2_c, x, g), 0));
  CHECK(is_number(Grad(x - x, x, e), 0));
  CHECK(is_number(Grad(Sign(x), x, e), 0));
  CHECK(is_number(Grad(0_c * x, x, e), 0));
  CHECK(is_leaf(Grad(x, x, e), e));
  CHECK(is_number(Grad(x, y, e), 0));
}

TEST_CASE("gradients to third order", "[differentiate]") {
  // f = s^5 exp(2 s): f''' = (60 s^2 + 3 * 20 s^3 * 2 + 3 * 5 s^4 * 4 + 8 s^5) exp(2 s)
  constexpr auto f = Pow<5>(s) * Exp(2_c * s);
  check_value(
      Grad(Grad(Grad(f, s, 1_c), s, 1_c), s, 1_c),
      [](const Data& d, int) {
        const double v = d(3);
        return (60 * v * v + 120 * v * v * v + 60 * std::pow(v, 4) + 8 * std::pow(v, 5)) * std::exp(2 * v);
      },
      0.5, 1.5);
  constexpr auto h = Grad(Grad(Grad(Pow<3>(x | y), x, 1_c) | x, x, 1_c) | e, x, g);
  // Grad(.., x, 1) | x = 3 (x|y)^3; its gradient along e: 9 (x|y)^2 (y|e); its gradient: 18 (x|y) (y|e) g y
  check_value(
      h, [](const Data& d, int k) { return 18 * dot(d, 0, 1) * dot(d, 1, 6) * d(7) * d(1, k); }, -1, 1);
  // d^3 exp(z) / ds dt dp with z = s t p
  CHECK(count<ExpOp>(Grad(Grad(Grad(Exp(s * t * p), s, 1_c), t, 1_c), p, 1_c)) == 1);
  check_value(
      Grad(Grad(Grad(Exp(s * t * p), s, 1_c), t, 1_c), p, 1_c),
      [](const Data& d, int) {
        const double z = d(3) * d(4) * d(5);
        return (1 + 3 * z + z * z) * std::exp(z);
      },
      -1, 1);
}

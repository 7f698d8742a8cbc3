// SPDX-License-Identifier: MIT
//
// Operations on vectors as matrices, tensors and complex numbers, for one pair: against loops over indices, and
// gradients by what defines them: (d f)^T e . u = e . (d f) u.
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <utility>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

using Vector = std::vector<double>;

// Small integers, so that sums of products are exact.
Vector integers(std::size_t n, int salt) {
  Vector v(n);
  for (std::size_t k = 0; k < n; ++k)
    v[k] = static_cast<double>(static_cast<int>((k + 1) * (7 + static_cast<unsigned>(salt)) % 11) - 5);
  return v;
}
template <class V>
double dot(const V& a, const Vector& b) {
  double s = 0;
  for (std::size_t k = 0; k < b.size(); ++k) s += a[k] * b[k];
  return s;
}
template <class V>
void check_equal(const V& got, const Vector& want, double tolerance = 0) {
  REQUIRE(got.size() == want.size());
  for (std::size_t k = 0; k < want.size(); ++k) {
    INFO("component " << k);
    CHECK(std::fabs(got[k] - want[k]) <= tolerance * (1 + std::fabs(want[k])));
  }
}

// The gradients of the bilinear map f(A, B) in both of its arguments.
template <class F>
void check_bilinear(F f) {
  constexpr auto& info = draft<F>.argument;
  using A = VariableOf<info[0].category, 0, info[0].dim>;
  using B = VariableOf<info[1].category, 1, info[1].dim>;
  using E = Pm<2, F::dim>;
  const Vector a = integers(A::dim, 1), b = integers(B::dim, 2), e = integers(F::dim, 3), u = integers(A::dim, 4),
               v = integers(B::dim, 5);
  CHECK(dot(evaluate(Grad(f, A{}, E{}), a, b, e), u) == dot(evaluate(f, u, b), e));
  CHECK(dot(evaluate(Grad(f, B{}, E{}), a, b, e), v) == dot(evaluate(f, a, v), e));
  // and once more: the gradient in a is bilinear in b and e
  CHECK(dot(evaluate(Grad(Grad(f, A{}, E{}), B{}, Pm<3, A::dim>{}), a, b, e, u), v) == dot(evaluate(f, u, v), e));
}

constexpr std::size_t at(std::size_t i, std::size_t k, std::size_t l, std::size_t K, std::size_t L) {
  return (i * K + k) * L + l;
}

}  // namespace

TEST_CASE("Cross", "[operations]") {
  constexpr auto f = Cross(Vi<0, 3>{}, Vj<1, 3>{});
  check_equal(evaluate(f, Vector{1, 2, 3}, Vector{4, 5, 6}), {2 * 6 - 3 * 5, 3 * 4 - 1 * 6, 1 * 5 - 2 * 4});
  check_bilinear(f);
  CHECK(draft<decltype(Cross(Vi<0, 3>{}, Vi<0, 3>{}))>.node[0].is_constant());
}

TEST_CASE("TensorDot: a product of matrices, and of a tensor with a matrix over its middle axis", "[operations]") {
  constexpr auto product = TensorDot<Ints<2, 3>, Ints<3, 4>, Ints<1>, Ints<0>>(Vi<0, 6>{}, Vj<1, 12>{});
  const Vector a = integers(6, 1), b = integers(12, 2);
  Vector want(8);
  for (std::size_t r = 0; r < 2; ++r)
    for (std::size_t c = 0; c < 4; ++c)
      for (std::size_t q = 0; q < 3; ++q) want[r * 4 + c] += a[r * 3 + q] * b[q * 4 + c];
  check_equal(evaluate(product, a, b), want);
  check_bilinear(product);

  constexpr auto middle =
      TensorDot<Ints<2, 3, 4>, Ints<5, 3>, Ints<1>, Ints<1>, Ints<2, 0, 1>>(Vi<0, 24>{}, Vj<1, 15>{});
  const Vector t = integers(24, 3), m = integers(15, 4);
  Vector moved(40);  // kept axes (2, 4 | 5) become axes 2, 0, 1: shape (4, 5, 2)
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t k = 0; k < 4; ++k)
      for (std::size_t l = 0; l < 5; ++l)
        for (std::size_t q = 0; q < 3; ++q) moved[at(k, l, i, 5, 2)] += t[at(i, q, k, 3, 4)] * m[l * 3 + q];
  check_equal(evaluate(middle, t, m), moved);
  check_bilinear(middle);
}

TEST_CASE("TensorDot: two axes, and none", "[operations]") {
  // sum over (a, b) of f[a, i, b] g[b, a, j]
  constexpr auto two = TensorDot<Ints<2, 3, 4>, Ints<4, 2, 2>, Ints<0, 2>, Ints<1, 0>>(Vi<0, 24>{}, Vj<1, 16>{});
  const Vector f = integers(24, 5), g = integers(16, 6);
  Vector want(6);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 2; ++j)
      for (std::size_t a = 0; a < 2; ++a)
        for (std::size_t b = 0; b < 4; ++b) want[i * 2 + j] += f[at(a, i, b, 3, 4)] * g[at(b, a, j, 2, 2)];
  check_equal(evaluate(two, f, g), want);
  check_bilinear(two);
  check_bilinear(TensorDot<Ints<2>, Ints<3>>(Vi<0, 2>{}, Vj<1, 3>{}));
  check_bilinear(TensorDot<Ints<2, 2>, Ints<2, 2>, Ints<0, 1>, Ints<1, 0>>(Vi<0, 4>{}, Vj<1, 4>{}));  // tr(A B)
}

TEST_CASE("Kron", "[operations]") {
  constexpr auto f = Kron<Ints<2, 3>, Ints<3, 2>>(Vi<0, 6>{}, Vj<1, 6>{});
  const Vector a = integers(6, 1), b = integers(6, 2);
  Vector want(36);
  for (std::size_t r = 0; r < 6; ++r)
    for (std::size_t c = 0; c < 6; ++c) want[r * 6 + c] = a[r / 3 * 3 + c / 2] * b[r % 3 * 2 + c % 2];
  check_equal(evaluate(f, a, b), want);
  check_bilinear(f);
}

TEST_CASE("Transpose, Det and MatInv", "[operations]") {
  constexpr auto A = Vi<0, 9>{};
  check_equal(evaluate(Transpose<2>(Vi<0, 6>{}), Vector{1, 2, 3, 4, 5, 6}), {1, 4, 2, 5, 3, 6});
  const Vector a{2, 1, 0, 1, 3, 1, 0, 1, 4};
  CHECK(evaluate(Det(A), a)[0] == 18);
  CHECK(evaluate(Det(Vi<0, 4>{}), Vector{2, 3, 5, 7})[0] == -1);
  check_equal(evaluate(TensorDot<Ints<3, 3>, Ints<3, 3>, Ints<1>, Ints<0>>(A, MatInv(A)), a),
              {1, 0, 0, 0, 1, 0, 0, 0, 1}, 1e-15);
  check_equal(evaluate(MatInv(Vi<0, 4>{}), Vector{2, 3, 5, 7}), {-7, 3, 5, -2}, 1e-15);
  // Jacobi: d det(A) = det(A) tr(A^-1 dA), so the gradient is det(A) A^-T
  check_equal(evaluate(Grad(Det(A), A, IntCst<1>{}), a), {11, -4, 1, -4, 8, -2, 1, -2, 5}, 1e-15);
  // d A^-1 = -A^-1 dA A^-1
  const Vector e = integers(9, 1), u = integers(9, 2);
  const auto inverse = evaluate(MatInv(A), a);
  double want = 0;
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t l = 0; l < 3; ++l)
          want -= e[3 * r + c] * inverse[3 * r + k] * u[3 * k + l] * inverse[3 * l + c];
  CHECK(std::fabs(dot(evaluate(Grad(MatInv(A), A, Pm<1, 9>{}), a, e), u) - want) <= 1e-13 * (1 + std::fabs(want)));
}

TEST_CASE("norms with weights, and Normalize", "[operations]") {
  constexpr Vi<0, 3> x{};
  const Vector v{1, -2, 3}, w{2, 3, 5}, m{1, 2, 3, 4, 5, 6, 7, 8, 9};
  double full = 0;
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t l = 0; l < 3; ++l) full += m[3 * k + l] * v[k] * v[l];
  CHECK(evaluate(WeightedSqNorm(Pm<1, 1>{}, x), v, 2.0)[0] == 28);
  CHECK(evaluate(WeightedSqNorm(Pm<1, 3>{}, x), v, w)[0] == 2 + 12 + 45);
  CHECK(evaluate(WeightedSqNorm(Pm<1, 9>{}, x), v, m)[0] == full);
  CHECK(evaluate(WeightedSqDist(Pm<1, 3>{}, x, Vj<2, 3>{}), v, w, Vector{0, 0, 1})[0] == 2 + 12 + 20);
  check_equal(evaluate(Normalize(x), Vector{0, 3, -4}), {0, 0.6, -0.8}, 1e-15);
  check_equal(evaluate(Normalize(x), Vector{0, 0, 0}), {0, 0, 0});
  check_equal(evaluate(Grad(Normalize(x), x, Pm<1, 3>{}), Vector{0, 0, 0}, w), {0, 0, 0});
}

TEST_CASE("complex functions", "[operations]") {
  using C = std::complex<double>;
  constexpr Vi<0, 4> z{};
  constexpr Vj<1, 2> w{};
  const Vector a{1, 2, -3, 0.5}, b{0.25, -2};
  const C p(1, 2), q(-3, 0.5), r(0.25, -2);
  const auto pair = [](C s, C t) { return Vector{s.real(), s.imag(), t.real(), t.imag()}; };
  check_equal(evaluate(ComplexAdd(z, w), a, b), pair(p + r, q + r));
  check_equal(evaluate(ComplexSubtract(w, z), a, b), pair(r - p, r - q));
  check_equal(evaluate(ComplexDivide(z, w), a, b), pair(p / r, q / r), 1e-15);
  check_equal(evaluate(ComplexExp(z), a), pair(std::exp(p), std::exp(q)), 1e-15);
  check_equal(evaluate(ComplexExp1j(Vi<0, 2>{}), Vector{1, 2}), pair(std::polar(1.0, 1.0), std::polar(1.0, 2.0)),
              1e-15);
  check_equal(evaluate(ComplexAbs(z), a), {std::abs(p), std::abs(q)}, 1e-15);
  check_equal(evaluate(ComplexAngle(z), a), {std::arg(p), std::arg(q)}, 1e-15);
  check_equal(evaluate(ComplexDivide(Vi<0, 2>{}, Vi<0, 2>{}), Vector{1e200, -1e200}), {1, 0}, 1e-15);
  check_equal(evaluate(ComplexSquareAbs(z), a), {std::norm(p), std::norm(q)}, 1e-15);
  check_equal(evaluate(ComplexRealScal(Vj<1, 1>{}, z), a, 3.0), pair(3.0 * p, 3.0 * q));
  // a holomorphic function's adjoint is the product with the conjugate of its derivative
  const Vector e{2, -1, 0.5, 3};
  check_equal(evaluate(Grad(ComplexExp(z), z, Pm<1, 4>{}), a, e),
              pair(std::conj(std::exp(p)) * C(2, -1), std::conj(std::exp(q)) * C(0.5, 3)), 1e-14);
  check_equal(evaluate(Grad(ComplexDivide(w, z), z, Pm<2, 4>{}), a, b, e),
              pair(std::conj(-r / (p * p)) * C(2, -1), std::conj(-r / (q * q)) * C(0.5, 3)), 1e-14);
  check_equal(evaluate(Grad(ComplexAbs(z), z, Pm<1, 2>{}), Vector{0, 0, 3, 4}, Vector{1, 1}), {0, 0, 0.6, 0.8}, 1e-15);
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("quotients of complex numbers of all magnitudes are within 4 ulp of their length", "[operations]",
                   float, double) {
  using T = TestType;
  using L = std::numeric_limits<T>;
  using C = std::complex<long double>;
  std::vector<T> F, G;
  const auto add = [](std::vector<T>& v, int e, int k) {
    v.push_back(std::ldexp(T(1) + T(37 * k % 64) / 64, e - 1));
    v.push_back(std::ldexp(-T(1) - T(k % 67) / 67, e - 1 - (k * k) % 30));
    if (k % 2 != 0) std::swap(v[v.size() - 1], v[v.size() - 2]);
  };
  for (int e = L::min_exponent + 3; e < L::max_exponent; e += L::max_exponent / 16) add(F, e, e - L::min_exponent);
  for (int e = L::min_exponent - L::digits + 2, k = 0; e <= L::max_exponent; e += L::max_exponent / 32) add(G, e, ++k);
  add(G, L::max_exponent, 1);
  for (const T zero : {T(0), T(0), T(1), T(0), T(0), L::min()}) G.push_back(zero);
  constexpr Vi<0, 2> f{};
  constexpr Vj<1, 2> g{};
  const auto one = dense(ComplexDivide(f, g), F, G);
  const auto several = dense(ComplexDivide(Concat(f, f), Concat(g, g)), F, G);
  const auto number = [](const std::vector<T>& v, std::size_t k) {
    return C(static_cast<long double>(v[2 * k]), static_cast<long double>(v[2 * k + 1]));
  };
  const std::size_t M = F.size() / 2, N = G.size() / 2;
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      const C a = number(F, i), b = number(G, j), product = a * std::conj(b);
      const long double square = std::norm(b);
      const std::size_t at = i * N + j;
      CAPTURE(a, b);
      for (std::size_t k = 0; k < 6; ++k) {
        const T got = k < 2 ? one.data()[2 * at + k] : several.data()[4 * at + k - 2];
        if (square == 0) {
          CHECK(std::isnan(got));
          continue;
        }
        const long double want = (k % 2 == 0 ? product.real() : product.imag()) / square;
        const long double length = std::abs(product) / square;
        if (length < static_cast<long double>(L::max()))
          CHECK(std::fabs(static_cast<long double>(got) - want) <=
                4 * (length * L::epsilon() / 2 + static_cast<long double>(L::denorm_min())));
      }
    }
}
#endif

TEST_CASE("sums of tensor products, whose sweeps are unrolled", "[tensors]") {
  constexpr int M = 37, N = 45;
  constexpr Vi<0, 3> u{};
  constexpr Vj<1, 3> v{};
  std::vector<double> U(3 * M), V(3 * N);
  for (std::size_t k = 0; k < U.size(); ++k) U[k] = std::sin(static_cast<double>(k));
  for (std::size_t k = 0; k < V.size(); ++k) V[k] = std::cos(1.7 * static_cast<double>(k));
  const auto got = reduce<Sum, Axis1>(Exp(-SqDist(u, v)) * TensorProd(u - v, v), U, V);
  REQUIRE(got.cols() == 9);
  for (int i = 0; i < M; ++i)
    for (int k = 0; k < 9; ++k) {
      double sum = 0;
      for (int j = 0; j < N; ++j) {
        double s = 0, d[3];
        for (int c = 0; c < 3; ++c) {
          d[c] = U[static_cast<std::size_t>(3 * i + c)] - V[static_cast<std::size_t>(3 * j + c)];
          s += d[c] * d[c];
        }
        sum += std::exp(-s) * d[k / 3] * V[static_cast<std::size_t>(3 * j + k % 3)];
      }
      CHECK(std::fabs(got(i, k) - sum) <= 1e-13);
    }
}

TEST_CASE("TensorDot: axes whose lengths differ by thousands, in one formula", "[tensors]") {
  constexpr auto first = TensorDot<Ints<1002>, Ints<1002>, Ints<0>, Ints<0>>(Vi<0, 1002>{}, Vj<1, 1002>{});
  constexpr auto second = TensorDot<Ints<2002>, Ints<2002>, Ints<0>, Ints<0>>(Vi<2, 2002>{}, Vj<3, 2002>{});
  const std::vector<double> a(1002, 2.0), b(1002, 3.0), c(2002, 5.0), d(2002, 7.0);
  CHECK(reduce<Sum, Axis1>(first - second, a, b, c, d).item() == 1002 * 6 - 2002 * 35);
}

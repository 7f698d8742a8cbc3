// SPDX-License-Identifier: MIT
//
// The spellings of the design, word for word: each compiles, and all of them give the same sum. The types of formulas,
// nesting of every operation in itself among them.
#include <cmath>
#include <complex>
#include <type_traits>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

// A user's names, some of which are local ones in the library, too: compilers warn of nothing.
constexpr int b = 2, n = 3, s = 1, t = 2;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> a{};
constexpr Pm<3, 1> p{};
constexpr auto f = Square(p - a) * Exp(x + y);
using F = decltype(f);

using X = Vi<0, 3>;
using Y = Vj<1, 3>;

template <class S, class T>
inline constexpr bool same = std::is_same_v<std::remove_const_t<S>, T>;

// ---- a formula is a type

static_assert(same<F, Mult<Square<Subtract<Pm<3, 1>, Vj<2, 1>>>, Exp<Add<X, Y>>>>);
static_assert(same<decltype(Exp(x + y)), Exp<Add<X, Y>>>);
static_assert(same<decltype(x - y), Subtract<X, Y>>);
static_assert(same<decltype(x * y), Mult<X, Y>>);
static_assert(same<decltype(x / y), Divide<X, Y>>);
static_assert(same<decltype(x | y), Scalprod<X, Y>>);
static_assert(same<decltype(-x), Minus<X>>);
static_assert(same<decltype(Sum(x)), Sum<X>>);
static_assert(same<decltype(2_c), IntCst<2>> && same<decltype(0.5_c), RatCst<1, 2>>);
static_assert(same<RatCst<2, -6>, RatCst<-1, 3>> && same<decltype(1e-3_c), RatCst<1, 1000>>);
static_assert(same<decltype(Concat(x, y)), Concat<X, Y>> && same<decltype(Concat(x, y, x)), Concat<X, Y, X>>);
static_assert(Concat<X, Y, X>::key == Concat<X, Concat<Y, X>>::key);
static_assert(same<decltype(SqDist(x, y)), SqDist<X, Y>>);
static_assert(same<decltype(MatVecMult(x, y)), MatVecMult<X, Y>> && same<decltype(TensorProd(x, y)), TensorProd<X, Y>>);
static_assert(same<decltype(VecMatMult(x, y)), VecMatMult<X, Y>> && same<decltype(Scalprod(x, y)), Scalprod<X, Y>>);
static_assert(same<decltype(Add(x, y)), Add<X, Y>> && same<decltype(Divide(x, y)), Divide<X, Y>>);
static_assert(std::is_empty_v<F> && std::is_trivially_copyable_v<F> && std::is_default_constructible_v<F>);

// Op(Op(f)) is Op<Op<F>>, not a copy of Op(f).
#define NESTS(Op)                                           \
  static_assert(same<decltype(Op(x)), Op<X>>, #Op);         \
  static_assert(same<decltype(Op(Op(x))), Op<Op<X>>>, #Op); \
  static_assert(same<decltype(Op(Op(Op(x)))), Op<Op<Op<X>>>>, #Op)
NESTS(Abs);
NESTS(Cos);
NESTS(Exp);
NESTS(Exp2);
NESTS(Inv);
NESTS(Log);
NESTS(Minus);
NESTS(Norm2);
NESTS(Rsqrt);
NESTS(RsqrtOrZero);
NESTS(Sign);
NESTS(Sin);
NESTS(SqNorm2);
NESTS(Sqrt);
NESTS(Square);
NESTS(Sum);
#undef NESTS
constexpr Vi<0, 4> z{};
static_assert(same<decltype(Conj(Conj(z))), Conj<Conj<Vi<0, 4>>>>);
static_assert(same<decltype(ComplexSum(ComplexSum(z))), ComplexSum<ComplexSum<Vi<0, 4>>>>);

// ---- dimensions

static_assert(decltype(f)::dim == 3 && (x | y).dim == 1 && Sum(x).dim == 1 && Norm2(x).dim == 1);
static_assert(Concat(x, y).dim == 6 && Concat(x, y, a).dim == 7 && TensorProd(x, y).dim == 9 && Elem<2>(x).dim == 1 &&
              ElemT<7, 3>(a).dim == 7);
static_assert(Extract<1, 2>(x).dim == 2 && ExtractT<1, 5>(x).dim == 5 && Broadcast<4>(a).dim == 4);
static_assert(MatVecMult(TensorProd(x, z), z).dim == 3 && VecMatMult(x, TensorProd(x, z)).dim == 4);
static_assert(ComplexMult(z, z).dim == 4 && ComplexSum(z).dim == 2 && Conj(z).dim == 4 && Zero<5>{}.dim == 5);
static_assert(Grad(f, a, x).dim == 1 && Grad(f, y, x).dim == 3);
static_assert(VariableFormula<X> && !VariableFormula<decltype(x + y)> && Formula<F> && !Formula<int>);

struct Data {
  std::vector<float> X{1, 2, 3, -1, 0.5F, 0}, Y{0, 1, -2, 0.25F, -1, 1, -3, 0, 0.5F}, A{1, -2, 0.5F}, P{0.5F};
};

void check(const Tensor<float>& c, const Data& d, bool over_j) {
  const std::ptrdiff_t M = 2, N = 3;
  REQUIRE(c.rows() == (over_j ? M : N));
  REQUIRE(c.cols() == 3);
  for (std::ptrdiff_t r = 0; r < c.rows(); ++r)
    for (std::ptrdiff_t k = 0; k < 3; ++k) {
      double sum = 0;
      for (std::ptrdiff_t s = 0; s < (over_j ? N : M); ++s) {
        const std::ptrdiff_t i = over_j ? r : s, j = over_j ? s : r;
        const auto at = [](std::ptrdiff_t n) { return static_cast<std::size_t>(n); };
        const double difference = double{d.P[0]} - double{d.A[at(j)]};
        sum += difference * difference * std::exp(double{d.X[at(3 * i + k)]} + double{d.Y[at(3 * j + k)]});
      }
      CHECK_THAT(double{c(r, k)}, Catch::Matchers::WithinRel(sum, 2e-6));  // all terms are positive
    }
}

}  // namespace

TEST_CASE("reduce: four spellings, one result", "[api]") {
  const Data d;
  const auto c = f.reduce<Sum, Axis1>(d.X, d.Y, d.A, d.P);
  static_assert(std::is_same_v<decltype(c), const Tensor<float>>);
  check(c, d, true);
  check(F::reduce<Sum, Axis1>(d.X, d.Y, d.A, d.P), d, true);
  check(reduce<Sum, Axis1>(f, d.X, d.Y, d.A, d.P), d, true);
  check(reduce<Sum, Axis1>(f, y = d.Y, p = 0.5f, a = d.A, x = d.X), d, true);
  check(f.reduce<Sum<>, Axis1>(d.X, d.Y, d.A, d.P), d, true);
  check(reduce<Sum<>, Axis1>(f, d.X, d.Y, d.A, d.P), d, true);
  check(f.reduce<Sum, Axis0>(d.X, d.Y, d.A, d.P), d, false);
  check(F::reduce<Sum, Axis0>(p = d.P, x = d.X, a = d.A, y = d.Y), d, false);
}

TEST_CASE("reduction: a reusable operator", "[api]") {
  const Data d;
  constexpr auto conv = reduction<Sum, Axis1>(f);
  static_assert(std::is_empty_v<decltype(conv)>);
  static_assert(std::is_same_v<decltype(conv), decltype(reduction<Sum<>, Axis1>(f))> ||
                std::is_same_v<std::remove_const_t<decltype(conv)>, decltype(reduction<Sum<>, Axis1>(f))>);
  check(conv(d.X, d.Y, d.A, d.P), d, true);
  check(conv(d.X, d.Y, d.A, d.P), d, true);
  check(conv(a = d.A, x = d.X, p = 0.5, y = d.Y, threads(2)), d, true);
  const auto copy = conv;
  check(copy(d.X, d.Y, d.A, 0.5F, size_i(2), size_j(3)), d, true);
}

TEST_CASE("results of both axes", "[api]") {
  const Data d;
  const auto all = f.reduce<Sum, Axis01>(d.X, d.Y, d.A, d.P);
  const auto rows = f.reduce<Sum, Axis1>(d.X, d.Y, d.A, d.P);
  REQUIRE(all.rows() == 1);
  REQUIRE(all.cols() == 3);
  for (std::ptrdiff_t k = 0; k < 3; ++k)  // rows are checked above
    CHECK_THAT(double{all(0, k)}, Catch::Matchers::WithinRel(double{rows(0, k)} + double{rows(1, k)}, 2e-6));
}

TEST_CASE("the scalar type follows the data", "[api]") {
  const std::vector<double> X{1, 2, 3}, Y{0, 0, 0}, A{2};
  static_assert(std::is_same_v<decltype(f.reduce<Sum, Axis1>(X, Y, A, 1)), Tensor<double>>);
  const auto c = f.reduce<Sum, Axis1>(X, Y, A, 1);
  CHECK_THAT(c(0, 0), Catch::Matchers::WithinRel(std::exp(1.0), 4e-15));
}

TEST_CASE("names of a user's own", "[spelling]") {
  const std::vector<float> U(3 * n, b), V(3 * n, t);
  CHECK(reduce<Sum, Axis01>(Max(x, y), U, V, accuracy::wide)(0, s) == b * n * n);
  CHECK(dense(x - y, U, V)(s, t) == b - t);
}

TEST_CASE("complex data, and a complex result: sum_j w_j exp(-i k_i . x_j)", "[api]") {
  constexpr Vi<0, 2> k{};
  constexpr Vj<1, 2> at{};
  constexpr Vj<2, 2> w{};
  constexpr auto factor = reduction<Sum, Axis1>(ComplexMult(w, ComplexExp1j(-(k | at))));
  const std::vector<double> K{0.5, 1, -2, 0.25, 3, -1}, At{1, 2, -0.5, 0.75};
  const std::vector<std::complex<double>> W{{1, 2}, {-0.5, 3}};
  std::vector<std::complex<double>> c(3);
  factor(K, At, W, into(c));
  const auto e = grad(factor, w)(K, At, W, c);  // the adjoint: sum_i conj(exp(-i k_i . x_j)) c_i
  std::complex<double> adjoint[2];
  for (std::size_t i = 0; i < 3; ++i) {
    std::complex<double> sum;
    for (std::size_t j = 0; j < 2; ++j) {
      const auto wave = std::polar(1.0, -(K[2 * i] * At[2 * j] + K[2 * i + 1] * At[2 * j + 1]));
      sum += W[j] * wave;
      adjoint[j] += std::conj(wave) * c[i];
    }
    CHECK(std::abs(c[i] - sum) < 1e-14);
  }
  for (std::ptrdiff_t j = 0; j < 2; ++j) CHECK(std::abs(std::complex(e(j, 0), e(j, 1)) - adjoint[j]) < 1e-13);
}

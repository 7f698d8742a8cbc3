// SPDX-License-Identifier: MIT
//
// Extrema, their indices, log-sum-exp and softmax over the components of one vector, and their gradients.
#include <cmath>
#include <limits>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

using Vector = std::vector<double>;
constexpr Vi<0, 5> x{};
constexpr Pm<1, 1> e{};
constexpr Pm<1, 5> d{};

template <class V>
bool close(const V& got, const Vector& want) {
  if (got.size() != want.size()) return false;
  for (std::size_t k = 0; k < want.size(); ++k)
    if (!(std::fabs(got[k] - want[k]) <= 1e-14 * (1 + std::fabs(want[k])))) return false;
  return true;
}

}  // namespace

#if !defined(__FAST_MATH__)
TEST_CASE("the largest of magnitudes of components, by packs, keeps NaN", "[operations]") {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  constexpr Vi<0, 3> p{};
  constexpr Vj<1, 3> q{};
  std::vector<float> P, Q;
  for (const float a : {0.0F, -0.0F, -2.0F, 1.0F, inf, -inf, nan, -nan})
    for (const float b : {0.5F, -3.0F, nan}) P.insert(P.end(), {a, b, -a}), Q.insert(Q.end(), {b, -a, 0.25F});
  const auto chebyshev = dense(Max(Abs(p - q)), P, Q), squares = dense(Max(Square(p - q)), P, Q);
  for (std::size_t i = 0; i < P.size() / 3; ++i)
    for (std::size_t j = 0; j < Q.size() / 3; ++j) {
      float largest = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const float v = std::fabs(P[3 * i + k] - Q[3 * j + k]);
        if (v > largest || v != v) largest = v;
        if (v != v) break;
      }
      CAPTURE(i, j);
      const float a = chebyshev.data()[i * (Q.size() / 3) + j], b = squares.data()[i * (Q.size() / 3) + j];
      CHECK((largest != largest ? a != a : a == largest));
      CHECK((largest != largest ? b != b : b == largest * largest));
    }
}
#endif

TEST_CASE("extrema of components", "[operations]") {
  const Vector v{2, -3, 7, 7, -3};
  CHECK(evaluate(Max(x), v)[0] == 7);
  CHECK(evaluate(Min(x), v)[0] == -3);
  CHECK(evaluate(ArgMax(x), v)[0] == 2);
  CHECK(evaluate(ArgMin(x), v)[0] == 1);
  CHECK(evaluate(ArgMax(x), Vector{9, 1, 2, 3, 4})[0] == 0);
  CHECK(evaluate(ArgMin(x), Vector{9, 1, 2, 3, 0})[0] == 4);
  CHECK(close(evaluate(Grad(Max(x), x, e), v, 3.0), {0, 0, 3, 0, 0}));
  CHECK(close(evaluate(Grad(Min(x), x, e), v, 3.0), {0, 3, 0, 0, 0}));
  CHECK(evaluate(Max(Vi<0, 1>{}), 4.0)[0] == 4);
  // of what is itself an extremum, of two vectors
  const Vector w{1, 4, -5, 6, 8};
  CHECK(close(evaluate(Max(Max(x, Vi<1, 5>{})), v, w), {8}));
  CHECK(close(evaluate(Min(Min(x, Vi<1, 5>{})), v, w), {-5}));
  CHECK(close(evaluate(ArgMax(ArgMax(x)), v), {0}));
#if !defined(__FAST_MATH__)
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(evaluate(Max(x), Vector{1, 2, nan, 3, 4})[0]));
  CHECK(std::isnan(evaluate(Min(x), Vector{nan, 2, 1, 3, 4})[0]));
#endif
}

TEST_CASE("OneHot", "[operations]") {
  constexpr Vi<0, 1> s{};
  CHECK(close(evaluate(OneHot<3>(s), 0.0), {1, 0, 0}));
  CHECK(close(evaluate(OneHot<3>(s), 1.9), {0, 0, 1}));
  CHECK(close(evaluate(OneHot<3>(s), 3.0), {0, 0, 0}));
  CHECK(close(evaluate(OneHot<3>(s), -1.0), {0, 0, 0}));
}

#if !defined(__FAST_MATH__)
TEST_CASE("extrema where components are equal, or NaN", "[operations]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const Vector equal{1, 1, 1, 1, 1}, ends{-inf, 0, inf, inf, -inf};
  CHECK(evaluate(ArgMax(x), equal)[0] == 0);
  CHECK(evaluate(ArgMin(x), equal)[0] == 0);
  CHECK(close(evaluate(Grad(Max(x), x, e), equal, 2.0), {2, 0, 0, 0, 0}));
  CHECK(evaluate(ArgMax(x), ends)[0] == 2);
  CHECK(evaluate(ArgMin(x), ends)[0] == 0);
  CHECK(evaluate(ArgMax(x), Vector{nan, 1, 2, 3, 4})[0] == 4);
  CHECK(evaluate(ArgMin(x), Vector{0, 1, nan, 3, 4})[0] == 4);
}
#endif

TEST_CASE("LogSumExp and SoftMax", "[operations]") {
  const Vector v{0.5, -1, 2, 1.5, 0};
  double total = 0;
  for (const double t : v) total += std::exp(t);
  Vector p;
  for (const double t : v) p.push_back(std::exp(t) / total);
  CHECK(close(evaluate(LogSumExp(x), v), {std::log(total)}));
  CHECK(close(evaluate(SoftMax(x), v), p));
  Vector far = v, g = p;
  for (double& t : far) t += 1000;
  CHECK(close(evaluate(LogSumExp(x), far), {std::log(total) + 1000}));
  CHECK(close(evaluate(SoftMax(x), far), p));
  for (double& t : g) t *= 3;
  CHECK(close(evaluate(Grad(LogSumExp(x), x, e), v, 3.0), g));
  // d softmax: p_k (d_k - p.d)
  const Vector u{1, -2, 0.5, 3, -1};
  double pu = 0;
  for (std::size_t k = 0; k < 5; ++k) pu += p[k] * u[k];
  for (std::size_t k = 0; k < 5; ++k) g[k] = p[k] * (u[k] - pu);
  CHECK(close(evaluate(Grad(SoftMax(x), x, d), v, u), g));
  CHECK(close(evaluate(Diff(SoftMax(x), x, d), v, u), g));
}

#if !defined(__FAST_MATH__)
TEST_CASE("LogSumExp and SoftMax of infinities", "[operations]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const Vector masked{-inf, 0, -inf, std::log(3.0), -inf}, none(5, -inf);
  CHECK(close(evaluate(LogSumExp(x), masked), {std::log(4.0)}));
  CHECK(close(evaluate(SoftMax(x), masked), {0, 0.25, 0, 0.75, 0}));
  CHECK(close(evaluate(Grad(LogSumExp(x), x, e), masked, 4.0), {0, 1, 0, 3, 0}));
  CHECK(evaluate(LogSumExp(x), none)[0] == -inf);
  CHECK(evaluate(LogSumExp(x), Vector{1, inf, -inf, 2, inf})[0] == inf);
  CHECK(evaluate(SoftMax(x), Vector{1, inf, -inf, 2, 0})[0] == 0);
  CHECK(std::isnan(evaluate(SoftMax(x), Vector{1, inf, -inf, 2, 0})[1]));
  CHECK(std::isnan(evaluate(LogSumExp(x), Vector{1, inf, nan, 2, inf})[0]));
}
#endif

TEST_CASE("Detach", "[operations]") {
  const Vector v{0.5, -1, 2, 1.5, 0}, u{1, -2, 0.5, 3, -1};
  Vector cubed, squares;
  for (std::size_t k = 0; k < 5; ++k) {
    cubed.push_back(v[k] * v[k] * v[k]);
    squares.push_back(v[k] * v[k] * u[k]);
  }
  constexpr auto f = x * Detach(Square(x));
  CHECK(close(evaluate(f, v), cubed));
  CHECK(close(evaluate(Grad(f, x, d), v, u), squares));
  CHECK(close(evaluate(Diff(f, x, d), v, u), squares));
}

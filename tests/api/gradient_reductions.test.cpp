// SPDX-License-Identifier: MIT
//
// Derivatives of Sum, Mean, Norm, Max and Min.
#include <cmath>

#include "api/reduction_gradients.hpp"

using namespace kernfold;
using namespace reduction_gradients;

namespace {

// p v |x - y|^2, a vector of R^2
constexpr auto f = p * v * SqDist(x, y);
std::vector<Real> f_of(const Call& c, std::size_t i, std::size_t j) {
  const Real s = Real(c.p[0]) * c.square_distance(i, j);
  return {s * c.v[2 * j], s * c.v[2 * j + 1]};
}
const auto sum = [](const Call& c, const auto& pairs) {
  std::vector<Real> s(2);
  for (const auto& [i, j] : pairs)
    for (std::size_t k = 0; k < 2; ++k) s[k] += f_of(c, i, j)[k];
  return s;
};
const auto mean = [](const Call& c, const auto& pairs) {
  std::vector<Real> s = sum(c, pairs);
  for (Real& t : s) t /= static_cast<Real>(pairs.size());
  return s;
};
// weighted by exp(-|x - y|^2)
const auto weighted_mean = [](const Call& c, const auto& pairs) {
  std::vector<Real> s(2);
  Real all = 0;
  for (const auto& [i, j] : pairs) {
    const Real w = std::exp(-c.square_distance(i, j));
    all += w;
    for (std::size_t k = 0; k < 2; ++k) s[k] += w * f_of(c, i, j)[k];
  }
  return std::vector<Real>{s[0] / all, s[1] / all};
};
const auto norm = [](const Call& c, const auto& pairs) {
  std::vector<Real> s(2);
  for (const auto& [i, j] : pairs)
    for (std::size_t k = 0; k < 2; ++k) s[k] += f_of(c, i, j)[k] * f_of(c, i, j)[k];
  return std::vector<Real>{std::sqrt(s[0]), std::sqrt(s[1])};
};
template <int Sign>
std::vector<Real> extreme(const Call& c, const std::vector<std::pair<std::size_t, std::size_t>>& pairs) {
  std::vector<Real> s;
  for (std::size_t k = 0; k < 2; ++k) {
    Real best = f_of(c, pairs[0].first, pairs[0].second)[k];
    for (const auto& [i, j] : pairs)
      if (Sign * f_of(c, i, j)[k] > Sign * best) best = f_of(c, i, j)[k];
    s.push_back(best);
  }
  return s;
}

}  // namespace

TEST_CASE("derivatives of Sum", "[gradient]") {
  check_derivatives(reduction<Sum, Axis1>(f), over(1, sum), 2 * Call::M);
  check_derivatives(reduction<Sum, Axis0>(f), over(0, sum), 2 * Call::N);
  check_derivatives(reduction<Sum, Axis01>(f), over(2, sum), 2);
}

TEST_CASE("derivatives of Mean", "[gradient]") {
  check_derivatives(reduction<Mean, Axis1>(f), over(1, mean), 2 * Call::M);
  check_derivatives(reduction<Mean, Axis01>(f), over(2, mean), 2);
  check_derivatives(reduction<Mean, Axis1>(f, Exp(-SqDist(x, y))), over(1, weighted_mean), 2 * Call::M);
}

TEST_CASE("derivatives of Norm", "[gradient]") {
  check_derivatives(reduction<Norm, Axis1>(f), over(1, norm), 2 * Call::M);
  // where the norm is 0, so is its derivative
  const Data X{1, 2, 3}, Y{1, 2, 3}, E{5, 5, 5};
  constexpr auto op = reduction<Norm, Axis1>(x - y);
  for (const double g : grad(op, y)(X, Y, E)) CHECK(g == 0);
}

TEST_CASE("derivatives of Max and Min", "[gradient]") {
  check_derivatives(reduction<Max, Axis1>(f), over(1, extreme<1>), 2 * Call::M);
  check_derivatives(reduction<Min, Axis1>(f), over(1, extreme<-1>), 2 * Call::M);
  check_derivatives(reduction<Max, Axis0>(f), over(0, extreme<1>), 2 * Call::N);
  check_derivatives(reduction<Min, Axis01>(f), over(2, extreme<-1>), 2);
}

TEST_CASE("of equal extrema the first has the derivative", "[gradient]") {
  constexpr Vi<0, 1> a{};
  constexpr Vj<1, 1> b{};
  const Data A{0, 1}, B{3, 5, 5, 5}, E{2, 7};
  const auto g = grad(reduction<Max, Axis1>(a + b), b)(A, B, E);
  check_equal(g, {0, 9, 0, 0});
  // an empty axis has no extremum
  const auto none = grad(reduction<Max, Axis1>(a + b), a)(A, Data{}, E);
  check_equal(none, {0, 0});
}

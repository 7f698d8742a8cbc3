// SPDX-License-Identifier: MIT
//
// Derivatives of LogSumExp and SumSoftMaxWeight, first and second, forward and in reverse.
#include <cmath>

#include "api/reduction_gradients.hpp"

using namespace kernfold;
using namespace reduction_gradients;

namespace {

constexpr auto score = -p * SqDist(x, y) + (v | v);
Real score_of(const Call& c, std::size_t i, std::size_t j) {
  return -Real(c.p[0]) * c.square_distance(i, j) + Real(c.v[2 * j]) * c.v[2 * j] +
         Real(c.v[2 * j + 1]) * c.v[2 * j + 1];
}
const auto log_sum = [](const Call& c, const auto& pairs) {
  Real s = 0;
  for (const auto& [i, j] : pairs) s += std::exp(score_of(c, i, j));
  return std::vector<Real>{std::log(s)};
};
// with the weights 1 + v^2
const auto weighted_log_sum = [](const Call& c, const auto& pairs) {
  std::vector<Real> s(2);
  for (const auto& [i, j] : pairs)
    for (std::size_t k = 0; k < 2; ++k)
      s[k] += (1 + Real(c.v[2 * j + k]) * c.v[2 * j + k]) * std::exp(score_of(c, i, j));
  return std::vector<Real>{std::log(s[0]), std::log(s[1])};
};
const auto attention = [](const Call& c, const auto& pairs) {
  Real all = 0;
  std::vector<Real> s(2);
  for (const auto& [i, j] : pairs) {
    const Real w = std::exp(score_of(c, i, j));
    all += w;
    for (std::size_t k = 0; k < 2; ++k) s[k] += w * c.v[2 * j + k];
  }
  return std::vector<Real>{s[0] / all, s[1] / all};
};

}  // namespace

TEST_CASE("derivatives of LogSumExp", "[gradient]") {
  check_derivatives(reduction<LogSumExp, Axis1>(score), over(1, log_sum), Call::M);
  check_derivatives(reduction<LogSumExp, Axis0>(score), over(0, log_sum), Call::N);
  check_derivatives(reduction<LogSumExp, Axis01>(score), over(2, log_sum), 1);
}

TEST_CASE("derivatives of LogSumExp with weights", "[gradient]") {
  check_derivatives(reduction<LogSumExp, Axis1>(score, 1_c + Square(v)), over(1, weighted_log_sum), 2 * Call::M);
}

TEST_CASE("derivatives of SumSoftMaxWeight", "[gradient]") {
  check_derivatives(reduction<SumSoftMaxWeight, Axis1>(score, v), over(1, attention), 2 * Call::M);
  check_derivatives(reduction<SumSoftMaxWeight, Axis0>(score, v), over(0, attention), 2 * Call::N);
}

TEST_CASE("a result that is handed in is not computed again", "[gradient]") {
  const Call c;
  const Data e = numbers(Call::M, 3), e2 = numbers(2 * Call::M, 4);
  constexpr auto lse = reduction<LogSumExp, Axis1>(score);
  const auto result = lse(c.x, c.y, c.v, c.p);
  check_equal(grad(lse, y)(c.x, c.y, c.v, c.p, e, result), differences(over(1, log_sum), c, &Call::y, e), 1e-7);
  // another result is another derivative: exp(score - L - log 2) is half of it
  Tensor<double> shifted = result;
  for (double& t : shifted) t += std::log(2.0);
  auto half = differences(over(1, log_sum), c, &Call::y, e);
  for (Real& t : half) t /= 2;
  check_equal(grad(lse, y)(c.x, c.y, c.v, c.p, e, shifted), half, 1e-7);

  constexpr auto soft = reduction<SumSoftMaxWeight, Axis1>(score, v);
  check_equal(grad(soft, v)(c.x, c.y, c.v, c.p, e2, soft(c.x, c.y, c.v, c.p)),
              differences(over(1, attention), c, &Call::v, e2), 1e-7);
}

TEST_CASE("second derivatives of LogSumExp", "[gradient]") {
  const Call c;
  const Data e = numbers(Call::M, 3), h = numbers(3 * Call::N, 8);
  constexpr auto lse = reduction<LogSumExp, Axis1>(score);
  // <h, d_y <e, lse>> by differences, and its own differences
  const Reference inner = [&](const Call& call) {
    Call there = call;
    const Data at = call.y;
    const double step = 1e-4;
    Real value[2];
    for (int side = 0; side < 2; ++side) {
      for (std::size_t k = 0; k < at.size(); ++k) there.y[k] = at[k] + (side == 0 ? step : -step) * h[k];
      value[side] = dot(over(1, log_sum)(there), e);
    }
    return std::vector<Real>{(value[0] - value[1]) / (2 * Real(step))};
  };
  constexpr auto first = grad(lse, y);
  const auto check = [&](auto variable, Data Call::*data) {
    check_equal(grad(first, variable)(c.x, c.y, c.v, c.p, e, h), differences(inner, c, data, {1.0}), 1e-5);
  };
  check(x, &Call::x);
  check(y, &Call::y);
  check(v, &Call::v);
  check(p, &Call::p);
}

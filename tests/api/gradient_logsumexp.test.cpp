// SPDX-License-Identifier: MIT
//
// Derivatives of LogSumExp and SumSoftMaxWeight, first and second, forward and in reverse.
#include <cmath>

#include "api/reduction_gradients.hpp"

using namespace kernfold;
using namespace reduction_gradients;

TEST_CASE("derivatives of LogSumExp", "[gradient]") {
  check_derivatives(reduction<LogSumExp, Axis1>(score), over(1, log_sum), Call::M);
#if !defined(KERNFOLD_TEST_SUBSET)
  check_derivatives(reduction<LogSumExp, Axis0>(score), over(0, log_sum), Call::N);
  check_derivatives(reduction<LogSumExp, Axis01>(score), over(2, log_sum), 1);
#endif
}

TEST_CASE("derivatives of LogSumExp with weights", "[gradient]") {
  check_derivatives(reduction<LogSumExp, Axis1>(score, 1_c + Square(v)), over(1, weighted_log_sum), 2 * Call::M);
}

TEST_CASE("derivatives of SumSoftMaxWeight", "[gradient]") {
  check_derivatives(reduction<SumSoftMaxWeight, Axis1>(score, v), over(1, attention), 2 * Call::M);
#if !defined(KERNFOLD_TEST_SUBSET)
  check_derivatives(reduction<SumSoftMaxWeight, Axis0>(score, v), over(0, attention), 2 * Call::N);
#endif
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

#if !defined(KERNFOLD_TEST_SUBSET)
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
#endif

#if !defined(__FAST_MATH__)
TEST_CASE("derivatives where all values are -inf are 0", "[gradient]") {
  constexpr Vi<0, 1> s{};  // two rows, of which the second is masked
  constexpr Vj<1, 1> t{};
  constexpr Vj<2, 1> w{};
  const Data S{1, -std::numeric_limits<double>::infinity()}, T{0, std::log(3.0)}, W{5, 9}, e{1, 1};
  constexpr auto lse = reduction<LogSumExp, Axis1>(s + t);
  check_equal(grad(lse, t)(S, T, e), {0.25, 0.75}, 1e-14);
  check_equal(grad(lse, s)(S, T, e), {1, 0}, 1e-14);
  check_equal(jvp(lse, t)(S, T, Data{1, 1}), {1, 0}, 1e-14);
  check_equal(grad(grad(lse, t), t)(S, T, e, Data{1, 0}), {3.0 / 16, -3.0 / 16}, 1e-14);
  constexpr auto soft = reduction<SumSoftMaxWeight, Axis1>(s + t, w);  // (5 + 3 * 9) / 4 = 8, and 0
  check_equal(grad(soft, w)(S, T, W, e), {0.25, 0.75}, 1e-14);
  check_equal(grad(soft, t)(S, T, W, e), {-0.75, 0.75}, 1e-14);
  check_equal(jvp(soft, w)(S, T, W, Data{1, 1}), {1, 0}, 1e-14);
}
#endif

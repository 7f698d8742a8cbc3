// SPDX-License-Identifier: MIT
//
// Soft-DTW of two series: against all alignments, one by one, in long double; small and large gamma; and derivatives
// against difference quotients.
#include <cmath>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>
#include <kernfold/operations/soft_dtw.hpp>

using namespace kernfold;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

using Vector = std::vector<double>;
constexpr Vi<0, 4> x{};
constexpr Vj<1, 5> y{};
constexpr Pm<2, 1> gamma_{};
constexpr Vi<3, 1> e{};
constexpr auto f = SoftDTW_SqDist(x, y, gamma_);

const Vector a{0.5, -1, 2, 0.25}, b{0, 0.75, -0.5, 1, 1.5};

void alignments(std::size_t i, std::size_t j, long double cost, std::vector<long double>& all) {
  const long double d = static_cast<long double>(a[i]) - b[j];
  cost += d * d;
  if (i + 1 == a.size() && j + 1 == b.size()) all.push_back(cost);
  if (i + 1 < a.size()) alignments(i + 1, j, cost, all);
  if (j + 1 < b.size()) alignments(i, j + 1, cost, all);
  if (i + 1 < a.size() && j + 1 < b.size()) alignments(i + 1, j + 1, cost, all);
}
double soft_minimum(double gamma) {
  std::vector<long double> all;
  alignments(0, 0, 0, all);
  long double least = all[0], sum = 0;
  for (const long double c : all) least = std::min(least, c);
  for (const long double c : all) sum += std::exp((least - c) / gamma);
  return static_cast<double>(least - gamma * std::log(sum));
}

}  // namespace

TEST_CASE("SoftDTW_SqDist is the soft minimum over all alignments", "[operations]") {
  for (const double gamma : {1e-300, 1e-3, 0.1, 1.0, 30.0, 1e6})
    CHECK_THAT(evaluate(f, a, b, gamma)[0], WithinRel(soft_minimum(gamma), 1e-14));
  CHECK(evaluate(SoftDTW_SqDist(Vi<0, 1>{}, Vj<1, 1>{}, gamma_), 1.0, 3.0, 0.5)[0] == 4);
  CHECK(evaluate(SoftDTW_SqDist(Vi<0, 1>{}, Vj<1, 3>{}, gamma_), 1.0, Vector{3, 1, 0}, 0.5)[0] == 5);
  // costs whose exponentials overflow or vanish
  const auto far = evaluate(f, Vector{1e3, 1e3, 1e3, 1e3}, b, 1e-3)[0];
  CHECK((std::isfinite(far) && far > 4.9e6));
  CHECK(std::isnan(evaluate(f, Vector{0, std::nan(""), 0, 0}, b, 1.0)[0]));
}

TEST_CASE("derivatives of SoftDTW_SqDist", "[operations]") {
  const double h = 1e-5;
  for (const double gamma : {0.05, 1.0, 20.0}) {
    const auto in_x = evaluate(Grad(f, x, e), a, b, gamma, 2.0);
    const auto in_y = evaluate(Grad(f, y, e), a, b, gamma, 2.0);
    const auto in_gamma = evaluate(Grad(f, gamma_, e), a, b, gamma, 2.0)[0];
    for (std::size_t k = 0; k < a.size(); ++k) {
      Vector more = a, less = a;
      more[k] += h, less[k] -= h;
      const double difference = evaluate(f, more, b, gamma)[0] - evaluate(f, less, b, gamma)[0];
      CHECK_THAT(in_x[k], WithinAbs(difference / h, 1e-6));
    }
    for (std::size_t k = 0; k < b.size(); ++k) {
      Vector more = b, less = b;
      more[k] += h, less[k] -= h;
      const double difference = evaluate(f, a, more, gamma)[0] - evaluate(f, a, less, gamma)[0];
      CHECK_THAT(in_y[k], WithinAbs(difference / h, 1e-6));
    }
    const double difference = evaluate(f, a, b, gamma * (1 + h))[0] - evaluate(f, a, b, gamma * (1 - h))[0];
    CHECK_THAT(in_gamma, WithinAbs(difference / (h * gamma), 1e-6));
  }
  // equal series: the diagonal is the one cheapest alignment, and a minimum
  const auto flat = evaluate(Grad(SoftDTW_SqDist(x, Vj<1, 4>{}, gamma_), x, e), a, a, 1e-3, 1.0);
  for (std::size_t k = 0; k < a.size(); ++k) CHECK_THAT(flat[k], WithinAbs(0, 1e-12));
}

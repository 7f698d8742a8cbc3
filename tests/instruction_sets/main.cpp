// SPDX-License-Identifier: MIT
//
// One program from objects for several instruction sets: each computes what plain loops in double precision do.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "unit.hpp"

namespace {

int failures = 0;

void check(bool right, const char* unit, const char* what) {
  if (right) return;
  std::printf("%s: wrong %s\n", unit, what);
  ++failures;
}

// The sum over k of 1 / (z + k)^2; the remainder after n terms by Euler and Maclaurin.
double trigamma(double z) {
  double s = 0;
  int k = 0;
  for (; k < 1000; ++k) s += 1 / ((z + k) * (z + k));
  return s + 1 / (z + k) + 0.5 / ((z + k) * (z + k));
}

double functions(double u, double v) {
  const double m = v * v + 1;
  return std::lgamma(u * u + 1) + trigamma(v * v + 1) + std::erf(u - v) + std::pow(u * u + 1, -3) + std::pow(u * u, v) +
         std::log(u * u) + std::log1p(v * v) + std::expm1(u * v) + std::sin(u) * std::cos(v) + std::atan2(u, v) +
         std::tanh(u + v) + std::cbrt(u) + std::fabs(v) + 1 / std::sqrt(u * u + v * v) + std::floor(u + v) +
         (u - m * std::floor(u / m)) + std::sin(u) / u + std::fmax(u, v) * (u > v ? 1 : -1) +
         (u >= 0 ? v : 1 / (v - 4));
}

void check_unit(const char* unit, const Results& r, const Data& data) {
  const std::size_t M = data.x.size() / 3, N = data.y.size() / 3;
  const auto gaussian = [&](std::size_t i, std::size_t j) {
    double square = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double difference = double(data.x[3 * i + k]) - double(data.y[3 * j + k]);
      square += difference * difference;
    }
    return std::exp(-square);
  };
  const auto b = [&](std::size_t j, std::size_t k) { return double(data.b[2 * j + k]); };
  const auto close = [](float a, double right) { return std::fabs(double(a) - right) < 1e-4; };

  std::vector<double> sums(2 * M), gradient(3 * N);
  double total[2] = {};
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j)
      for (std::size_t k = 0; k < 2; ++k) {
        sums[2 * i + k] += gaussian(i, j) * b(j, k);
        total[k] += gaussian(i, j) * b(j, k);
      }
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j)
      for (std::size_t k = 0; k < 3; ++k)
        gradient[3 * j + k] += 2 * (double(data.x[3 * i + k]) - double(data.y[3 * j + k])) * gaussian(i, j) *
                               (b(j, 0) * sums[2 * i] + b(j, 1) * sums[2 * i + 1]);

  for (std::size_t k = 0; k < sums.size(); ++k) {
    check(close(r.sums.data()[k], sums[k]), unit, "sum");
    check(close(r.into.data()[k], sums[k]), unit, "sum into given memory");
  }
  for (std::size_t k = 0; k < gradient.size(); ++k) check(close(r.gradient.data()[k], gradient[k]), unit, "gradient");
  for (std::size_t k = 0; k < 2; ++k) check(close(r.total.data()[k], total[k]), unit, "sum over both axes");
  for (std::size_t i = 0; i < M; ++i) {
    double separated[3] = {}, of_functions = 0;
    std::vector<std::pair<double, std::int64_t>> distances;
    for (std::size_t j = 0; j < N; ++j) {
      for (std::size_t k = 0; k < 3; ++k)
        separated[k] += std::exp(double(data.x[3 * i + k]) + double(data.y[3 * j + k])) * b(j, 0) * b(j, 0);
      of_functions += functions(data.x[3 * i], data.y[3 * j + 1]);
      distances.emplace_back(-std::log(gaussian(i, j)), j);
    }
    std::sort(distances.begin(), distances.end());
    for (std::size_t k = 0; k < 3; ++k)
      check(std::fabs(r.separated.data()[3 * i + k] - separated[k]) < 1e-5 * separated[k], unit, "separated sum");
    const double many = double(many_terms) * (double(data.x[3 * i]) + 2);
    check(std::fabs(r.many.data()[i] - many) < 2e-6 * many, unit, "sum of many terms");
    check(std::fabs(r.functions.data()[i] - of_functions) < 1e-3, unit, "sum of functions");
    for (std::size_t k = 0; k < 2; ++k)
      check(r.nearest.data()[2 * i + k] == distances[k].second, unit, "nearest points");
  }
  for (std::size_t j = 0; j < N; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < M; ++i) {
      double product = 0;
      for (std::size_t k = 0; k < 3; ++k) product += double(data.x[3 * i + k]) * double(data.y[3 * j + k]);
      sum += std::exp(product);
    }
    check(close(r.logsumexp.data()[j], std::log(sum)), unit, "log of a sum of exponentials");
  }
  check(std::fabs(r.pair[0] - 2 * std::exp(-0.5)) < 1e-14 && std::fabs(r.pair[1] + 3 * std::exp(-0.5)) < 1e-14, unit,
        "value of one pair");
  check(r.refused ==
            "kernfold: argument 2 (Vj<2, 2>): 12 rows, but argument 1 (Vj<1, 3>) has 11; all j-arguments have "
            "one length",
        unit, "message");
}

std::vector<float> numbers(std::size_t n, double step) {
  std::vector<float> v(n);
  for (std::size_t k = 0; k < n; ++k) v[k] = static_cast<float>(std::sin(step * static_cast<double>(k + 1)));
  return v;
}

}  // namespace

int main() {
  const Data data{numbers(3 * 37, 0.7), numbers(3 * 11, 1.3), numbers(2 * 11, 2.1)};
  check_unit("sse2", compute_sse2(data), data);
  check_unit("native", compute_native(data), data);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    check_unit("avx2", compute_avx2(data), data);
    check_unit("avx2, reassociated", compute_avx2_reassociates(data), data);
  } else {
    std::printf("no AVX2 here: those units are linked and not run\n");
  }
  return failures == 0 ? 0 : 1;
}

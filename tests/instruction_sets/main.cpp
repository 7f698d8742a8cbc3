// SPDX-License-Identifier: MIT
//
// One program from objects for several instruction sets: each computes what plain loops in double precision do.
#include <cmath>
#include <cstddef>
#include <cstdio>

#include "unit.hpp"

namespace {

int failures = 0;

void check(bool right, const char* unit, const char* what) {
  if (right) return;
  std::printf("%s: wrong %s\n", unit, what);
  ++failures;
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
  } else {
    std::printf("no AVX2 here: that unit is linked and not run\n");
  }
  return failures == 0 ? 0 : 1;
}

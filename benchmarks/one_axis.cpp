// SPDX-License-Identifier: MIT
//
// Reductions of what depends on one axis, on one thread, beside loops that one would write: vectorized by `omp simd`,
// but for std::exp and the place of the least. Ratios are times of the loop by those of kernfold.
#include <cmath>
#include <cstdlib>
#include <functional>
#include <string>

#include "harness.hpp"

#include <kernfold/kernfold.hpp>

using namespace bench;
using namespace kernfold;

namespace {

using Vector = std::vector<float>;

struct Case {
  std::string name;
  std::function<float()> loop, call;
  std::function<double()> expected;
  double tolerance;
  std::vector<double> ratio = {}, nanoseconds = {};
};

template <class T>
T sum_of_squares(const Vector& y, T p) {
  T s = 0;
#pragma omp simd reduction(+ : s)
  for (std::size_t j = 0; j < y.size(); ++j) s += (T(y[j]) - p) * (T(y[j]) - p);
  return s;
}
template <class T>
T sum_of_exponentials(const Vector& y, T p) {
  T s = 0;
  for (std::size_t j = 0; j < y.size(); ++j) s += std::exp(-(T(y[j]) - p) * (T(y[j]) - p));
  return s;
}
float least_distance(const Vector& y, const std::array<float, 3>& q) {
  float least = HUGE_VALF;
#pragma omp simd reduction(min : least)
  for (std::size_t j = 0; j < y.size() / 3; ++j) {
    const float a = y[3 * j] - q[0], b = y[3 * j + 1] - q[1], c = y[3 * j + 2] - q[2];
    const float d = a * a + b * b + c * c;
    least = d < least ? d : least;
  }
  return least;
}
float nearest(const Vector& y, const std::array<float, 3>& q) {
  float least = HUGE_VALF;
  std::size_t at = 0;
  for (std::size_t j = 0; j < y.size() / 3; ++j) {
    const float a = y[3 * j] - q[0], b = y[3 * j + 1] - q[1], c = y[3 * j + 2] - q[2];
    const float d = a * a + b * b + c * c;
    at = d < least ? j : at;
    least = d < least ? d : least;
  }
  return static_cast<float>(at);
}

std::vector<Case> cases_of(Index n, const Vector& y, const std::array<float, 3>& q) {
  constexpr Vj<0, 1> v{};
  constexpr Pm<1, 1> p{};
  constexpr Vj<0, 3> w{};
  constexpr Pm<1, 3> x{};
  const std::string size = ", N = " + std::to_string(n);
  const auto one = threads(1);
  return {
      {"sum of squares" + size, [&] { return sum_of_squares<float>(y, q[0]); },
       [&, one] { return reduce<Sum, Axis1>(Square(v - p), y, q[0], one)(0, 0); },
       [&] { return sum_of_squares<double>(y, q[0]); }, 1e-6},
      {"sum of exponentials" + size, [&] { return sum_of_exponentials<float>(y, q[0]); },
       [&, one] { return reduce<Sum, Axis1>(Exp(-Square(v - p)), y, q[0], one)(0, 0); },
       [&] { return sum_of_exponentials<double>(y, q[0]); }, 1e-6},
      {"least distance in R^3" + size, [&] { return least_distance(y, q); },
       [&, one] { return reduce<Min, Axis1>(SqDist(x, w), y, q, one)(0, 0); }, [&] { return least_distance(y, q); },
       1e-6},
      {"nearest point in R^3" + size, [&] { return nearest(y, q); },
       [&, one] { return static_cast<float>(reduce<ArgMin, Axis1>(SqDist(x, w), y, q, one)(0, 0)); },
       [&] { return nearest(y, q); }, 0},
  };
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 15;
  const std::array<float, 3> q{0.3f, 0.6f, 0.1f};
  printf("| reduction over j | kernfold, ns per j | loop / kernfold |\n|---|---|---|\n");
  for (const Index n : {1000, 100000, 1000000}) {
    const Vector y = numbers<float>(3 * n, 1, -1, 2);
    for (Case& c : cases_of(n, y, q)) {
      const double want = c.expected(), got = static_cast<double>(c.call());
      if (!(std::abs(got - want) <= c.tolerance * std::abs(want))) {
        fprintf(stderr, "%s: %g, expected %g\n", c.name.c_str(), got, want);
        failed = true;
      }
      const int calls = static_cast<int>(std::max<Index>(1, 1000000 / n));
      const bool of_points = c.name.find("R^3") != std::string::npos;
      for (int round = 0; round < rounds; ++round) {
        volatile float sink;
        const double loop = timed([&] { sink = c.loop(); }, calls).cpu,
                     call = timed([&] { sink = c.call(); }, calls).cpu;
        c.ratio.push_back(loop / call);
        c.nanoseconds.push_back(1e9 * call / static_cast<double>(of_points ? n : 3 * n));
      }
      printf("| %s | %s | %s |\n", c.name.c_str(), text(c.nanoseconds).c_str(), text(c.ratio).c_str());
    }
  }
  return failed ? 1 : 0;
}

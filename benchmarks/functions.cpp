// SPDX-License-Identifier: MIT
//
// Sums of a function of x_i + y_j, on one thread, beside loops over <cmath> that the compiler vectorizes
// (loops/functions.cpp). Ratios are times of the loops by those of kernfold. What -ffast-math saves the loops in
// accuracy and special values kernfold does not save.
#include "functions.hpp"

#include <cmath>
#include <cstdlib>

#include "harness.hpp"

#include <kernfold/kernfold.hpp>

using namespace bench;
using namespace kernfold;

namespace {

constexpr Index M = 256, N = 2048;

struct Samples {
  std::vector<double> nanoseconds, ratio;  // nanoseconds of one value
};

// Op: the operation of formulas; f: the same for one number; loop: the sum over all of y.
template <class T, class Op, class F, class Loop>
Samples measure(const char* name, Op op, F f, Loop loop, double low, double high, int rounds) {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  // x + y lies in (low, high)
  const auto X = numbers<T>(M, 1, low / 2 + 0.01 * (high - low), 0.48 * (high - low)),
             Y = numbers<T>(N, 2, low / 2, 0.48 * (high - low));
  std::vector<T> c(M), d(M);
  const auto call = [&] { reduce<Sum, Axis1>(op(x + y), X, Y, into(c), threads(1), all_pairs); };
  const auto loops = [&] {
    for (std::size_t i = 0; i < X.size(); ++i) d[i] = loop(Y.data(), Y.size(), X[i]);
  };
  call();
  for (std::size_t i = 0; i < X.size(); i += 17) {
    double want = 0, size = 0;
    for (const T v : Y) {
      const double value = f(static_cast<double>(X[i] + v));
      want += value;
      size += std::fabs(value);
    }
    if (!(std::fabs(static_cast<double>(c[i]) - want) <= (sizeof(T) == 4 ? 1e-5 : 1e-13) * size)) {
      fprintf(stderr, "%s: %g, expected %g\n", name, static_cast<double>(c[i]), want);
      failed = true;
    }
  }
  Samples s;
  for (int round = 0; round < rounds; ++round) {
    const double of_loops = timed(loops).cpu, of_call = timed(call, 2).cpu;
    s.nanoseconds.push_back(1e9 * of_call / static_cast<double>(M * N));
    s.ratio.push_back(of_loops / of_call);
  }
  return s;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 15;
  printf("| function | float, ns a value | loop / kernfold | double, ns a value | loop / kernfold |\n");
  printf("|---|---|---|---|---|\n");
#define FUNCTION(name, Name, low, high)                                                                      \
  {                                                                                                          \
    const auto op = [](auto f) { return Name(f); };                                                          \
    const auto exact = [](double v) { return static_cast<double>(std::name(static_cast<long double>(v))); }; \
    const auto loop = [](const auto* y, std::size_t n, auto x) { return loops::sum_of_##name(y, n, x); };    \
    const Samples f = measure<float>(#Name, op, exact, loop, low, high, rounds),                             \
                  d = measure<double>(#Name, op, exact, loop, low, high, rounds);                            \
    printf("| %s | %s | %s | %s | %s |\n", #Name, text(f.nanoseconds).c_str(), text(f.ratio).c_str(),        \
           text(d.nanoseconds).c_str(), text(d.ratio).c_str());                                              \
  }
  FUNCTIONS(FUNCTION)
#undef FUNCTION
  return failed ? 1 : 0;
}

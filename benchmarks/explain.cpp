// SPDX-License-Identifier: MIT
//
// The bounds of explain() beside what is measured: cycles per pair of one thread, from CPU time and a clock rate that a
// chain of dependent additions tells in the same round. Medians of rounds in which the formulas take turns.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include <kernfold/explain.hpp>
#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Cycles per second: an addition that waits for the one before takes one.
double clock_rate() {
  constexpr int rounds = 1000000;
  long sum = 1;
  const double start = cpu_seconds();
  for (int n = 0; n < rounds; ++n)
    for (int k = 0; k < 8; ++k) asm volatile("add %0, %0" : "+r"(sum));
  return 8.0 * rounds / (cpu_seconds() - start);
}

struct Row {
  const char* title;
  double pairs, bound;  // cycles of the whole call
  std::string limited_by;
  std::function<void()> run;
  std::vector<double> cycles{};
};

template <class T>
std::vector<T> numbers(std::size_t n) {
  std::vector<T> v(n);
  for (std::size_t k = 0; k < n; ++k) v[k] = static_cast<T>(0.02 + 0.001 * static_cast<double>(k % 97));
  return v;
}

template <class Op, class... Arguments>
Row row(const char* title, Op op, const Arguments&... arguments) {
  const Explanation e = explain(op, arguments..., threads(1));
  Row r{title, e.total->pairs, e.total->cycles, e.limited_by, [=] { static_cast<void>(op(arguments..., threads(1))); }};
  if (!e.parts.empty()) {
    r.bound = e.parts[0].total->cycles + e.parts[1].total->cycles;
    r.limited_by = "separates: " + e.parts[0].total->limited_by + ", " + e.parts[1].total->limited_by;
  }
  return r;
}

template <class T>
void measure(const char* type) {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 1> b{};
  constexpr Pm<3, 1> p{};
  constexpr Vi<0, 64> u{};
  constexpr Vj<1, 64> v{};
  constexpr Vj<2, 64> w{};
  constexpr auto gaussian = reduction<Sum, Axis1>(Exp(-p * SqDist(x, y)) * b);
  constexpr auto products = reduction<Sum, Axis1>(Exp(u | v) * w);
  constexpr auto seed = reduction<Sum, Axis1>(Square(p - b) * Exp(x + y));
  constexpr auto laplacian = reduction<Sum, Axis1>(Exp(-p * Norm2(x - y)) * b);
  constexpr std::size_t M = 4096, N = 4096, L = 1024;
  const auto X = numbers<T>(3 * M), Y = numbers<T>(3 * N), B = numbers<T>(N), E = numbers<T>(M);
  const auto U = numbers<T>(64 * L), V = numbers<T>(64 * L), W = numbers<T>(64 * L);
  const T g = T(0.5);
  std::vector<Row> rows;
  rows.push_back(row("Gaussian, D = 3", gaussian, X, Y, B, g));
  rows.push_back(row("its gradient in x", grad(gaussian, x), X, Y, B, g, E));
  rows.push_back(row("exp(x.y) v, D = 64", products, U, V, W));
  rows.push_back(row("its gradient in x", grad(products, u), U, V, W, W));
  rows.push_back(row("(p - a)^2 exp(x + y)", seed, X, Y, B, g, all_pairs));
  rows.push_back(row("its gradient in y", grad(seed, y), X, Y, B, g, X, all_pairs));
  rows.push_back(row("(p - a)^2 exp(x + y)", seed, X, Y, B, g));
  rows.push_back(row("exp(-|x - y|)", laplacian, X, Y, B, g));
  for (int round = 0; round < 15; ++round)
    for (Row& r : rows) {
      const double rate = clock_rate();
      const double start = cpu_seconds();
      r.run();
      r.cycles.push_back((cpu_seconds() - start) * rate);
    }
  for (Row& r : rows) {
    std::sort(r.cycles.begin(), r.cycles.end());
    const double median = r.cycles[r.cycles.size() / 2];
    std::printf("%-8s%-24s%9.4f%10.4f%8.2f   %s\n", type, r.title, r.bound / r.pairs, median / r.pairs,
                r.bound / median, r.limited_by.c_str());
  }
}

}  // namespace

int main() {
  std::printf("cycles per pair                     bound  measured   ratio   limited by\n");
  measure<float>("float");
  measure<double>("double");
}

// SPDX-License-Identifier: MIT
//
// How the rate of a Gaussian kernel sum depends on sizes, dimension and threads, and the memory that a call takes
// beyond its arguments and its result. Prints a table of benchmarks/results.
#include <cstdlib>
#include <functional>
#include <span>
#include <string>
#include <sys/resource.h>

#include "harness.hpp"

#include <kernfold/kernfold.hpp>

using namespace bench;
using namespace kernfold;

namespace {

constexpr Index longest = 10000000;
constexpr float decay = 0.5f;

/// For vectors of R^3, or fewer of other dimensions, and the result.
struct Data {
  std::vector<float> x = numbers<float>(3 * longest, 1, 0, 1), y = numbers<float>(3 * longest, 2, 0, 1),
                     weight = numbers<float>(longest, 3, -1, 2), result = numbers<float>(longest, 4, 0, 1);
};

struct Case {
  int D;
  Index M, N;
  bool over_j;
  std::function<void(int)> call;  // by the number of threads
  double memory = 0;              // MiB
  std::vector<double> rate = {};  // 1e9 pairs a second of CPU time, of one thread
  double best_wall = 1e9, best_wall_of_all = 1e9;
};

std::span<float> first(std::vector<float>& v, Index n) { return std::span(v).first(static_cast<std::size_t>(n)); }

template <int D>
Case over_j(Data& d, Index M, Index N) {
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr Vj<2, 1> b{};
  constexpr Pm<3, 1> g{};
  return {D, M, N, true, [=, &d](int n) {
            reduce<Sum, Axis1>(Exp(-g * SqDist(x, y)) * b, first(d.x, D * M), first(d.y, D * N), first(d.weight, N),
                               decay, into(first(d.result, M)), threads(n));
          }};
}

Case over_i(Data& d, Index M, Index N) {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vi<2, 1> b{};
  constexpr Pm<3, 1> g{};
  return {3, M, N, false, [=, &d](int n) {
            reduce<Sum, Axis0>(Exp(-g * SqDist(x, y)) * b, first(d.x, 3 * M), first(d.y, 3 * N), first(d.weight, M),
                               decay, into(first(d.result, N)), threads(n));
          }};
}

/// The last row of the result against a double loop.
bool right(const Case& c, const Data& d) {
  const auto& kept = c.over_j ? d.x : d.y;
  const auto& summed = c.over_j ? d.y : d.x;
  const Index row = (c.over_j ? c.M : c.N) - 1;
  double sum = 0, absolute = 0;
  for (Index k = 0; k < (c.over_j ? c.N : c.M); ++k) {
    double s = 0;
    for (Index q = 0; q < c.D; ++q) {
      const double difference = static_cast<double>(kept[static_cast<std::size_t>(c.D * row + q)]) -
                                static_cast<double>(summed[static_cast<std::size_t>(c.D * k + q)]);
      s += difference * difference;
    }
    const double term =
        std::exp(-static_cast<double>(decay) * s) * static_cast<double>(d.weight[static_cast<std::size_t>(k)]);
    sum += term;
    absolute += std::fabs(term);
  }
  return std::fabs(static_cast<double>(d.result[static_cast<std::size_t>(row)]) - sum) <= 1e-5 * absolute;
}

/// MiB by which a call raises the peak of resident memory, in a process of its own, after a small one.
double memory_of(const Case& c, const Case& small) {
  const auto peak = [] {
    rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
  };
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return 0;
  const pid_t child = fork();
  long growth = 0;
  if (child == 0) {
    small.call(1);
    const long before = peak();
    c.call(cpu::default_threads());
    growth = peak() - before;
    const bool sent = write(pipe_ends[1], &growth, sizeof growth) == sizeof growth;
    _exit(sent ? 0 : 1);
  }
  close(pipe_ends[1]);
  if (read(pipe_ends[0], &growth, sizeof growth) != sizeof growth) failed = true;
  close(pipe_ends[0]);
  waitpid(child, nullptr, 0);
  return static_cast<double>(growth) / 1024;
}

void measure(Case& c) {
  const int calls = std::max(1, static_cast<int>(1e8 / (static_cast<double>(c.M) * static_cast<double>(c.N))));
  const Times one = timed([&] { c.call(1); }, calls), all = timed([&] { c.call(cpu::default_threads()); }, calls);
  c.rate.push_back(1e-9 * static_cast<double>(c.M) * static_cast<double>(c.N) / one.cpu);
  c.best_wall = std::min(c.best_wall, one.wall);
  c.best_wall_of_all = std::min(c.best_wall_of_all, all.wall);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 3;
  constexpr double limit = 45;  // seconds
  Data data;
  constexpr Index large = 100000;
  std::vector<Case> cases = {
      over_j<3>(data, 100, 100),      over_j<3>(data, 1000, 1000),    over_j<3>(data, 10000, 10000),
      over_j<3>(data, large, large),  over_j<3>(data, longest, 1000), over_j<3>(data, 1000, longest),
      over_i(data, large, large),     over_i(data, longest, 1000),    over_i(data, 1000, longest),
      over_j<1>(data, 10000, 10000),  over_j<2>(data, 10000, 10000),  over_j<5>(data, 10000, 10000),
      over_j<10>(data, 10000, 10000), over_j<32>(data, 10000, 10000), over_j<100>(data, 10000, 10000)};
  for (Case& c : cases) c.memory = memory_of(c, cases[0]);  // before this process has threads
  double spent = 0;
  for (int round = 0; round < rounds && spent * (round + 1) <= limit * round; ++round)
    for (Case& c : cases) {
      spent += timed([&] { measure(c); }).wall;
      if (round > 0 || right(c, data)) continue;
      failed = true;
      fprintf(stderr, "D = %d, %td x %td: wrong\n", c.D, c.M, c.N);
    }

  const std::string all = std::to_string(cpu::default_threads()) + " threads";
  printf(
      "| pairs | D | sum over | 1e9 pairs/s, 1 thread | of 100000 x 100000 | 1e9 pairs/s, %s | speed-up, %s | memory, "
      "MiB |\n",
      all.c_str(), all.c_str());
  printf("|---|---|---|---|---|---|---|---|\n");
  for (const Case& c : cases) {
    std::vector<double> ratio;
    for (const Case& other : cases)
      if (c.D == 3 && other.D == 3 && other.M == large && other.over_j == c.over_j)
        for (std::size_t k = 0; k < c.rate.size(); ++k) ratio.push_back(c.rate[k] / other.rate[k]);
    const double pairs = static_cast<double>(c.M) * static_cast<double>(c.N);
    printf("| %td x %td | %d | %s | %s | %s | %s | %s | %.1f |\n", c.M, c.N, c.D, c.over_j ? "j" : "i",
           text(c.rate).c_str(), text(ratio).c_str(), text(1e-9 * pairs / c.best_wall_of_all).c_str(),
           text(c.best_wall / c.best_wall_of_all).c_str(), c.memory);
  }
  return failed ? 1 : 0;
}

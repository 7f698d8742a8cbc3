// SPDX-License-Identifier: MIT
//
// What a call costs when there is little to compute: the time of one call from start to end, its result's memory
// included, by Google Benchmark.
#include <benchmark/benchmark.h>
#include <string>
#include <vector>

#include <kernfold/kernfold.hpp>

namespace {

using namespace kernfold;

template <class T, class Call>
void add(const std::string& formula, Call call) {
  for (const int count : {1, cpu::default_threads()}) {
    const std::string name = formula + (sizeof(T) == 4 ? "/float" : "/double") + "/threads:" + std::to_string(count);
    auto* b = benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
      const auto n = static_cast<std::size_t>(state.range(0));
      const std::vector<T> x(3 * n, T(0.1)), y(3 * n, T(0.2)), a(n, T(0.5));
      for (auto _ : state) benchmark::DoNotOptimize(call(x, y, a, T(1.5), threads(count)));
    });
    for (const int n : {1, 10, 100, 1000}) b->Arg(n);
    b->UseRealTime()->Unit(benchmark::kMicrosecond);
    if (count == cpu::default_threads()) break;  // one processor
  }
}

template <class T>
void add_all() {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 1> a{};
  constexpr Pm<3, 1> p{};
  add<T>("exp(-p |x - y|^2) a", reduction<Sum, Axis1>(Exp(-p * SqDist(x, y)) * a));
  add<T>("(p - a)^2 exp(x + y)", reduction<Sum, Axis1>(Square(p - a) * Exp(x + y)));
}

}  // namespace

int main(int argc, char** argv) {
  add_all<float>();
  add_all<double>();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}

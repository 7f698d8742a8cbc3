// SPDX-License-Identifier: MIT
//
// Calls from many threads at once, from std::thread and from inside an OpenMP region: each result is that of the same
// call alone, bit for bit.
#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "support/conformance.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr auto f = Exp(-SqDist(x, y)) * b;

constexpr int callers = 8, repeats = 4;

// What a caller does in turn: other reductions on other shapes, all with the same arguments in memory.
struct Calls {
  conformance::Normal normal{5};
  std::vector<float> X = normal.vector<float>(3 * 3001), Y = normal.vector<float>(3 * 3001),
                     B = normal.vector<float>(3001);
  View<const float> many_x{X.data(), 3001, 3, 3, 1}, some_x{X.data(), 701, 3, 3, 1}, few_x{X.data(), 11, 3, 3, 1};
  View<const float> many_y{Y.data(), 3001, 3, 3, 1}, few_y{Y.data(), 11, 3, 3, 1};
  View<const float> many_b{B.data(), 3001, 1, 1, 1}, few_b{B.data(), 11, 1, 1, 1};

  static constexpr int kinds = 6;
  Tensor<float> operator()(int kind, int n) const {
    switch (kind) {
      case 0:
        return f.reduce<Sum, Axis1>(some_x, many_y, many_b, threads(n));
      case 1:
        return f.reduce<Sum, Axis1>(few_x, many_y, many_b, threads(n));  // the columns are split
      case 2:
        return f.reduce<Sum, Axis01>(many_x, few_y, few_b, threads(n));
      case 3:
        return f.reduce<Sum, Axis01>(few_x, many_y, many_b);
      case 4:
        return f.reduce<Sum, Axis01>(some_x, many_y, many_b, threads(n));
      default: {
        Tensor<float> out(11, 1);
        f.reduce<Sum, Axis1>(few_x, few_y, few_b, into(out), threads(n));
        return out;
      }
    }
  }
};

bool same_bits(const Tensor<float>& s, const Tensor<float>& t) {
  return s.size() == t.size() &&
         std::memcmp(s.data(), t.data(), static_cast<std::size_t>(s.size()) * sizeof(float)) == 0;
}

struct Expected {
  Calls calls;
  std::vector<Tensor<float>> alone;
  std::atomic<int> wrong{0}, done{0};
  Expected() {
    for (int kind = 0; kind < Calls::kinds; ++kind) alone.push_back(calls(kind, 1));
  }
  void run(int caller) {
    for (int k = 0; k < repeats * Calls::kinds; ++k) {
      const int kind = (caller + k) % Calls::kinds;
      wrong += !same_bits(calls(kind, 1 + (caller + k) % 3), alone[static_cast<std::size_t>(kind)]);
      ++done;
    }
  }
};

}  // namespace

TEST_CASE("calls from many threads at once", "[threads]") {
  Expected e;
  std::vector<std::thread> started;
  for (int t = 0; t < callers; ++t) started.emplace_back([&e, t] { e.run(t); });
  for (std::thread& t : started) t.join();
  CHECK(e.wrong == 0);
  CHECK(e.done == callers * repeats * Calls::kinds);
}

// Errors of one caller do not disturb the others.
TEST_CASE("calls of which some are refused", "[threads]") {
  Expected e;
  std::atomic<int> refused{0};
  std::vector<std::thread> started;
  for (int t = 0; t < callers; ++t)
    started.emplace_back([&e, &refused, t] {
      if (t % 2 == 0) return e.run(t);
      for (int k = 0; k < 100; ++k) try {
          f.reduce<Sum, Axis1>(e.calls.few_x, e.calls.many_y, e.calls.few_b);
        } catch (const shape_error&) {
          ++refused;
        }
    });
  for (std::thread& t : started) t.join();
  CHECK(e.wrong == 0);
  CHECK(refused == 100 * callers / 2);
}

#if defined(_OPENMP)
TEST_CASE("calls from inside an OpenMP region", "[threads]") {
  Expected e;
  for (const int levels : {1, 2}) {
    CAPTURE(levels);
    e.done = 0;
    const int before = omp_get_max_active_levels();
    omp_set_max_active_levels(levels);
#pragma omp parallel for num_threads(4) schedule(dynamic)
    for (int t = 0; t < callers; ++t) e.run(t);
    omp_set_max_active_levels(before);
    CHECK(e.wrong == 0);
    CHECK(e.done == callers * repeats * Calls::kinds);
  }
}
#endif

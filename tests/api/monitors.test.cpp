// SPDX-License-Identifier: MIT
//
// stop and progress: what they are told, and what a stopped call does.
#include <atomic>
#include <chrono>
#include <cstddef>
#include <stop_token>
#include <thread>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>
#include <kernfold/progress.hpp>
#include <kernfold/stop.hpp>

using namespace kernfold;

namespace {
constexpr Vi<0, 1> x{};
constexpr Vj<1, 1> y{};
constexpr auto f = Exp(-Abs(x - y));
const std::vector<float> X(3000, 1.0F), Y(20000, 0.5F);

// The passes of a call, as progress tells them: each ends with the fraction 1, and goes up to it.
template <class Call>
int passes(const Call& call) {
  std::vector<double> fractions;
  const auto watched = progress([&](const Progress& p) { fractions.push_back(p.fraction); }, 0);
  call(watched);
  int ends = 0;
  double last = 0;
  for (const double fraction : fractions) {
    CHECK(fraction > last);
    CHECK(fraction <= 1);
    last = fraction < 1 ? fraction : 0;
    if (fraction == 1) ++ends;
  }
  CHECK(last == 0);
  return ends;
}

// How often a call asks whether it is to go on.
struct Asked final : AnyMonitor {
  void ask() const override { ++times; }
  void watch(double) const override { ++times; }
  mutable std::atomic<int> times = 0;
};
}  // namespace

TEST_CASE("progress goes from little to all", "[monitors]") {
  std::vector<double> fractions;
  const auto c = reduce<Sum, Axis1>(f, X, Y,
                                    progress(
                                        [&](const Progress& p) {
                                          fractions.push_back(p.fraction);
                                          CHECK(p.elapsed >= 0);
                                          CHECK(p.remaining >= 0);
                                        },
                                        0),
                                    threads(1));
  REQUIRE(fractions.size() > 10);
  for (std::size_t k = 1; k < fractions.size(); ++k) CHECK(fractions[k] > fractions[k - 1]);
  CHECK(fractions.front() < 0.1);
  CHECK(fractions.back() == 1);
  const auto alone = reduce<Sum, Axis1>(f, X, Y);
  for (std::ptrdiff_t i = 0; i < c.size(); ++i) REQUIRE(c.data()[i] == alone.data()[i]);
}

TEST_CASE("progress from several threads is told by one at a time", "[monitors]") {
  int inside = 0, calls = 0;
  double last = 0;
  reduce<Max, Axis01>(f, X, Y, threads(4),
                      progress(
                          [&](const Progress& p) {
                            ++inside;
                            CHECK(inside == 1);
                            ++calls;
                            if (p.fraction > last) last = p.fraction;
                            --inside;
                          },
                          0));
  CHECK(calls > 0);
  CHECK(last == 1);
}

TEST_CASE("a call that is stopped throws", "[monitors]") {
  std::stop_source source;
  CHECK_NOTHROW(reduce<Sum, Axis1>(f, X, Y, stop(source.get_token())));
  double reached = 0;
  const auto call = [&](int n) {
    return reduce<Sum, Axis1>(f, X, Y, stop(source.get_token()), threads(n),
                              progress(
                                  [&](const Progress& p) {
                                    reached = p.fraction;
                                    if (p.fraction > 0.3) source.request_stop();
                                  },
                                  0));
  };
  CHECK_THROWS_AS(call(1), cancelled);
  CHECK(reached < 0.5);
  CHECK_THROWS_AS(call(3), cancelled);  // stopped from the start
  CHECK_THROWS_AS(grads(reduction<Sum, Axis1>(f), x, y)(X, Y, X, stop(source.get_token())), cancelled);
  CHECK_THROWS_AS(dense(f, X, Y, stop(source.get_token())), cancelled);
}

TEST_CASE("what a callback throws ends the call", "[monitors]") {
  struct Enough {};
  CHECK_THROWS_AS((reduce<Sum, Axis0>(f, X, Y, threads(2), progress([](const Progress&) { throw Enough(); }, 0))),
                  Enough);
}

TEST_CASE("a call asks for each tile of rows whether it is to go on", "[monitors]") {
  const Asked asked;
  reduce<Sum, Axis1>(f, X, Y, asked, threads(2));
  CHECK(asked.times >= 3000 / 64 * (20000 / 512));

  // An operation in memory is long: its blocks have fewer columns.
  constexpr Vi<0, 2> u{};
  constexpr Vj<1, 2> v{};
  const std::vector<float> U(2 * 128, 0.5F), V(2 * 2048, 0.25F);
  const Asked often;
  reduce<Sum, Axis1>(SoftDTW_SqDist(u, v, Pm<2, 1>{}), U, V, 1.0F, often, threads(1));
  CHECK(often.times >= 128 / 16 * (2048 / 64));
}

TEST_CASE("a pass is told to its end once", "[monitors]") {
  constexpr auto separable = Exp(x + y);
  constexpr auto gauss = Exp(-Square(x - y));
  const std::vector<float> large(3000, 100.0F), few(50, 1.0F), E(3000, 1.0F);
  CHECK(passes([&](auto& p) { reduce<Sum, Axis1>(gauss, X, Y, p); }) == 1);
  CHECK(passes([&](auto& p) { reduce<Sum, Axis1>(gauss, X, Y, p, threads(3)); }) == 1);
  CHECK(passes([&](auto& p) { reduce<Sum, Axis1>(separable, X, Y, p); }) == 1);
  CHECK(passes([&](auto& p) { reduce<Sum, Axis01>(separable, X, Y, p); }) == 1);
  CHECK(passes([&](auto& p) { reduce<Sum, Axis1>(separable, large, Y, p); }) == 1);  // falls back to pairs
  CHECK(passes([&](auto& p) { reduce<Sum, Axis1>(Square(Vj<0, 1>{}), Y, p, size_i(3)); }) == 1);
  CHECK(passes([&](auto& p) { reduce<Axis1>(reduction<Sum>(gauss), reduction<Max>(separable), X, Y, p); }) == 1);
  CHECK(passes([&](auto& p) { partial(reduction<Max, Axis1>(gauss), X, Y, p); }) == 1);
  CHECK(passes([&](auto& p) { diagonal(gauss, X, X, p); }) == 1);
  CHECK(passes([&](auto& p) { dense(gauss, few, Y, p, threads(1)); }) == 1);

  CHECK(passes([&](auto& p) { grad(reduction<Sum, Axis1>(gauss), y)(X, Y, E, p); }) == 1);
  CHECK(passes([&](auto& p) { jvp(reduction<Sum, Axis1>(gauss), y)(X, Y, Y, p); }) == 1);
  CHECK(passes([&](auto& p) { grads(reduction<Sum, Axis1>(gauss), x, y)(X, Y, E, p); }) == 2);
  CHECK(passes([&](auto& p) { value_and_grad(reduction<Sum, Axis1>(gauss), x)(X, Y, E, p); }) == 1);
  CHECK(passes([&](auto& p) { value_and_grad(reduction<Sum, Axis1>(separable), x)(X, Y, E, p); }) == 2);
  CHECK(passes([&](auto& p) { value_and_grad(reduction<Sum, Axis1>(separable), x)(X, Y, E, all_pairs, p); }) == 1);
  CHECK(passes([&](auto& p) { grad(reduction<LogSumExp, Axis1>(-Abs(x - y)), x)(X, Y, E, p); }) == 2);
  CHECK(passes([&](auto& p) { grad(reduction<LogSumExp, Axis1>(-Abs(x - y)), x)(X, Y, E, E, p); }) == 1);
  CHECK(passes([&](auto& p) { grad(grad(reduction<LogSumExp, Axis1>(-Abs(x - y)), x), x)(X, Y, E, E, p); }) == 3);
  CHECK(passes([&](auto& p) { value_and_grad(reduction<LogSumExp, Axis1>(-Abs(x - y)), x, y)(X, Y, E, p); }) == 3);
  CHECK(passes([&](auto& p) { value_and_grad(reduction<Norm, Axis1>(gauss), x)(X, Y, E, p); }) == 3);
  CHECK(passes([&](auto& p) { value_and_grad(reduction<Mean, Axis1>(gauss), x)(X, Y, E, p); }) == 2);
  CHECK(passes([&](auto& p) { grads(reduction<Sum, Axis1>(separable), x, y)(X, Y, E, p); }) == 2);
  CHECK(passes([&](auto& p) { grads(reduction<Sum, Axis01>(gauss * y), x, y)(X, Y, few[0], p); }) == 2);
  CHECK(passes([&](auto& p) { grad(reduction<Max, Axis1>(gauss), x)(X, Y, E, p); }) == 1);
  CHECK(passes([&](auto& p) { value_and_grad(reduction<Max, Axis1>(gauss), x, y)(X, Y, E, p); }) == 3);
}

TEST_CASE("progress counts from the beginning of the call, and estimates by that of the pass", "[monitors]") {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); };
  const std::vector<float> E(3000, 1.0F);
  Clock::time_point call, pass;  // no later than these began
  double last = 0;               // elapsed when last told
  int ends = 0;
  const auto watched = progress(
      [&](const Progress& p) {
        CHECK(p.elapsed <= since(call));
        CHECK(p.elapsed >= last);
        CHECK(p.remaining <= 1.001 * since(pass) * (1 - p.fraction) / p.fraction);
        last = p.elapsed;
        if (p.fraction < 1) return;
        ++ends;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        pass = Clock::now();
      },
      0);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  for (const int ends_then : {2, 4}) {
    call = pass = Clock::now();
    last = 0;
    grads(reduction<Sum, Axis1>(f), x, y)(X, Y, E, watched, threads(1));
    CHECK(ends == ends_then);
    CHECK(last >= 0.02);  // the end of the first pass slept
  }

  // Each gradient of an extremum is a pass of the same call.
  call = pass = Clock::now();
  last = 0;
  value_and_grad(reduction<Max, Axis1>(f), x, y)(X, Y, E, watched, threads(1));
  CHECK(ends == 7);
  CHECK(last >= 0.04);

  // A new call tells at once, however long the interval is.
  int told = 0;
  const auto seldom = progress([&](const Progress&) { ++told; }, 1e6);
  reduce<Sum, Axis1>(f, X, Y, seldom, threads(1));
  CHECK(told == 2);
  reduce<Sum, Axis1>(f, X, Y, seldom, threads(1));
  CHECK(told == 4);
}

TEST_CASE("calls without pairs are watched like others", "[monitors]") {
  constexpr auto separable = Exp(x + y);
  const std::vector<float> none;
  std::stop_source source;
  source.request_stop();
  const stop stopped(source.get_token());
  const auto check = [&](int count, const auto& call) {
    CHECK(passes(call) == count);
    CHECK_THROWS_AS(call(stopped), cancelled);
  };
  for (const auto& rows : {X, none}) {
    check(1, [&](auto& m) { reduce<Sum, Axis1>(f, rows, none, m); });
    check(1, [&](auto& m) { reduce<Sum, Axis1>(f, none, rows, m); });
    check(1, [&](auto& m) { reduce<Max, Axis01>(f, rows, none, m); });
    check(1, [&](auto& m) { reduce<Sum, Axis0>(separable, rows, none, m); });
    check(1, [&](auto& m) { reduce<Sum, Axis1>(Square(Vj<0, 1>{}), none, size_i(3), m); });
    check(1, [&](auto& m) { partial(reduction<Sum, Axis1>(f), none, rows, m); });
    check(1, [&](auto& m) { dense(f, rows, none, m); });
    check(1, [&](auto& m) { dense(f, none, rows, m); });
    check(1, [&](auto& m) { grad(reduction<Max, Axis1>(f), y)(rows, none, rows, m); });
    check(2, [&](auto& m) { grads(reduction<Sum, Axis1>(f), x, y)(rows, none, rows, m); });
  }
  check(1, [&](auto& m) { diagonal(f, none, none, m); });
}

// SPDX-License-Identifier: MIT
//
// stop and progress: what they are told, and what a stopped call does.
#include <atomic>
#include <cstddef>
#include <stop_token>
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

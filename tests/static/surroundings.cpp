// SPDX-License-Identifier: MIT
//
// The public headers after macros and names that other people's headers define, under warnings that a user may have for
// code of their own.
#include <atomic>
#include <chrono>
#include <cmath>
#include <complex.h>  // the macro I
#include <condition_variable>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define small char
#define near
#define far
#define interface struct
#define IN
#define OUT
#define ERROR 0
#define None 0
#define Status int
#define Success 0
#define check(x) x

#pragma GCC diagnostic error "-Wdouble-promotion"
#pragma GCC diagnostic error "-Wsign-conversion"
#if !defined(__CUDACC__)  // nvcc gives gcc each T(x) as (T)x
#pragma GCC diagnostic error "-Wold-style-cast"
#endif

// Each leaves the macros as they were.
#if defined(__CUDACC__)
#include <kernfold/cuda.hpp>
static_assert(min(1, 2) == 1 && max(1, 2) == 2);
#endif
#include <kernfold/explain.hpp>
static_assert(min(1, 2) == 1 && max(1, 2) == 2);
#include <kernfold/kernfold.hpp>
static_assert(min(1, 2) == 1 && max(1, 2) == 2);
#include <kernfold/program/print.hpp>
static_assert(min(1, 2) == 1 && max(1, 2) == 2);
#include <kernfold/progress.hpp>
static_assert(min(1, 2) == 1 && max(1, 2) == 2);
#include <kernfold/stop.hpp>
static_assert(min(1, 2) == 1 && max(1, 2) == 2);

// Names that local ones of the library would shadow.
[[maybe_unused]] constexpr kernfold::Vi<0, 3> x{};
[[maybe_unused]] constexpr kernfold::Vj<1, 3> y{};
[[maybe_unused]] constexpr auto f = kernfold::SqDist(x, y);
[[maybe_unused]] constexpr int b = 0, c = 0, d = 0, e = 0, g = 0, h = 0, i = 0, j = 0, k = 0, n = 0, p = 0, q = 0,
                               r = 0, s = 0, t = 0, u = 0, v = 0, w = 0;

template <class T>
void use(const std::vector<T>& points, std::stop_token token) {
  using namespace kernfold;
  constexpr auto op = reduction<Sum, Axis1>(Exp(-f) * y);
  const auto sums = op(points, points, stop(token), progress([](const Progress&) {}));
  static_cast<void>(grad(op, x)(points, points, sums));
  static_cast<void>(value_and_grad(reduction<LogSumExp, Axis0>(f), x, y)(points, points, points));
  static_cast<void>(reduce<KMinArgKMin<3>, Axis1>(f, points, points, threads(2)));
  static_cast<void>(reduce<MeanVariance, Axis01>(f, points, points));
  static_cast<void>(reduce<Axis1>(reduction<Max>(f), reduction<ArgMin>(f), points, points));
  static_cast<void>(partial(reduction<ArgKMin<2>, Axis1>(f), points, points).finish());
  static_cast<void>(reduce<Sum, Axis1>(Tan(x) + LGamma(f) + Atan2(x, y), points, points, accuracy::wide));
  static_cast<void>(explain(op, size_i(10), size_j(10)));
  static_cast<void>(to_string(program<decltype(Exp(f))>));
}
template void use(const std::vector<float>&, std::stop_token);
template void use(const std::vector<double>&, std::stop_token);

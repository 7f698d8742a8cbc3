// SPDX-License-Identifier: MIT
//
// What a reduction takes in, written out plainly: for each number of the result the values along the axis, in their
// order. Tests reduce these with loops of their own.
#pragma once

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "support/conformance.hpp"

namespace sequences {

using kernfold::Axis0;
using kernfold::Axis01;
using kernfold::Axis1;
using reference::Index;

inline constexpr double inf = std::numeric_limits<double>::infinity();
inline constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

using Sequence = std::vector<double>;

struct Size {
  Index M, N;
};
/// Nothing, one, and sizes around those of packs, tiles, runs and blocks.
inline constexpr Size sizes[] = {{0, 3},   {3, 0},   {0, 0},   {1, 1},   {2, 15},  {16, 16}, {17, 17},
                                 {15, 63}, {63, 64}, {64, 65}, {65, 16}, {5, 511}, {3, 512}, {2, 513}};
/// The columns are shared by several tasks.
inline constexpr Size long_size = {3, 6500};
/// So many pairs that five threads have work.
inline constexpr Size large_size = {150, 8300};

template <class A>
constexpr Index rows_of(Size n) {
  return std::is_same_v<A, Axis1> ? n.M : std::is_same_v<A, Axis0> ? n.N : 1;
}

/// The sequence of number k of row r of the result stands at [r * dim + k]; value(i, j, k) is the formula.
template <class A, class Value>
std::vector<Sequence> along(Size n, Index dim, Value value) {
  std::vector<Sequence> r(static_cast<std::size_t>(rows_of<A>(n) * dim));
  for (Index i = 0; i < n.M; ++i)
    for (Index j = 0; j < n.N; ++j)
      for (Index k = 0; k < dim; ++k) {
        const Index row = std::is_same_v<A, Axis1> ? i : std::is_same_v<A, Axis0> ? j : 0;
        r[static_cast<std::size_t>(row * dim + k)].push_back(value(i, j, k));
      }
  return r;
}

/// Integers from -span to span: what formulas make of them is exact, and many are equal.
template <class T>
std::vector<T> integers(Index n, int span, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<T> r(static_cast<std::size_t>(n));
  for (T& x : r) x = static_cast<T>(static_cast<int>(random() % static_cast<unsigned>(2 * span + 1)) - span);
  return r;
}

/// x y - y^2 of integers, for vectors of dimension D: exact values with many ties.
template <class T, int D>
struct Products {
  static constexpr kernfold::Vi<0, D> x{};
  static constexpr kernfold::Vj<1, D> y{};
  static constexpr auto f = x * y - kernfold::Square(y);
  std::vector<T> X, Y;

  explicit Products(Size n, int span = 4) : X(integers<T>(n.M * D, span, 1)), Y(integers<T>(n.N * D, span, 2)) {}
  double operator()(Index i, Index j, Index k) const {
    const double a = static_cast<double>(X[static_cast<std::size_t>(i * D + k)]);
    const double b = static_cast<double>(Y[static_cast<std::size_t>(j * D + k)]);
    return a * b - b * b;
  }
};

/// Are two numbers equal, or both NaN?
inline bool same(double a, double b) { return a == b || (a != a && b != b); }

}  // namespace sequences

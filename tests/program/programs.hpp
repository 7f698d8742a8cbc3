// SPDX-License-Identifier: MIT
//
// What tests of the compiler ask of a program: how many nodes of an operation it has, whether two formulas become the
// same node, and the value of a formula at random arguments beside that of a plain function of them.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>
#include <kernfold/program/print.hpp>

namespace programs {
using namespace kernfold;

// Arguments of all formulas here: vectors of R^3, and scalars of each category.
inline constexpr Vi<0, 3> x{};
inline constexpr Vj<1, 3> y{};
inline constexpr Pm<2, 3> q{};
inline constexpr Vi<3, 1> s{};
inline constexpr Vj<4, 1> t{};
inline constexpr Pm<5, 1> p{};
inline constexpr Vi<6, 3> e{};  // adjoint of a vector
inline constexpr Vi<7, 1> g{};  // adjoint of a scalar

/// The number of nodes of operation O; of all operations; of constants.
template <class O, int N, int P>
constexpr int count(const Program<N, P>& a) {
  int n = 0;
  for (const Node& v : a.node) n += !v.is_leaf() && v.operation->id == operation_id<O> ? 1 : 0;
  return n;
}
template <int N, int P>
constexpr int operations(const Program<N, P>& a) {
  int n = 0;
  for (const Node& v : a.node) n += v.is_leaf() ? 0 : 1;
  return n;
}
template <int N, int P>
constexpr int constants(const Program<N, P>& a) {
  int n = 0;
  for (const Node& v : a.node) n += v.is_constant() ? 1 : 0;
  return n;
}
template <class F>
constexpr int operations(F) {
  return operations(draft<F>);
}
template <class O, class F>
constexpr int count(F) {
  return count<O>(draft<F>);
}

/// Whether the compiler makes one node of both formulas: they are emitted into one program.
template <class F, class G>
constexpr bool same(F, G) {
  BuilderStorage<256> storage;
  Builder b(storage);
  const int f = F::emit(b, nullptr), h = G::emit(b, nullptr);
  return b.error == ProgramError::none && f == h;
}

/// Whether the formula is a single leaf: a variable, or the constant num / den at each component.
template <class F>
constexpr bool is_number(F, std::int64_t num, std::int64_t den = 1) {
  const Node v = draft<F>.node[0];
  return draft<F>.size == 1 && v.is_constant() && v.p0 == num && v.p1 == den && v.dim == F::dim;
}
template <class F, class V>
constexpr bool is_leaf(F, V) {
  const Node v = draft<F>.node[0];
  return draft<F>.size == 1 && v.is_variable() && v.position() == V::position && v.dim == V::dim;
}

using Vector = std::array<double, 3>;

/// Random arguments.
struct Data {
  std::array<std::vector<double>, 8> at{};
  std::mt19937_64 random;

  explicit Data(unsigned seed, double low = -2, double high = 2) : random(seed) {
    std::uniform_real_distribution<double> u(low, high);
    const std::size_t dims[] = {3, 3, 3, 1, 1, 1, 3, 1};
    for (std::size_t k = 0; k < 8; ++k) {
      at[k].resize(dims[k]);
      for (double& v : at[k]) v = u(random);
    }
  }
  double operator()(int position, int k = 0) const {
    return at[static_cast<std::size_t>(position)][static_cast<std::size_t>(k)];
  }
};

/// evaluate(f, ...) with those of the arguments that the formula has.
template <class F>
std::vector<double> value(F f, const Data& d) {
  constexpr auto& a = draft<F>;
  const auto argument = [&](std::size_t k) { return a.argument[k].present ? d.at[k] : std::vector<double>{}; };
  const auto r = [&]<std::size_t... K>(std::index_sequence<K...>) { return evaluate(f, argument(K)...); }
  (std::make_index_sequence<static_cast<std::size_t>(a.positions)>{});
  return {r.begin(), r.end()};
}

/// Compares f with expected(data, k), its component k by plain arithmetic, at random arguments in [low, high]. The
/// tolerance allows for some tens of roundings of intermediate values of size `scale`.
template <class F, class Expected>
void check_value(F f, Expected expected, double low = -2, double high = 2, double scale = 16) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const Data d(seed, low, high);
    const std::vector<double> r = value(f, d);
    REQUIRE(r.size() == static_cast<std::size_t>(F::dim));
    for (int k = 0; k < F::dim; ++k) {
      CAPTURE(seed, k, to_string(f));
      const double want = expected(d, k);
      CHECK(std::abs(r[static_cast<std::size_t>(k)] - want) <= 1e-14 * (scale + std::abs(want)));
    }
  }
}

/// a . b of two arguments.
inline double dot(const Data& d, int a, int b) { return d(a, 0) * d(b, 0) + d(a, 1) * d(b, 1) + d(a, 2) * d(b, 2); }
/// |x - y|^2.
inline double distance2(const Data& d) {
  double r = 0;
  for (int k = 0; k < 3; ++k) r += (d(0, k) - d(1, k)) * (d(0, k) - d(1, k));
  return r;
}

}  // namespace programs

// SPDX-License-Identifier: MIT
//
// Pseudo-random formulas, made by the compiler from a seed: a small grammar of operations over two i-variables, two
// j-variables and a parameter, tame enough that values stay near 1.
#pragma once

#include <cstdint>

#include "support/conformance.hpp"

namespace generated {

using namespace kernfold;

/// The numbers that a formula is grown from: branches draw from disjoint streams.
constexpr std::uint64_t draw(std::uint64_t seed, int stream) {
  std::uint64_t z = seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(stream + 1) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

inline constexpr Vi<0, 3> x{};
inline constexpr Vj<1, 3> y{};
inline constexpr Pm<2, 3> p{};
inline constexpr Vi<3, 1> s{};
inline constexpr Vj<4, 1> t{};

/// A random formula of dimension 3 (Vector) or 1, at most Depth operations deep.
template <int Depth, std::uint64_t Seed, bool Vector>
constexpr auto formula() {
  constexpr std::uint64_t l = draw(Seed, 1), r = draw(Seed, 2);
  constexpr int d = Depth - 1;
  if constexpr (Depth == 0) {
    constexpr int leaf = static_cast<int>(draw(Seed, 0) % 6);
    if constexpr (Vector) {
      if constexpr (leaf < 2)
        return x;
      else if constexpr (leaf < 4)
        return y;
      else
        return p;
    } else {
      if constexpr (leaf < 2)
        return s;
      else if constexpr (leaf < 4)
        return t;
      else if constexpr (leaf == 4)
        return Elem<1>(p);
      else
        return RatCst<static_cast<int>(l % 7) - 3, 4>{};
    }
  } else if constexpr (Vector) {
    constexpr int rule = static_cast<int>(draw(Seed, 0) % 16);
    if constexpr (rule == 0)
      return formula<d, l, true>() + formula<d, r, true>();
    else if constexpr (rule == 1)
      return formula<d, l, true>() - formula<d, r, true>();
    else if constexpr (rule == 2)
      return formula<d, l, true>() * formula<d, r, true>();
    else if constexpr (rule == 3)
      return formula<d, l, false>() * formula<d, r, true>();
    else if constexpr (rule == 4)
      return formula<d, l, true>() - formula<d, r, false>();
    else if constexpr (rule == 5)
      return Sin(formula<d, l, true>());
    else if constexpr (rule == 6)
      return Exp(-Square(formula<d, l, true>()));
    else if constexpr (rule == 7)
      return formula<d, l, true>() / (Square(formula<d, r, true>()) + 1_c);
    else if constexpr (rule == 8)
      return MatVecMult(TensorProd(formula<d, l, true>(), y), RatCst<1, 2>{} * x);
    else if constexpr (rule == 9)
      return Concat(Sum(formula<d, l, true>()), Extract<1, 2>(formula<d, r, true>()));
    else if constexpr (rule == 10)
      return Rsqrt(Square(formula<d, l, true>()) + RatCst<1, 2>{});
    else if constexpr (rule == 11)
      return -formula<d, l, true>() * p;
    else if constexpr (rule == 12)
      return Cos(formula<d, l, true>() * formula<d, r, false>());
    else if constexpr (rule == 13)
      return Log(Square(formula<d, l, true>()) + 1_c) + formula<d, r, true>();
    else if constexpr (rule == 14)
      return VecMatMult(x, TensorProd(y, formula<d, l, true>()));
    else
      return Extract<1, 3>(Concat(formula<d, l, true>(), Cos(formula<d, r, true>())));
  } else {
    constexpr int rule = static_cast<int>(draw(Seed, 0) % 10);
    if constexpr (rule == 0)
      return formula<d, l, false>() + formula<d, r, false>();
    else if constexpr (rule == 1)
      return formula<d, l, false>() * formula<d, r, false>();
    else if constexpr (rule == 2)
      return RatCst<1, 3>{} * (formula<d, l, true>() | formula<d, r, true>());
    else if constexpr (rule == 3)
      return Exp(-SqDist(formula<d, l, true>(), formula<d, r, true>()));
    else if constexpr (rule == 4)
      return Sin(Sum(formula<d, l, true>()));
    else if constexpr (rule == 5)
      return Sqrt(SqNorm2(formula<d, l, true>()) + 1_c);
    else if constexpr (rule == 6)
      return Elem<2>(formula<d, l, true>()) - formula<d, r, false>();
    else if constexpr (rule == 7)
      return Inv(Square(formula<d, l, false>()) + RatCst<3, 2>{});
    else if constexpr (rule == 8)
      return -Exp(Cos(formula<d, l, false>())) / 2_c;
    else
      return Square(formula<d, l, false>()) - Elem<0>(formula<d, r, true>());
  }
}

/// The formula of a seed, with every variable in it, so that a call takes all data.
template <std::uint64_t Seed, int Depth>
constexpr auto formula_of() {
  return formula<Depth, Seed, true>() + RatCst<1, 8>{} * (x * s + y * t) * p;
}

/// Value and gradients of the formula of a seed, each on one engine, at float or double by turns.
template <std::uint64_t Seed, int Depth>
void check_seed() {
  constexpr auto f = formula_of<Seed, Depth>();
  INFO("seed " << Seed);
  using T = std::conditional_t<Seed % 2 == 0, float, double>;
  using U = std::conditional_t<Seed % 2 == 0, double, float>;
  conformance::check<Axis1, T>(f, 19, 7);
  conformance::check<Axis0, U>(f, 7, 19);
  conformance::check_gradient<Axis1, T>(f, y, 5, 17);
  conformance::check_gradient<Axis1, U>(f, x, 17, 5);
}

}  // namespace generated

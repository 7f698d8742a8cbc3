// SPDX-License-Identifier: MIT
//
// The logarithm of the gamma function, and its derivatives.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/polygamma_math.hpp>

namespace kernfold {

struct PolygammaOp : Elementwise<1> {
  static constexpr const char* name = "Polygamma";
  static constexpr int integers = 1;
  static constexpr int cost = 150;
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t N, class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::polygamma;
    return polygamma<static_cast<int>(N)>(x);
  }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    return b.template apply<MultOp>(g, b.template apply<PolygammaOp>(x.operand[0], -1, -1, x.p0 + 1));
  }
};

/// The derivative of order N of Digamma, componentwise; infinite at 0, NaN at -1, -2, ... Derivative: Polygamma<N + 1>.
/// Example: `Polygamma<1>(x)`.
template <int N, Formula F>
constexpr Apply<With<PolygammaOp, N>, F> Polygamma(F) {
  static_assert(N >= 0 && N <= 30, "kernfold: Polygamma<n>(f): n must lie between 0 and 30");
  return {};
}

KERNFOLD_USAGE(Polygamma, "Polygamma<n>(f)");

/// The derivative of LGamma, componentwise: Polygamma<0>. Derivative: Polygamma<1>.
/// Example: `Digamma(x)`.
template <Formula F>
constexpr Apply<With<PolygammaOp, 0>, F> Digamma(F) {
  return {};
}

struct LGammaOp : Elementwise<1> {
  static constexpr const char* name = "LGamma";
  static constexpr int cost = 60;
  using uses = TypeList<PolygammaOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::lgamma;
    return lgamma(x);
  }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    return b.template apply<MultOp>(g, b.template apply<PolygammaOp>(x.operand[0]));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    return b.is_constant(f, 1) || b.is_constant(f, 2) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// log |gamma(f)|, componentwise; inf at 0, -1, -2, ... Derivative: Digamma(f), which is infinite at 0 and NaN at -1,
/// -2, ...
/// Example: `LGamma(x)`.
template <class F>
struct LGamma : Apply<LGammaOp, F> {
  constexpr LGamma() = default;
  constexpr explicit LGamma(F) {}
};
KERNFOLD_UNARY(LGamma);

}  // namespace kernfold

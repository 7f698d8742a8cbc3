// SPDX-License-Identifier: MIT
//
// The reciprocal square root, and the variant that is 0 at 0: with it the derivatives of Sqrt and Norm2 are finite
// there.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// r of f and r = Rsqrt(f), but 0 where f = 0, in programs that run: RsqrtOrZero(f) where they have both.
struct RsqrtOrZeroBesideRsqrtOp : Elementwise<2> {
  static constexpr const char* name = "RsqrtOrZeroBesideRsqrt";
  static constexpr int cost = 2;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T r) {
    using math::select;
    return select(x == T(0), T(0), r);
  }
};

struct RsqrtOrZeroOp : Elementwise<1> {
  static constexpr const char* name = "RsqrtOrZero";
  static constexpr int cost = 15;
  using uses = TypeList<RsqrtOrZeroBesideRsqrtOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::rsqrt_or_zero;
    return rsqrt_or_zero(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g);
};

/// 1 / sqrt(f), and 0 where f = 0, componentwise. Derivative: -1/2 f^(-3/2), and 0 at f = 0.
/// Example: `RsqrtOrZero(x)`.
template <class F>
struct RsqrtOrZero : Apply<RsqrtOrZeroOp, F> {
  constexpr RsqrtOrZero() = default;
  constexpr explicit RsqrtOrZero(F) {}
};
KERNFOLD_UNARY(RsqrtOrZero);

template <class X, class G>
constexpr auto RsqrtOrZeroOp::derivative(X x, G g) {
  return RatCst<-1, 2>{} * g * (RsqrtOrZero(x) * Square(RsqrtOrZero(x)));
}

struct RsqrtOp : Elementwise<1> {
  static constexpr const char* name = "Rsqrt";

  static constexpr int cost = 14;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::rsqrt;
    return rsqrt(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return RatCst<-1, 2>{} * g * (RsqrtOrZero(x) * Square(RsqrtOrZero(x)));
  }
};

/// 1 / sqrt(f), componentwise; inf at 0, NaN below. Derivative: -1/2 f^(-3/2), and 0 at f = 0, where there is none.
/// Example: `Rsqrt(1_c + SqDist(x, y))`.
template <class F>
struct Rsqrt : Apply<RsqrtOp, F> {
  constexpr Rsqrt() = default;
  constexpr explicit Rsqrt(F) {}
};
KERNFOLD_UNARY(Rsqrt);

}  // namespace kernfold

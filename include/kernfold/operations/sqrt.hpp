// SPDX-License-Identifier: MIT
//
// The square root.
#pragma once

#include <kernfold/operations/abs.hpp>
#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/pow.hpp>
#include <kernfold/operations/rsqrt.hpp>

namespace kernfold {

/// RsqrtOrZero(f), in programs that run, where they have Sqrt(f), too.
struct RsqrtBesideSqrtOp : Elementwise<1> {
  static constexpr const char* name = "RsqrtBesideSqrt";
  static constexpr int cost = RsqrtOrZeroOp::cost;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::rsqrt_beside_sqrt;
    return rsqrt_beside_sqrt(x);
  }
};

/// sqrt(f) of f and RsqrtOrZero(f), in programs that run, for Sqrt(f) where they have both: a GPU needs no other root.
struct SqrtBesideRsqrtOp : Elementwise<2> {
  static constexpr const char* name = "SqrtBesideRsqrt";
  static constexpr int cost = 10;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T r) {
    using math::sqrt_beside_rsqrt;
    return sqrt_beside_rsqrt(x, r);
  }
};

struct SqrtOp : Elementwise<1> {
  static constexpr const char* name = "Sqrt";

  static constexpr int cost = 10;
  using uses = TypeList<AbsOp, RsqrtOp, RsqrtOrZeroOp, RsqrtBesideSqrtOp, SqrtBesideRsqrtOp, PowOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::sqrt;
    return sqrt(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return RatCst<1, 2>{} * g * RsqrtOrZero(x);
  }
  // Templates, so that who includes this and takes no root makes none of the operations.
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    if (b.template is<SquareOp>(f)) return b.template apply<AbsOp>(b.operand(f));
    return b.is_zero(f) || b.is_constant(f, 1) ? f : -1;
  }
  template <class B>
  static constexpr int finalize(B& b, int f) {
    return scaled_root(b, -1, f);
  }

  // c sqrt(q) |v| for f = q v^2 with a number q that is known before f's own stage, c |v| for v^2, c = 1 if it is -1;
  // -1 for other f.
  template <class B>
  static constexpr int scaled_root(B& b, int c, int f) {
    if (b.template is<SquareOp>(f)) {
      const int v = b.template apply<AbsOp>(b.operand(f));
      return c < 0 ? v : b.template apply_as_is<MultOp>(c, v);
    }
    if (!b.template is<MultOp>(f)) return -1;
    for (int k = 0; k < 2; ++k) {
      const int square = b.operand(f, k), q = b.operand(f, 1 - k);
      if (!b.template is<SquareOp>(square) || !b.is_scalar(q) || b[q].axis == b[f].axis) continue;
      const int root = b.template apply<SqrtOp>(q);
      return scaled_root(b, c < 0 ? root : b.template apply_as_is<MultOp>(c, root), square);
    }
    return -1;
  }
};

/// The square root, componentwise; NaN below 0. Derivative: 1 / (2 sqrt(f)), and 0 at f = 0, where there is none.
/// Example: `Sqrt(x)`.
template <class F>
struct Sqrt : Apply<SqrtOp, F> {
  constexpr Sqrt() = default;
  constexpr explicit Sqrt(F) {}
};
KERNFOLD_UNARY(Sqrt);

}  // namespace kernfold

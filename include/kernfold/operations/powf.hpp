// SPDX-License-Identifier: MIT
//
// Powers with real exponents.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>
#include <kernfold/operations/or_zero.hpp>
#include <kernfold/operations/pow.hpp>

namespace kernfold {

/// f^(N/2) for an odd N of at most 7 in size, as std::pow has it, but NaN at -inf, too; in programs that run, for
/// Powf(f, c) with such a c. On the CPU within 4 ulp, f^(-3/2) within 5.5, which needs no division.
struct HalfPowerOp : Elementwise<1> {
  static constexpr const char* name = "HalfPower";
  static constexpr int integers = 1;
  static constexpr int cost = 16;
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t N, class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::abs;
    using math::powi;
    using math::rsqrt;
    using math::rsqrt_cubed;
    using math::sqrt;
    static_assert(N % 2 != 0 && N >= -7 && N <= 7);
    // powers of -0 are those of 0
    if constexpr (N > 0)
      return abs(powi(x, static_cast<int>(N / 2)) * sqrt(x));
    else if constexpr (N == -1)
      return abs(rsqrt(x));
    else if constexpr (N == -3)
      return abs(rsqrt_cubed(x));
    else
      return abs(rsqrt(x) / powi(x, static_cast<int>(-N / 2)));
  }
};
struct HalfPowerOrZeroOp : HalfPowerOp {
  static constexpr const char* name = "HalfPowerOrZero";
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t N, class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::select;
    return select(x == T(0), T(0), HalfPowerOp::value<N>(x));
  }
};

namespace detail {

// f^g by square roots, for a constant g that is an odd number of halves, or -1.
template <class Op, class B>
constexpr int half_power(B& b, int f, int g) {
  if (!b.is_constant(g) || b[g].p1 != 2 || b[g].p0 > 7 || b[g].p0 < -7) return -1;
  if (b.dim(g) != 1 && b.dim(g) != b.dim(f)) return -1;
  return b.template apply<Op>(f, -1, -1, b[g].p0);
}

// f^n for a constant n = 0, ..., 4, where products are as exact as pow; else -1.
template <class B>
constexpr int simplify_power(B& b, const Node& x) {
  const int f = x.operand[0], n = x.operand[1];
  if (!b.is_constant(n) || b[n].p1 != 1 || b[n].p0 < 0 || b[n].p0 > 4 || b.dim(f) != x.dim) return -1;
  return b.template apply<PowOp>(f, -1, -1, b[n].p0);
}

}  // namespace detail

struct PowfOrZeroOp : Elementwise<2> {
  static constexpr const char* name = "PowfOrZero";
  static constexpr int cost = 50;
  using uses = TypeList<PowOp, HalfPowerOrZeroOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::pow;
    using math::select;
    return select(x == T(0), select(y == T(0), T(1), T(0)), pow(x, y));
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(g * (y * apply<PowfOrZeroOp>(x, y - IntCst<1>{})), g * (apply<PowfOrZeroOp>(x, y) * LogOrZero(x)));
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    return detail::simplify_power(b, x);
  }
  template <class B>
  static constexpr int finalize(B& b, int f, int g) {
    return detail::half_power<HalfPowerOrZeroOp>(b, f, g);
  }
};

/// f^g, but 0 at f = 0 for g < 0 too, componentwise. Derivatives: g f^(g-1) and f^g log(f), in the same sense.
/// Example: `PowfOrZero(x, s)`.
template <class F, class G>
struct PowfOrZero : Apply<PowfOrZeroOp, F, G> {
  constexpr PowfOrZero() = default;
  constexpr explicit PowfOrZero(F, G) {}
};
KERNFOLD_OPERANDS_2(PowfOrZero);

struct PowfOp : Elementwise<2> {
  static constexpr const char* name = "Powf";
  static constexpr int cost = 50;
  using uses = TypeList<PowOp, HalfPowerOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    using math::pow;
    return pow(x, y);
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(g * (y * PowfOrZero(x, y - IntCst<1>{})), g * (PowfOrZero(x, y) * LogOrZero(x)));
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    return detail::simplify_power(b, x);
  }
  template <class B>
  static constexpr int finalize(B& b, int f, int g) {
    return detail::half_power<HalfPowerOp>(b, f, g);
  }
};

/// f to the power g, componentwise, at 0 and infinity as std::pow: NaN for f < 0 unless g is an integer; an operand of
/// dimension 1 broadcasts. Derivatives: g f^(g-1) in f, and f^g log(f) in g, which is NaN for f < 0; at f = 0, 0 for
/// both where the limit is not finite. Integer exponents that are known: Pow<n>(f). Odd halves that are known,
/// from -3.5_c to 3.5_c, take a square root, and are NaN at -inf, too. Example: `Powf(x, s)`.
template <class F, class G>
struct Powf : Apply<PowfOp, F, G> {
  constexpr Powf() = default;
  constexpr explicit Powf(F, G) {}
};
KERNFOLD_OPERANDS_2(Powf);

}  // namespace kernfold

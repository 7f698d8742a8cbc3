// SPDX-License-Identifier: MIT
//
// Integer powers.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/inv.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct PowOp;

namespace detail {
// f^(2 n) for f = Norm2(v), 1 / Norm2(v) or s / Norm2(v), without a root; else -1.
template <class B>
constexpr int even_power_of_norm(B& b, int f, std::int64_t n) {
  const auto square = [&](int of) { return square_of_norm(b, of, hash_of("Rsqrt")); };
  if (const int norm = square_of_norm(b, f); norm >= 0) return b.template apply<PowOp>(norm, -1, -1, n);
  if (const int norm = square(f); norm >= 0) return b.template apply<PowOp>(norm, -1, -1, -n);
  if (!b.template is<MultOp>(f)) return -1;
  for (int k = 0; k < 2; ++k)
    if (const int norm = square(b.operand(f, k)); norm >= 0) {
      const int s = b.template apply<SquareOp>(b.operand(f, 1 - k));
      return b.template apply<PowOp>(b.template apply<MultOp>(s, b.template apply<InvOp>(norm)), -1, -1, n);
    }
  return -1;
}
}  // namespace detail

struct PowOp : Elementwise<1> {
  static constexpr const char* name = "Pow";
  static constexpr int integers = 1;
  static constexpr int cost = 4;
  using uses = TypeList<InvOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t M, class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::powi;
    return powi(x, static_cast<int>(M));
  }
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int, int g) {
    const int power = b.template apply<PowOp>(x.operand[0], -1, -1, x.p0 - 1);
    return b.template apply<MultOp>(b.template apply<MultOp>(b.constant(x.p0), g), power);
  }
  /// f^0 = 1, f^1 = f, f^2 = Square(f), f^-1 = Inv(f), Sqrt(f | f)^(2 n) = (f | f)^n, (s Rsqrt(f | f))^(2 n) =
  /// (s^2 / (f | f))^n.
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    switch (x.p0) {
      case 0:
        return b.constant(1, 1, x.dim);
      case 1:
        return x.operand[0];
      case 2:
        return b.template apply<SquareOp>(x.operand[0]);
      case -1:
        return b.template apply<InvOp>(x.operand[0]);
      default:
        return x.p0 % 2 == 0 ? detail::even_power_of_norm(b, x.operand[0], x.p0 / 2) : -1;
    }
  }
};

/// f^M, componentwise, M any integer; f^0 = 1. Derivative: M f^(M-1).
/// Example: `Pow<3>(x)`.
template <int M, Formula F>
constexpr Apply<With<PowOp, M>, F> Pow(F) {
  static_assert(M > -1000 && M < 1000, "kernfold: Pow<M>(f): |M| must be below 1000");
  return {};
}

KERNFOLD_USAGE(Pow, "Pow<2>(f) for a whole exponent, else Sqrt(f) or Powf(f, 0.5_c)");

}  // namespace kernfold

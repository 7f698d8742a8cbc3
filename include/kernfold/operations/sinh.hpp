// SPDX-License-Identifier: MIT
//
// Hyperbolic functions.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

struct CoshOp;

struct SinhOp : VanishingAtZero {
  static constexpr const char* name = "Sinh";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::sinh;
    return sinh(x);
  }
  using uses = TypeList<CoshOp>;
  template <class X, class G>
  static constexpr auto derivative(X x, G g);
};

/// (exp(f) - exp(-f)) / 2, componentwise. Derivative: cosh(f).
template <class F>
struct Sinh : Apply<SinhOp, F> {
  constexpr Sinh() = default;
  constexpr explicit Sinh(F) {}
};
template <class F>
Sinh(Sinh<F>) -> Sinh<Sinh<F>>;

struct CoshOp : Elementwise<1> {
  static constexpr const char* name = "Cosh";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::cosh;
    return cosh(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * Sinh(x);
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(1, 1, x.dim) : -1;
  }
};

/// (exp(f) + exp(-f)) / 2, componentwise. Derivative: sinh(f).
template <class F>
struct Cosh : Apply<CoshOp, F> {
  constexpr Cosh() = default;
  constexpr explicit Cosh(F) {}
};
template <class F>
Cosh(Cosh<F>) -> Cosh<Cosh<F>>;

template <class X, class G>
constexpr auto SinhOp::derivative(X x, G g) {
  return g * Cosh(x);
}

struct TanhOp : VanishingAtZero {
  static constexpr const char* name = "Tanh";
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::tanh;
    return tanh(x);
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g) {
    return g * (IntCst<1>{} - Square(apply<TanhOp>(x)));
  }
};

/// sinh(f) / cosh(f), componentwise. Derivative: 1 - tanh(f)^2.
template <class F>
struct Tanh : Apply<TanhOp, F> {
  constexpr Tanh() = default;
  constexpr explicit Tanh(F) {}
};
template <class F>
Tanh(Tanh<F>) -> Tanh<Tanh<F>>;

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Hyperbolic functions. The examples of users' own operations are Sinh and Cosh: so these are functions of
// any number of operands, to which a user's own function of that name is preferred, and their operations have a
// namespace of their own.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

namespace hyperbolic {

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
    return g * apply<SinhOp>(x);
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) ? b.constant(1, 1, x.dim) : -1;
  }
};

template <class X, class G>
constexpr auto SinhOp::derivative(X x, G g) {
  return g * apply<CoshOp>(x);
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

}  // namespace hyperbolic

/// (exp(f) - exp(-f)) / 2, componentwise. Derivative: cosh(f).
/// Example: `Sinh(x)`.
template <class... F>
constexpr Apply<hyperbolic::SinhOp, F...> Sinh(F...) {
  return {};
}

/// (exp(f) + exp(-f)) / 2, componentwise. Derivative: sinh(f).
/// Example: `Cosh(x)`.
template <class... F>
constexpr Apply<hyperbolic::CoshOp, F...> Cosh(F...) {
  return {};
}

/// sinh(f) / cosh(f), componentwise. Derivative: 1 - tanh(f)^2.
/// Example: `Tanh(x)`.
template <class... F>
constexpr Apply<hyperbolic::TanhOp, F...> Tanh(F...) {
  return {};
}

}  // namespace kernfold

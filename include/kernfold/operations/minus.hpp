// SPDX-License-Identifier: MIT
//
// Negation. Its canonical place is outermost: -(a * b), never (-a) * b.
#pragma once

#include <kernfold/operations/apply.hpp>

namespace kernfold {

struct MinusOp : Elementwise<1> {
  static constexpr const char* name = "Minus";
  static constexpr const char* prefix = "-";
  static constexpr bool fits_complex(const Shape&, const bool*) { return true; }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    return -x;
  }
  template <class X, class G>
  static constexpr auto derivative(X, G g);

  template <class B>
  static constexpr int simplify(B& b, const Node& x);
};

/// -f, componentwise; also written -f.
/// Derivative: -1.
/// Example: `-x`.
template <class F>
struct Minus : Apply<MinusOp, F> {
  constexpr Minus() = default;
  constexpr explicit Minus(F) {}
};
KERNFOLD_UNARY(Minus);

template <Formula F>
constexpr Minus<F> operator-(F) {
  return {};
}

template <class X, class G>
constexpr auto MinusOp::derivative(X, G g) {
  return -g;
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The square.
#pragma once

#include <kernfold/operations/apply.hpp>

namespace kernfold {

struct SquareOp : Elementwise<1> {
  static constexpr const char* name = "Square";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    return x * x;
  }
  template <class X, class G>
  static constexpr auto derivative(X x, G g);

  template <class B>
  static constexpr int simplify(B& b, const Node& x);
};

/// f^2, componentwise. Derivative: 2 f.
/// Example: `Square(x - y)`.
template <class F>
struct Square : Apply<SquareOp, F> {
  constexpr Square() = default;
  constexpr explicit Square(F) {}
};
KERNFOLD_UNARY(Square);

}  // namespace kernfold

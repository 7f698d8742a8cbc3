// SPDX-License-Identifier: MIT
//
// Choices. Both branches are computed, and each receives the adjoint where it was taken and 0 elsewhere. So a branch
// that was not taken adds nothing to a derivative, unless its own derivative is infinite or NaN there: 0 inf = NaN, as
// in IfElse(f, Sqrt(f), g), whose slope below 0 is NaN. Guard such a branch's operand too: Sqrt(ReLU(f)).
#pragma once

#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/constant_rules.hpp>
#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// Base of operations that choose between operands 1 and 2 by operand 0; between complex ones if it is a real scalar.
struct Choice : Elementwise<3> {
  static constexpr int cost = 2;
  static constexpr bool fits_complex(const Shape& s, const bool* complex) {
    return !complex[0] && s.dim[0] == 1 && complex[1] && complex[2] && s.dim[1] == s.dim[2];
  }
};

struct IfElseOp : Choice {
  static constexpr const char* name = "IfElse";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T a, T b) {
    using math::select;
    return select(x >= T(0), a, b);
  }
  template <class X, class A, class B, class G>
  static constexpr auto derivative(X x, A, B, G g) {
    return adjoints(IntCst<0>{}, apply<IfElseOp>(x, g, IntCst<0>{}), apply<IfElseOp>(x, IntCst<0>{}, g));
  }
  /// A condition that is known, equal branches, and a choice within a branch of the same choice.
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    return detail::simplify_choice<IfElseOp>(b, x, b.is_constant(f) ? (b[f].p0 >= 0 ? 1 : 2) : 0);
  }
};

/// a where f >= 0, else b (also where f is NaN), componentwise; operands of dimension 1 broadcast. A real f of
/// dimension 1 chooses between complex a and b, too. A comparison is never negative: choose by it with Where.
/// Derivative: that of the branch taken, 0 in f; but NaN where the other branch's own is infinite or NaN, as in
/// IfElse(f, Sqrt(f), 0_c) below 0: guard its operand, Sqrt(ReLU(f)). Example: `IfElse(IndexJ{} - IndexI{}, a, 0_c)`.
template <class F, class A, class B>
struct IfElse : Apply<IfElseOp, F, A, B> {
  static_assert(!detail::Condition<F>,
                "kernfold: IfElse(f < g, a, b): IfElse chooses a where its condition is not negative, which a "
                "comparison never is; write Where(f < g, a, b)");
  constexpr IfElse() = default;
  constexpr explicit IfElse(F, A, B) {}
};
KERNFOLD_OPERANDS_3(IfElse);

struct WhereOp : Choice {
  static constexpr const char* name = "Where";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T a, T b) {
    using math::select;
    return select(x != T(0), a, b);
  }
  template <class X, class A, class B, class G>
  static constexpr auto derivative(X x, A, B, G g) {
    return adjoints(IntCst<0>{}, apply<WhereOp>(x, g, IntCst<0>{}), apply<WhereOp>(x, IntCst<0>{}, g));
  }
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const int f = x.operand[0];
    return detail::simplify_choice<WhereOp>(b, x, b.is_constant(f) ? (b.is_zero(f) ? 2 : 1) : 0);
  }
};

/// a where the condition f is true, that is not 0, else b, componentwise, as in Where(x < y, a, b); otherwise as
/// IfElse. Derivative: as that of IfElse; so a distance that is 0 where c is false is guarded, as in
/// Where(c, a / Norm2(Where(c, x - y, 1_c)), 0_c). Example: `Where(x < y, x, y)`.
template <class F, class A, class B>
struct Where : Apply<WhereOp, F, A, B> {
  constexpr Where() = default;
  constexpr explicit Where(F, A, B) {}
};
KERNFOLD_OPERANDS_3(Where);

}  // namespace kernfold

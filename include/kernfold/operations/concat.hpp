// SPDX-License-Identifier: MIT
//
// Concatenation of vectors.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/extract.hpp>

namespace kernfold {

struct ConcatOp : Gather<2> {
  static constexpr const char* name = "Concat";
  using uses = TypeList<ExtractOp>;
  static constexpr int cost = 0;
  static constexpr bool partial = true;
  static constexpr int dim(const Shape& s) { return s.dim[0] + s.dim[1]; }
  static constexpr int index(int operand, int k, int, const Shape& s) {
    if (operand == 0) return k < s.dim[0] ? k : -1;
    return k >= s.dim[0] ? k - s.dim[0] : -1;
  }
  template <class B>
  static constexpr int adjoint(B& b, int which, const Node& x, int, int g) {
    return b.template apply<ExtractOp>(g, -1, -1, which == 0 ? 0 : b.dim(x.operand[0]), b.dim(x.operand[which]));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) && b.is_zero(x.operand[1]) ? b.constant(0, 1, x.dim) : -1;
  }
};

/// The components of f, then those of g, and so for more vectors. Dimension f.dim + g.dim + .... Its adjoints are the
/// parts of a vector, see Extract.
/// Example: `Concat(x, a, y)`.
template <class F, class G, class... H>
struct Concat : Apply<ConcatOp, F, Concat<G, H...>> {
  constexpr Concat() = default;
  constexpr explicit Concat(F, G, H...) {}
};
template <class F, class G>
struct Concat<F, G> : Apply<ConcatOp, F, G> {
  constexpr Concat() = default;
  constexpr explicit Concat(F, G) {}
};
KERNFOLD_OPERANDS_2(Concat);

}  // namespace kernfold

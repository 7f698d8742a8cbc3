// SPDX-License-Identifier: MIT
//
// Reverse-mode differentiation of a program: one backward sweep over the nodes that depend on the variable, in which
// each operation's derivative rule turns the adjoint of its value into adjoints of its operands.
#pragma once

#include <kernfold/operations/core.hpp>

namespace kernfold {

/// The node that holds (d root / d variable)^T seed, of the variable's dimension; `seed` has the dimension of root.
template <class B>
constexpr int differentiate(B& b, int root, int variable, int seed) {
  // adjoint[i]: -2 if node i does not depend on the variable, -1 if no adjoint has come yet. An adjoint of dimension 1
  // of a vector stands for a vector of equal components.
  short* adjoint = b.scratch;
  for (int i = 0; i <= root; ++i) {
    const Node& x = b[i];
    bool depends = i == variable;
    if (!x.is_leaf())
      for (int k = 0; k < x.operation->arity; ++k) depends = depends || adjoint[x.operand[k]] != -2;
    adjoint[i] = depends ? -1 : -2;
  }
  const int dim = b.dim(variable);
  if (adjoint[root] == -2) return b.constant(0, 1, dim);
  adjoint[root] = static_cast<short>(seed);
  for (int i = root; i > variable && b.error == ProgramError::none; --i) {
    if (adjoint[i] < 0) continue;
    const Node x = b[i];
    const Operation& op = *x.operation;
    if (!op.differentiable) return b.fail(ProgramError::not_differentiable, {0, {}, {}, op.id, 0, 0});
    int g = adjoint[i];
    const bool whole = op.kind == Kind::gather || op.kind == Kind::opaque;
    if (whole && b.dim(g) < x.dim) g = b.template apply<BroadcastOp>(g, -1, -1, x.dim);
    for (int k = 0; k < op.arity; ++k) {
      const int o = x.operand[k];
      if (adjoint[o] == -2) continue;
      int t = op.adjoint(b, k, x, i, g);
      if (b.is_zero(t)) continue;
      if (b.dim(o) == 1 && op.kind == Kind::elementwise && x.dim > 1)  // a broadcast operand receives the sum
        t = b.dim(t) == 1 ? b.template apply<MultOp>(b.constant(x.dim), t) : b.template apply<SumOp>(t);
      if (b.dim(t) != 1 && b.dim(t) != b.dim(o))
        return b.fail(ProgramError::adjoint_dimension, {0, {}, {}, op.id, b.dim(o), b.dim(t)});
      adjoint[o] = static_cast<short>(adjoint[o] < 0 ? t : b.template apply<AddOp>(adjoint[o], t));
    }
  }
  const int r = adjoint[variable];
  if (r < 0) return b.constant(0, 1, dim);
  return b.dim(r) < dim ? b.template apply<BroadcastOp>(r, -1, -1, dim) : r;
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Products and sums of products in a program that runs: what is known before the pairs is multiplied there, a factor of
// both sides of a sum once, and a product that is added becomes part of a fused multiply-add.
#pragma once

#include <kernfold/operations/fma.hpp>
#include <kernfold/program/lower.hpp>

namespace kernfold::detail {

// Factors of a scalar product, by the axes that they vary over.
struct FactorsByAxes {
  int of_axes[4] = {-1, -1, -1, -1}, count[4] = {};

  template <class B>
  constexpr void take(B& b, unsigned axis, int f) {
    of_axes[axis] = of_axes[axis] < 0 ? f : b.template apply_as_is<MultOp>(of_axes[axis], f);
    ++count[axis];
  }
  // Their product; what depends on nothing goes to the rows, or else to the columns. -1 without factors.
  template <class B>
  constexpr int product(B& b) {
    int r = of_axes[axis_both];
    const int first = of_axes[axis_i] >= 0 ? static_cast<int>(axis_i) : static_cast<int>(axis_j);
    if (of_axes[axis_none] >= 0)
      of_axes[first] =
          of_axes[first] < 0 ? of_axes[axis_none] : b.template apply_as_is<MultOp>(of_axes[axis_none], of_axes[first]);
    for (unsigned axis = axis_i; axis <= axis_j; ++axis)
      if (of_axes[axis] >= 0) r = r < 0 ? of_axes[axis] : b.template apply_as_is<MultOp>(r, of_axes[axis]);
    return r;
  }
};

// f + g, or f - g, as a fused multiply-add, where one side is a product that is computed for it alone (`single`); -1 if
// neither is.
template <class B>
constexpr int fused_multiply_add(B& b, int f, int g, bool minus, const bool (&single)[2]) {
  const int side[] = {f, g};
  const int axis = b[f].axis | b[g].axis, dim = b.dim(b.is_scalar(f) ? g : f);
  for (int k = 0; k < 2; ++k) {
    const int product = side[k], rest = side[1 - k];
    if (!single[k] || b[product].axis != axis || b.dim(product) != dim) continue;
    int l = -1, r = -1;
    if (b.template is<MultOp>(product)) {
      l = b.operand(product, 0);
      r = b.operand(product, 1);
    } else if (b.template is<SquareOp>(product)) {
      l = r = b.operand(product);
    } else {
      continue;
    }
    if (!minus) return b.template apply<FmaOp>(l, r, rest);
    return k == 0 ? b.template apply<FmsOp>(l, r, rest) : b.template apply<FnmaOp>(l, r, rest);
  }
  return -1;
}

template <class B>
constexpr int fused_sum(B& b, int f, int g) {
  const int r = fused_multiply_add(b, f, g, false, {true, true});
  return r >= 0 ? r : b.template apply<AddOp>(f, g);
}

// The factors of a scalar that varies over both axes. Of those that do, Square(f) is one.
struct FactorList {
  static constexpr int most = 12;
  int factor[most] = {}, size = 0;  // size most + 1: there are more

  template <class B>
  constexpr void add(const B& b, int f) {
    if (b.template is<MultOp>(f) && b[f].axis == axis_both && b.is_scalar(b.operand(f, 0)) &&
        b.is_scalar(b.operand(f, 1))) {
      add(b, b.operand(f, 0));
      add(b, b.operand(f, 1));
    } else if (size < most) {
      factor[size++] = f;
    } else {
      size = most + 1;
    }
  }
  constexpr void remove(int k) {
    for (--size; k < size; ++k) factor[k] = factor[k + 1];
  }
  // Takes f away, if f is there, or Square(f).
  template <class B>
  constexpr bool take(const B& b, int f) {
    for (int k = 0; k < size; ++k)
      if (factor[k] == f) {
        remove(k);
        return true;
      }
    for (int k = 0; k < size; ++k)
      if (b.template is<SquareOp>(factor[k]) && b.operand(factor[k]) == f) {
        factor[k] = f;
        return true;
      }
    return false;
  }
  template <class B>
  constexpr int product(B& b) const {
    FactorsByAxes p;
    for (int k = 0; k < size; ++k) p.take(b, b[factor[k]].axis, factor[k]);
    return p.product(b);
  }
};

// c (f + g) for c f + c g, or so of a difference, where c, f and g have factors: a multiplication less. Else -1.
template <class B>
constexpr int factored_sum(B& b, int f, int g, bool minus) {
  FactorList left, right, common;
  left.add(b, f);
  right.add(b, g);
  if (left.size > FactorList::most || right.size > FactorList::most) return -1;
  for (int k = 0; k < left.size && left.size > 1 && right.size > 1;) {
    int c = left.factor[k];
    if (right.take(b, c)) {
      left.remove(k);
    } else if (c = b.template is<SquareOp>(c) ? b.operand(c) : -1; c >= 0 && right.take(b, c)) {
      left.factor[k] = c;
    } else {
      ++k;
      continue;
    }
    common.factor[common.size++] = c;
  }
  if (common.size == 0) return -1;
  const int l = left.product(b), r = right.product(b);
  int sum = fused_multiply_add(b, l, r, minus, {true, true});
  if (sum < 0) sum = minus ? b.template apply<SubtractOp>(l, r) : b.template apply<AddOp>(l, r);
  FactorsByAxes p;
  p.take(b, b[sum].axis, sum);
  for (int k = 0; k < common.size; ++k) p.take(b, b[common.factor[k]].axis, common.factor[k]);
  return p.product(b);
}

}  // namespace kernfold::detail

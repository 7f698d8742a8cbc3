// SPDX-License-Identifier: MIT
//
// The indices as formulas: bands, triangles and i != j are one choice, IfElse(IndexI{} - IndexJ{}, f, 0_c).
#pragma once

#include <kernfold/formula/formula.hpp>

namespace kernfold {

template <class Self, Category C>
struct AxisIndex : Expression<Self> {
  using children = TypeList<>;
  static constexpr Category category = C;
  static constexpr int dim = 1;
  static constexpr Key key = detail::key_of("index", static_cast<std::int64_t>(C));

  template <class Builder>
  static constexpr int emit(Builder& b, const int*) {
    return b.index(C);
  }
};

/// The index i = 0, ..., M - 1 as a number: dimension 1. Exact up to 2^24 in float and 2^53 in double; beyond, rounded.
/// Derivative: 0. evaluate() takes it for 0.
/// Example: `IfElse(IndexJ{} - IndexI{}, a, 0_c)`.
struct IndexI : AxisIndex<IndexI, Category::i> {};

/// The index j = 0, ..., N - 1 as a number; otherwise as IndexI.
/// Example: `NotEqual(IndexI{}, IndexJ{}) * a`.
struct IndexJ : AxisIndex<IndexJ, Category::j> {};

}  // namespace kernfold

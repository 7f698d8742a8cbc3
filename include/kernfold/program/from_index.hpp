// SPDX-License-Identifier: MIT
//
// A formula of a part of an axis: its indices are those of the whole axis.
#pragma once

#include <kernfold/program/lower.hpp>

namespace kernfold {

/// Has F the index of the axis of category C?
template <class F, Category C>
inline constexpr bool has_index = [] {
  for (int i = 0; i < draft<F>.size; ++i)
    if (draft<F>.node[i].is_index() && draft<F>.node[i].category() == C) return true;
  return false;
}();

/// F, where the index of the axis of category C counts from a parameter on, which is at the position after those of F.
/// A recipe for an engine, not a formula to write.
template <class F, Category C>
struct FromIndex {
  using children = TypeList<F>;
  static constexpr int dim = F::dim;
  static constexpr Key key = detail::key_of("from index", F::key, static_cast<std::int64_t>(C));
};

namespace detail {
template <class F, Category C>
struct EmitFromIndex {
  using formula = F;
  static constexpr int expected_nodes = draft<F>.size + 2;
  template <class B>
  constexpr int operator()(B& b) const {
    const auto& p = draft<F>;
    short to[p.size] = {};
    for (int k = 0; k < p.positions; ++k)
      if (p.argument[k].present) b.variable(p.argument[k].category, k, p.argument[k].dim);
    const int first = b.variable(Category::parameter, p.positions, 1);
    for (int i = 0; i < p.size; ++i) {
      const Node& x = p.node[i];
      const int here = b.copy(x, to);
      to[i] = static_cast<short>(x.is_index() && x.category() == C ? b.template apply_as_is<AddOp>(here, first) : here);
    }
    return to[p.size - 1];
  }
};
}  // namespace detail

template <class F, Category C>
inline constexpr auto draft<FromIndex<F, C>> = detail::make_program<detail::EmitFromIndex<F, C>>();

}  // namespace kernfold

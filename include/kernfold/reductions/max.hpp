// SPDX-License-Identifier: MIT
//
// The largest and the smallest value over an axis.
#pragma once

#include <kernfold/operations/max.hpp>
#include <kernfold/reductions/reduction.hpp>

namespace kernfold {

namespace detail {

// Better{}(x, y) is the better of two values; NaN if one is. Sign: -1 for a maximum, whose identity is -inf.
template <class Better, int Sign>
struct Extremum {
  static constexpr bool any_order = true;

  template <class P>
  struct State {
    P best;
  };

  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    return {P(Sign * Limits<double>::infinity)};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x) {
    s.best = Better::of(x, s.best);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    s.best = Better::of(s.best, t.best);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    return s.best;
  }
};

struct Larger {
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P of(P x, P y) {
    using math::max;
    return max(x, y);
  }
};
struct Smaller {
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P of(P x, P y) {
    using math::min;
    return min(x, y);
  }
};

}  // namespace detail

/// Reduction: the largest of the formula's values over an axis, componentwise. Empty axis: -inf. NaN if a value is.
/// Gradient: that of the first of equal largest values.
/// Example: `reduce<Max, Axis1>(f, X, Y, W)`.
template <>
struct Max<> : detail::Extremum<detail::Larger, -1> {
  static constexpr const char* name = "Max";
};

/// Reduction: the smallest of the formula's values over an axis, componentwise. Empty axis: +inf. NaN if a value is.
/// Gradient: that of the first of equal smallest values.
/// Example: `reduce<Min, Axis1>(f, X, Y, W)`.
template <>
struct Min<> : detail::Extremum<detail::Smaller, 1> {
  static constexpr const char* name = "Min";
};

}  // namespace kernfold

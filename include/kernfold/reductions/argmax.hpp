// SPDX-License-Identifier: MIT
//
// Where the largest and the smallest value over an axis stand, alone or with the value.
#pragma once

#include <kernfold/operations/components.hpp>
#include <kernfold/reductions/max.hpp>

namespace kernfold {

namespace detail {

// Before::of(x, y): does x come strictly before y? As numpy.argmax and argmin, NaN comes before all numbers. Sign as
// in Extremum.
template <class Before, int Sign, int Values>
struct ArgExtremum {
  static constexpr int values = Values, indices = 1;
  static constexpr bool any_order = true;

  template <class P>
  struct State {
    P best;
    Indices<P> index;
  };
  template <class P>
  struct Partial {
    P best, local;
  };

  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    State<P> s;
    s.best = P(Sign * Limits<double>::infinity);
    for (auto& i : s.index.at) i = -1;
    return s;
  }
  // A run continues with the best so far; its local index is -1 until it has a better value.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Partial<P> start(const State<P>& s) {
    return {s.best, P(-1)};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto stays_out(const State<P>& s, P x) {
    return Before::no_later(s.best, x);
  }
  template <class P>
  static bool empty(const State<P>& s) {
    return s.index.at[0] < 0;
  }
  // The local index counts from the start of the run.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x, const Place<P>& place) {
    using math::select;
    const auto better = Before::of(x, s.best);
    s.best = select(better, x, s.best);
    s.local = select(better, place.local, s.local);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t, const Run& run) {
    const auto better = t.local >= P(0);
    if (!any(better) && s.index.at[0] >= 0) return;
    s.index.take(t.local, run.first);  // the first value is never worse than none
    s.best = t.best;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    using math::select;
    const auto better = Before::of(t.best, s.best), worse = Before::of(s.best, t.best);
    for (int l = 0; l < P::lanes; ++l) {
      const bool tie = !better[l] && !worse[l];
      const bool lower = t.index.at[l] >= 0 && (s.index.at[l] < 0 || t.index.at[l] < s.index.at[l]);
      if ((better[l] && t.index.at[l] >= 0) || (tie && lower)) s.index.at[l] = t.index.at[l];
    }
    s.best = select(better, t.best, s.best);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static void move(State<P>& s, std::int64_t by) {
    for (auto& i : s.index.at)
      if (i >= 0) i += by;
  }
  template <template <class, int> class Pack, class T, int W>
  static State<Pack<T, 1>> lane(const State<Pack<T, W>>& s, int l) {
    return {Pack<T, 1>(s.best[l]), {{s.index.at[l]}}};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static auto value(const State<P>& s, int lane, int) {
    return s.best[lane];
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static std::int64_t index(const State<P>& s, int lane, int) {
    return s.index.at[lane];
  }
};

struct Above {
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto of(P x, P y) {
    using math::not_le;
    return not_le(x, y) & (y == y);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto no_later(P x, P y) {
    return y <= x;
  }
};
struct Below {
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto of(P x, P y) {
    using math::not_le;
    return not_le(y, x) & (y == y);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto no_later(P x, P y) {
    return x <= y;
  }
};

}  // namespace detail

/// Reduction: the index of the largest of the formula's values over an axis, componentwise; over both axes, i * N + j.
/// 64-bit integers. Of equal values the first; of the first NaN if a value is NaN, as in NumPy. Empty axis: -1. No
/// gradient.
/// Example: `reduce<ArgMax, Axis1>(f, X, Y, W)`.
template <>
struct ArgMax<> : detail::ArgExtremum<detail::Above, -1, 0> {
  static constexpr const char* name = "ArgMax";
};

/// Reduction: the index of the smallest of the formula's values over an axis; see ArgMax.
/// Example: `reduce<ArgMin, Axis1>(SqDist(x, y), X, Y)`.
template <>
struct ArgMin<> : detail::ArgExtremum<detail::Below, 1, 0> {
  static constexpr const char* name = "ArgMin";
};

/// Reduction: the largest value and its index, {values, indices}; see Max and ArgMax.
/// Example: `reduce<MaxArgMax, Axis1>(f, X, Y, W).indices`.
struct MaxArgMax : detail::ArgExtremum<detail::Above, -1, 1> {
  static constexpr const char* name = "MaxArgMax";
};

/// Reduction: the smallest value and its index, {values, indices}; see Min and ArgMin.
/// Example: `reduce<MinArgMin, Axis1>(SqDist(x, y), X, Y).values`.
struct MinArgMin : detail::ArgExtremum<detail::Below, 1, 1> {
  static constexpr const char* name = "MinArgMin";
};

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The sum over an axis: the first of the reductions, and the pattern of the others. A reduction is a monoid: a state
// per component of the result, its identity, what takes in a value, what merges two states, and what makes the result.
// It knows no engine; P is a scalar or a pack of them.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// Reduction: sum of the formula's values over an axis, componentwise. Empty axis: 0. NaN and infinities as in
/// additions.
template <>
struct Sum<> {
  static constexpr const char* name = "Sum";
  /// Whether accumulate_product is worth calling.
  static constexpr bool fuses_products = true;

  /// What a short run of values adds up to.
  template <class P>
  struct Partial {
    P sum;
  };
  /// The sum of many partial sums, with what rounding has taken from it: its error does not grow with their number.
  template <class P>
  struct State {
    P sum, rest;
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Partial<P> start() {
    return {P(0)};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x) {
    s.sum = s.sum + x;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate_product(Partial<P>& s, P x, P y) {
    using math::fma;
    s.sum = fma(x, y, s.sum);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    return {P(0), P(0)};
  }
  /// `s` takes in all that `t` has taken in; `t` comes later along the axis. TwoSum (Knuth, TAOCP 2, 4.2.2) gives the
  /// exact error of the addition.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t) {
    const P sum = s.sum + t.sum;
    const P added = sum - s.sum;
    s.rest = s.rest + ((s.sum - (sum - added)) + (t.sum - added));
    s.sum = sum;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    merge(s, Partial<P>{t.sum});
    s.rest = s.rest + t.rest;
  }
  /// The result. An infinite or undefined sum has no rest.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    using math::select;
    return select(s.rest - s.rest == s.rest - s.rest, s.sum + s.rest, s.sum);
  }
  /// The state of lane l of a pack, as that of a pack of one lane.
  template <template <class, int> class Pack, class T, int W>
  static KERNFOLD_INLINE State<Pack<T, 1>> lane(const State<Pack<T, W>>& s, int l) {
    return {Pack<T, 1>(s.sum[l]), Pack<T, 1>(s.rest[l])};
  }
};

}  // namespace kernfold

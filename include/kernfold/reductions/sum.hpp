// SPDX-License-Identifier: MIT
//
// The sum over an axis.
#pragma once

#include <kernfold/operations/core.hpp>
#include <kernfold/reductions/reduction.hpp>

namespace kernfold {

/// Reduction: sum of the formula's values over an axis, componentwise. Empty axis: 0. NaN and infinities as in
/// additions. Gradient: of any order.
/// Example: `reduce<Sum, Axis1>(f, X, Y, W)`.
template <>
struct Sum<> {
  static constexpr const char* name = "Sum";
  /// Does a factor that is the same for all terms come out of it?
  static constexpr bool linear = true;
  static constexpr bool any_order = true;
  static constexpr bool fuses_products = true;
  /// Is a b + c d taken in as two products?
  static constexpr bool adds_terms = true;
  /// Values with a common factor may be taken in without it, as scale(partial, factor) multiplies their sum by it.
  static constexpr bool takes_factors = true;

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
  KERNFOLD_HD static KERNFOLD_INLINE void scale(Partial<P>& s, P factor) {
    s.sum = s.sum * factor;
  }
  /// scale() of the partial sums of U packs of rows, of pack u at [k * U + u], by factor[u]. False if a product may not
  /// be the sum of products: where one is not finite, as then a sum may have overflowed, or each term be NaN; and where
  /// terms may have lost digits, or all, as subnormal numbers, which a factor above 2^24 would show.
  template <int Components, int U, class P>
  static KERNFOLD_INLINE bool scale_all(Partial<P>* s, const P* factor) {
    using math::abs;
    using math::fma;
    using Limits = detail::Limits<typename P::value_type>;
    P excess(0);  // 0 or NaN
    const P most(0x1p24), least(typename P::value_type(0x1p16) * Limits::least);
    auto large = abs(factor[0]) > most;
    for (int u = 1; u < U; ++u) large = large | (abs(factor[u]) > most);
    if (any(large)) [[unlikely]]
      for (int k = 0; k < Components * U; ++k)
        if (any((abs(factor[k % U]) > most) & (abs(s[k].sum) < least))) return false;
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < Components * U; ++k) {
      scale(s[k], factor[k % U]);
      excess = fma(s[k].sum, P(0), excess);
    }
    return all(excess == P(0));
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
    using math::fence;
    const P sum = fence(s.sum + t.sum), added = fence(sum - s.sum);
    s.rest = s.rest + (fence(s.sum - fence(sum - added)) + fence(t.sum - added));
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
  /// What rounding takes from the result, where that is finite.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P rest(const State<P>& s) {
    using math::fence;
    return s.rest - fence(fence(s.sum + s.rest) - s.sum);
  }
};

}  // namespace kernfold

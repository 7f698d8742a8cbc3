// SPDX-License-Identifier: MIT
//
// Products over an axis, the Euclidean norm, and what conditions add up to: Prod, Norm, Any, All, Count.
#pragma once

#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/square.hpp>
#include <kernfold/reductions/max.hpp>
#include <kernfold/reductions/sum.hpp>

namespace kernfold {

/// Reduction: the product of the formula's values over an axis, componentwise. Empty axis: 1. NaN and infinities as in
/// multiplications; products of parts of the axis over- or underflow as in the data's type, whatever the others are, so
/// that 0 times a part that overflows is NaN. No gradient.
/// Example: `reduce<Prod, Axis1>(f, X, Y, W)`.
struct Prod {
  static constexpr const char* name = "Prod";
  static constexpr bool any_order = true;
  constexpr Prod() = default;
  template <Formula F, class R = Prod>
  constexpr explicit Prod(F) {
    detail::explain<detail::reduction_of_components<R>>();
  }
  template <class P>
  struct State {
    P product;
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    return {P(1)};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x) {
    s.product = s.product * x;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    s.product = s.product * t.product;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    return s.product;
  }
};

/// Reduction: the Euclidean norm over an axis, sqrt(sum f^2), componentwise. Empty axis: 0. The squares must not
/// overflow, and count as 0 where they underflow, as those of values below 1e-23 (in double 1e-162). NaN if a value is
/// NaN. Gradient: grad, jvp; 0 where the norm is 0.
/// Example: `reduce<Norm, Axis1>(f, X, Y, W)`.
struct Norm : Sum<> {
  static constexpr const char* name = "Norm";
  constexpr Norm() = default;
  template <Formula F, class R = Norm>
  constexpr explicit Norm(F) {
    detail::explain<detail::reduction_of_components<R>>();
  }
  static constexpr bool linear = false;
  template <int, class F>
  using formula = Square<F>;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    using math::sqrt;
    return sqrt(Sum<>::finish(s));
  }
};

namespace detail {
// 1 / norm, and 0 where the norm is 0.
struct InverseNorm : Norm {
  static constexpr const char* name = "InverseNorm";
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    using math::select;
    const P norm = Norm::finish(s);
    return select(norm == P(0), P(0), P(1) / norm);
  }
};

// 1 where a value is true, else 0. NaN is true, as in C++.
template <int, class F>
using truth = NotEqual<F, IntCst<0>>;
}  // namespace detail

/// Reduction: for how many indices of an axis the condition f holds (f != 0), componentwise: 64-bit integers. NaN
/// counts as true. Empty axis: 0. No gradient.
/// Example: `reduce<Count, Axis1>(SqDist(x, y) < 1_c, X, Y)`.
struct Count : Sum<> {
  static constexpr const char* name = "Count";
  static constexpr bool linear = false;
  static constexpr int values = 0, indices = 1;
  template <int Output, class F>
  using formula = detail::truth<Output, F>;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static std::int64_t index(const State<P>& s, int lane, int) {
    return static_cast<std::int64_t>(static_cast<double>(s.sum[lane]) + static_cast<double>(s.rest[lane]));
  }
};

/// Reduction: does the condition f hold (f != 0) for any index of an axis? Componentwise: a Tensor<bool>. Empty axis:
/// false. NaN counts as true. No gradient.
/// Example: `reduce<Any, Axis1>(SqDist(x, y) < 1_c, X, Y)`.
struct Any : Max<> {
  static constexpr const char* name = "Any";
  static constexpr int values = 0, indices = 1;
  using index_type = bool;
  template <int Output, class F>
  using formula = detail::truth<Output, F>;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x) {  // 0 or 1, never NaN
    s.best = at_least(x, s.best);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static std::int64_t index(const State<P>& s, int lane, int) {
    return s.best[lane] > 0 ? 1 : 0;
  }
};

/// Reduction: does the condition f hold (f != 0) for all indices of an axis? Componentwise: a Tensor<bool>. Empty axis:
/// true. NaN counts as true. No gradient.
/// Example: `reduce<All, Axis1>(SqDist(x, y) < 1_c, X, Y)`.
struct All : Min<> {
  static constexpr const char* name = "All";
  static constexpr int values = 0, indices = 1;
  using index_type = bool;
  template <int Output, class F>
  using formula = detail::truth<Output, F>;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x) {  // 0 or 1, never NaN
    s.best = at_most(x, s.best);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static std::int64_t index(const State<P>& s, int lane, int) {
    return s.best[lane] > 0 ? 1 : 0;
  }
};

}  // namespace kernfold

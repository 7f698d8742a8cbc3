// SPDX-License-Identifier: MIT
//
// Averages over an axis: the mean, and the mean together with the variance.
#pragma once

#include <kernfold/operations/outputs.hpp>
#include <kernfold/reductions/sum.hpp>
#include <kernfold/tensors/tensor.hpp>

namespace kernfold {

namespace detail {
// The formula of a reduction that takes weights.
template <class F, class... W>
struct WeightedFormula {
  using type = F;
};
template <class F, class W>
struct WeightedFormula<F, W> {
  using type = Weighted<F, W>;
};
}  // namespace detail

/// Reduction: the mean over an axis, componentwise; with a second formula, reduce<Mean, Axis1>(f, w, ...), the weighted
/// mean sum w f / sum w. NaN on an empty axis, and where the weights add up to 0. The sums must not overflow. NaN if a
/// value is NaN. Gradient: grad, jvp.
/// Example: `reduce<Mean, Axis1>(f, X, Y, W)`.
struct Mean {
  static constexpr const char* name = "Mean";
  static constexpr bool any_order = true;
  struct Unweighted;
  constexpr Mean() = default;
  template <Formula F, class R = Mean>
  constexpr explicit Mean(F) {
    detail::explain<detail::reduction_of_components<R>>();
  }
  template <int, class... F>
  using formula = typename detail::WeightedFormula<F...>::type;

  template <class P>
  struct Partial {
    P sum, weight;
  };
  template <class P>
  struct State {
    Sum<>::State<P> sum, weight;
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    return {Sum<>::identity<P>(), Sum<>::identity<P>()};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Partial<P> start() {
    return {P(0), P(0)};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x) {
    accumulate(s, x, P(1));
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x, P w) {
    using math::fma;
    s.sum = fma(w, x, s.sum);
    s.weight = s.weight + w;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x) {
    merge(s, Partial<P>{x, P(1)});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x, P w) {
    merge(s, Partial<P>{w * x, w});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t) {
    Sum<>::merge(s.sum, Sum<>::Partial<P>{t.sum});
    Sum<>::merge(s.weight, Sum<>::Partial<P>{t.weight});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    Sum<>::merge(s.sum, t.sum);
    Sum<>::merge(s.weight, t.weight);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    using math::select;
    const P weight = Sum<>::finish(s.weight);
    return select(weight == P(0), P(detail::Limits<double>::nan), Sum<>::finish(s.sum) / weight);
  }
};

struct Mean::Unweighted : Mean {
  static constexpr bool fuses_products = true;
  using Mean::merge;

  template <class P>
  using Partial = Sum<>::Partial<P>;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Partial<P> start() {
    return Sum<>::start<P>();
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x) {
    Sum<>::accumulate(s, x);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate_product(Partial<P>& s, P x, P y) {
    Sum<>::accumulate_product(s, x, y);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t, const Run& run) {
    Mean::merge(s, Mean::Partial<P>{t.sum, P(run.count)});
  }
};

namespace detail {
// The mean and, behind it, 1 / sum w.
struct MeanAndInverseWeight : Mean {
  static constexpr const char* name = "MeanAndInverseWeight";
  static constexpr int values = 2;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static auto value(const State<P>& s, int lane, int k) {
    return k == 0 ? Mean::finish(s)[lane] : 1 / Sum<>::finish(s.weight)[lane];
  }
};
}  // namespace detail

/// What MeanVariance returns: two matrices of the shape of a sum.
template <class T>
struct MeanAndVariance {
  Tensor<T> mean, variance;
};

/// Reduction: mean and variance over an axis in one pass, componentwise, {mean, variance}; with a second formula
/// weighted by it, where no weight is negative. The variance is that of the population, sum w (f - mean)^2 / sum w. NaN
/// on an empty axis, where the weights add up to 0, and where a value is infinite. The squares of the deviations must
/// not overflow. into(out) takes both side by side: the means in the first columns. Deviations are taken from an early
/// value, and parts merged by the rule of Chan, Golub and LeVeque (1983), so that a large mean costs no digits. No
/// gradient.
/// Example: `reduce<MeanVariance, Axis1>(f, X, Y, W).variance`.
struct MeanVariance {
  static constexpr const char* name = "MeanVariance";
  static constexpr int values = 2;
  static constexpr bool any_order = true;
  struct Unweighted;
  template <int, class... F>
  using formula = typename detail::WeightedFormula<F...>::type;

  // Sums of w, w d, w d^2, with d the deviation from `center`.
  template <class P>
  struct Partial {
    P center, weight, first, second;
  };
  // The mean is center + rest; squares: the sum of w (x - mean)^2.
  template <class P>
  struct State {
    Sum<>::State<P> weight;
    P center, rest;
    Sum<>::State<P> squares;
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    return {Sum<>::identity<P>(), P(0), P(0), Sum<>::identity<P>()};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Partial<P> start() {
    return {P(0), P(0), P(0), P(0)};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x) {
    using math::select;
    s.center = select(s.weight == P(0), x, s.center);
    add(s, x, P(1));
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x, P w) {
    using math::any;
    using math::select;
    // A center of little or no weight, far from what follows, would cost digits: x takes its place.
    const auto heavy = w > P(16) * s.weight;
    if (any(heavy)) {
      const P shift = select(heavy, x - s.center, P(0));
      s.second = s.second - shift * (P(2) * s.first - shift * s.weight);
      s.first = s.first - shift * s.weight;
      s.center = select(heavy, x, s.center);
    }
    add(s, x, w);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x) {
    accumulate(s, x, P(1));
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x, P w) {
    Partial<P> one = start<P>();
    accumulate(one, x, w);
    merge(s, one);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t) {
    using math::max;
    const P shift = divide(t.first, t.weight);
    State<P> all = identity<P>();
    all.weight.sum = t.weight;
    all.center = t.center;
    all.rest = shift;
    all.squares.sum = max(t.second - shift * t.first, P(0));  // rounded, it may be negative
    merge(s, all);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    using math::fence;
    using math::select;
    const P ws = Sum<>::finish(s.weight), wt = Sum<>::finish(t.weight);
    const P center = select(ws == P(0), t.center, s.center), of_t = select(wt == P(0), center, t.center);
    const P delta = fence(of_t - center) + fence(t.rest - s.rest), share = divide(wt, ws + wt);
    Sum<>::State<P> mean{center, s.rest};
    Sum<>::merge(mean, Sum<>::Partial<P>{delta * share});
    s.center = mean.sum;
    s.rest = mean.rest;
    Sum<>::merge(s.squares, t.squares);
    Sum<>::merge(s.squares, Sum<>::Partial<P>{delta * delta * share * ws});
    Sum<>::merge(s.weight, t.weight);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static auto value(const State<P>& s, int lane, int k) {
    const auto weight = Sum<>::finish(s.weight)[lane];
    using T = typename P::value_type;
    if (weight == 0) return detail::Limits<T>::nan;
    return static_cast<T>(k == 0 ? s.center[lane] + s.rest[lane] : Sum<>::finish(s.squares)[lane] / weight);
  }
  template <class T>
  static MeanAndVariance<T> result(const Tensor<T>& both) {
    const std::ptrdiff_t dim = both.cols() / 2;
    MeanAndVariance<T> r{Tensor<T>(both.rows(), dim), Tensor<T>(both.rows(), dim)};
    for (std::ptrdiff_t i = 0; i < both.rows(); ++i)
      for (std::ptrdiff_t k = 0; k < dim; ++k) {
        r.mean(i, k) = both(i, k);
        r.variance(i, k) = both(i, dim + k);
      }
    return r;
  }

 private:
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void add(Partial<P>& s, P x, P w) {
    using math::fma;
    const P d = x - s.center, wd = w * d;
    s.weight = s.weight + w;
    s.first = s.first + wd;
    s.second = fma(wd, d, s.second);
  }
  // 0 where there is nothing to divide by.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P divide(P x, P y) {
    using math::select;
    return select(y == P(0), P(0), x / select(y == P(0), P(1), y));
  }
};

struct MeanVariance::Unweighted : MeanVariance {
  static constexpr bool fuses_products = true;
  using MeanVariance::merge;

  // As there; the weight is the number of values.
  template <class P>
  struct Partial {
    P center, first, second;
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void center(State<P>& s, P x) {
    s.center = x;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Partial<P> start(const State<P>& s) {
    return {s.center, P(0), P(0)};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x) {
    add(s, x - s.center);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate_product(Partial<P>& s, P x, P y) {
    using math::fms;
    add(s, fms(x, y, s.center));
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t, const Run& run) {
    MeanVariance::merge(s, MeanVariance::Partial<P>{t.center, P(run.count), t.first, t.second});
  }

 private:
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void add(Partial<P>& s, P d) {
    using math::fma;
    s.first = s.first + d;
    s.second = fma(d, d, s.second);
  }
};

}  // namespace kernfold

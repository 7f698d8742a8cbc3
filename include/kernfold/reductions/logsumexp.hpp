// SPDX-License-Identifier: MIT
//
// Sums of exponentials of any size: LogSumExp and SumSoftMaxWeight. One pass, with a shift for each row that follows
// the largest exponent: the online softmax of Milakov and Gimelshein (arXiv 1805.02867), where what was summed before
// is rescaled only if the exponent passes the shift by a margin, as in FlashAttention-4.
#pragma once

#include <kernfold/operations/components.hpp>
#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/outputs.hpp>
#include <kernfold/reductions/sum.hpp>

namespace kernfold {

namespace detail {

// The sum of w exp(f) as exp(shift) times a sum. Engines compute exp(f - shift), see outputs.hpp, for partials.
struct ShiftedSum {
  static constexpr bool shifts = true, fuses_products = true, any_order = true;

  template <class P>
  struct State {
    P shift;
    Sum<>::State<P> sum;
  };
  template <class P>
  using Partial = Sum<>::Partial<P>;

  // Not -inf: exp(-inf - shift) is then 0, not NaN.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    return {P(-Limits<typename P::value_type>::largest), Sum<>::identity<P>()};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Partial<P> start(const State<P>&) {
    return Sum<>::start<P>();
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P e) {
    Sum<>::accumulate(s, e);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate_product(Partial<P>& s, P e, P w) {
    Sum<>::accumulate_product(s, e, w);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void scale(Partial<P>& s, P factor) {
    s.sum = s.sum * factor;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void scale(State<P>& s, P factor) {
    s.sum.sum = s.sum.sum * factor;
    s.sum.rest = s.sum.rest * factor;
  }
  /// Takes in exp(f), or w exp(f).
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P f) {
    accumulate(s, f, P(1));
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P f, P w) {
    using math::exp;
    shift_to(s, f);
    Sum<>::merge(s.sum, Partial<P>{exp(f - s.shift) * w});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t) {
    Sum<>::merge(s.sum, t);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, State<P> t) {
    shift_to(s, t.shift);
    shift_to(t, s.shift);
    Sum<>::merge(s.sum, t.sum);
  }

 private:
  // Raises the shift to f, as far as that is finite.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void shift_to(State<P>& s, P f) {
    using math::exp;
    using math::select;
    const P largest(Limits<typename P::value_type>::largest);
    P top = select(f > s.shift, f, s.shift);
    top = select(top > largest, largest, top);
    scale(s, exp(s.shift - top));
    s.shift = top;
  }
};

}  // namespace detail

/// Reduction: log(sum exp(f)) over an axis, componentwise; with a second formula, reduce<LogSumExp, Axis1>(f, w, ...),
/// log(sum w exp(f)), where f or w of dimension 1 broadcasts. Finite for all finite values, if weights do not add up to
/// a 3000th of the largest number; -inf where all values are -inf and on an empty axis, and where a weighted sum is 0;
/// +inf if a value is, with a positive weight; NaN if a value is NaN, or +inf with a weight of 0, or a weighted sum
/// negative. A weight of 0 does not hide a value: others that lie 80 (in double 700) or more below it are lost, and the
/// result may be -inf; where that happens, f + Log(w) takes the place of f and w.
/// Gradient: grad, jvp, and a second one; 0 where all values are -inf.
/// Example: `reduce<LogSumExp, Axis1>(-SqDist(x, y), X, Y)`.
template <>
struct LogSumExp<> : detail::ShiftedSum {
  static constexpr const char* name = "LogSumExp";
  template <int Output, class F, class... W>
  struct Formula {
    using type = ShiftedExp<Output, F>;
  };
  template <int Output, class F, class W>
  struct Formula<Output, F, W> {
    using type = Mult<ShiftedExp<Output, F>, W>;
  };
  template <int Output, class... F>
  using formula = typename Formula<Output, F...>::type;

  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    using math::log;
    return s.shift + log(Sum<>::finish(s.sum));
  }
};

namespace detail {
template <class F, bool ok = false>
struct vector_score {
  static_assert(ok,
                "kernfold: reduce<SumSoftMaxWeight, Axis>(f, w, ...): vector_score<F>: the score f must have dimension "
                "1, as f | g and Sum(f) have");
};
// What stands in place of the formula where the score is a vector.
template <class F>
struct NoScore : Expression<NoScore<F>> {
  using children = TypeList<F>;
  static constexpr int dim = -1;
  static constexpr Key key = key_of("NoScore", F::key);
  static constexpr int emit(Builder& b, const int*) {
    explain<vector_score<F>>();
    return b.fail(ProgramError::explained);
  }
};
// Concat as the pairs read it: a copy of values and 1 for each column would take longer than it saves.
struct ConcatOfPairOp : ConcatOp {
  static constexpr const char* name = "ConcatOfPair";
  static constexpr bool pairwise = true;
};
}  // namespace detail

/// Reduction of two formulas: sum exp(f) w / sum exp(f) over an axis, the attention of scores f, of dimension 1, to
/// values w. 0 where all scores are -inf and on an empty axis; NaN where a score is +inf or NaN. Dimension: that of w.
/// Gradient: grad, jvp; 0 where all scores are -inf.
/// Example: `reduce<SumSoftMaxWeight, Axis1>(x | y, a, X, Y, W)`.
struct SumSoftMaxWeight : detail::ShiftedSum {
  static constexpr const char* name = "SumSoftMaxWeight";
  template <int Output, class F, class W, bool is_score = F::dim == 1>
  struct Formula {
    using type = Mult<ShiftedExp<Output, F>, Apply<detail::ConcatOfPairOp, W, IntCst<1>>>;
  };
  template <int Output, class F, class W>
  struct Formula<Output, F, W, false> {
    using type = detail::NoScore<F>;
  };
  template <int Output, class F, class W>
  using formula = typename Formula<Output, F, W>::type;

  static constexpr int result_dim(int dim) { return dim - 1; }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>* s, int stride, int k, int n) {
    using math::select;
    const P all = Sum<>::finish(s[(n - 1) * stride].sum);
    return select(all == P(0), P(0), Sum<>::finish(s[k * stride].sum) / all);
  }
};

namespace detail {
// L = log(sum exp(f)) as derivatives read it, in exp(f - L): +inf in place of -inf, so that where all values are -inf
// this is 0, and not NaN.
struct LogOfSumOp : Elementwise<1> {
  static constexpr const char* name = "LogOfSum";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T log) {
    using math::select;
    const T infinity(Limits<double>::infinity);
    return select(log == -infinity, infinity, log);
  }
  static constexpr auto derivative(auto, auto g) { return g; }
};

// The sums of SumSoftMaxWeight and behind them log(sum exp(f)).
struct SoftMaxAndLog : SumSoftMaxWeight {
  static constexpr const char* name = "SoftMaxAndLog";
  static constexpr int result_dim(int dim) { return dim; }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>* s, int stride, int k, int n) {
    return k + 1 < n ? SumSoftMaxWeight::finish(s, stride, k, n) : LogSumExp<>::finish(s[k * stride]);
  }
};
}  // namespace detail

}  // namespace kernfold

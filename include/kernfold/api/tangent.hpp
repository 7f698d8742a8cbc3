// SPDX-License-Identifier: MIT
//
// The tangents of reductions. A reduction with a derivative has one: a formula whose sum, with results of the reduction
// as further arguments, has the same derivatives as the reduction.
#pragma once

#include <kernfold/api/reduction.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/reductions/logsumexp.hpp>
#include <kernfold/reductions/mean.hpp>
#include <kernfold/reductions/prod.hpp>

namespace kernfold::detail {

// The category of the result of a reduction over axis A, and so of its adjoint.
template <class A>
inline constexpr Category result_category = __is_same(A, Axis1)   ? Category::i
                                            : __is_same(A, Axis0) ? Category::j
                                                                  : Category::parameter;

/// The tangent of reduction R over axis A of the formulas F...: `type`, with `saved` further arguments, results of the
/// reduction, from position P on. `given`: how many of them a user may hand in.
template <class R, class A, int P, class... F>
struct Tangent {
  static constexpr bool exists = false;
};

template <class A, int P, class F>
struct Tangent<Sum<>, A, P, F> {
  static constexpr bool exists = true;
  static constexpr int saved = 0, given = 0;
  using type = F;
};

// L = log sum w exp(f): dL = sum exp(f - L) (w df + dw).
template <class A, int P, class... F>
struct Tangent<LogSumExp<>, A, P, F...> {
  static constexpr bool exists = true;
  static constexpr int saved = 1, given = 1;
  using Value = typename FormulaFor<LogSumExp<>, 0, F...>::type;
  using L = VariableOf<result_category<A>, P, Value::dim>;
  using Result = L;
  template <class E, class... W>
  struct Weighing {
    using type = Exp<Subtract<E, Apply<LogOfSumOp, L>>>;
  };
  template <class E, class W>
  struct Weighing<E, W> {
    using type = Mult<Exp<Subtract<E, Apply<LogOfSumOp, L>>>, W>;
  };
  using type = typename Weighing<F...>::type;

  template <class Passes, class T>
  struct Saved {
    typename Passes::Matrix log;
    void compute(Passes& passes, const View<const T>* arguments, View<const T>* to) {
      log = passes.template reduce<LogSumExp<>, A, Value>(arguments);
      to[0] = passes.view_of(log);
    }
    void complete(Passes&, const View<const T>*, View<const T>*) {}
  };
};

// S = sum exp(f - L) w with L = log sum exp(f): dS = sum exp(f - L) ((w - S) df + dw).
template <class A, int P, class F, class W>
struct Tangent<SumSoftMaxWeight, A, P, F, W> {
  static constexpr bool exists = true;
  static constexpr int saved = 2, given = 1;
  using S = VariableOf<result_category<A>, P, W::dim>;
  using Result = S;
  using L = VariableOf<result_category<A>, P + 1, 1>;
  using type = Mult<Exp<Subtract<F, Apply<LogOfSumOp, L>>>, Subtract<W, S>>;

  template <class Passes, class T>
  struct Saved {
    typename Passes::Matrix sums;
    void compute(Passes& passes, const View<const T>* arguments, View<const T>* to) {
      using Value = typename FormulaFor<SoftMaxAndLog, 0, F, W>::type;
      sums = passes.template reduce<SoftMaxAndLog, A, Value>(arguments);
      const T* const data = passes.view_of(sums).data;
      to[0] = {data, sums.rows(), W::dim, W::dim + 1, 1};
      to[1] = {data + W::dim, sums.rows(), 1, W::dim + 1, 1};
    }
    // The result was handed in; L is missing.
    void complete(Passes& passes, const View<const T>* arguments, View<const T>* to) {
      using Value = typename FormulaFor<LogSumExp<>, 0, F>::type;
      sums = passes.template reduce<LogSumExp<>, A, Value>(arguments);
      to[1] = passes.view_of(sums);
    }
  };
};

// C = sum w f / sum w: dC = sum ((f - C) dw + w df) / sum w.
template <class A, int P, class F>
struct Tangent<Mean, A, P, F> {
  static constexpr bool exists = true;
  static constexpr int saved = 1, given = 0;
  using type = Mult<Pm<P, 1>, F>;

  template <class Passes, class T>
  struct Saved {
    void compute(Passes& passes, const View<const T>*, View<const T>* to) {
      const auto e = passes.sizes().template extent<A>();
      to[0] =
          passes.number(T(1) / (static_cast<T>(e.reduced) * (__is_same(A, Axis01) ? static_cast<T>(e.kept) : T(1))));
    }
  };
};
template <class A, int P, class F, class W>
struct Tangent<Mean, A, P, F, W> {
  static constexpr bool exists = true;
  static constexpr int saved = 2, given = 0;
  using Value = typename FormulaFor<Mean, 0, F, W>::type;
  static constexpr int dim = Value::dim;
  using C = VariableOf<result_category<A>, P, dim>;
  using I = VariableOf<result_category<A>, P + 1, dim>;
  using type = Mult<Mult<W, Subtract<F, C>>, I>;

  template <class Passes, class T>
  struct Saved {
    typename Passes::Matrix both;
    void compute(Passes& passes, const View<const T>* arguments, View<const T>* to) {
      both = passes.template reduce<MeanAndInverseWeight, A, Value>(arguments);
      const T* const data = passes.view_of(both).data;
      to[0] = {data, both.rows(), dim, 2 * dim, 1};
      to[1] = {data + dim, both.rows(), dim, 2 * dim, 1};
    }
  };
};

// C = sqrt(sum f^2): dC = sum f df / C.
template <class A, int P, class F>
struct Tangent<Norm, A, P, F> {
  static constexpr bool exists = true;
  static constexpr int saved = 1, given = 0;
  using I = VariableOf<result_category<A>, P, F::dim>;
  using type = Mult<Mult<RatCst<1, 2>, Square<F>>, I>;

  template <class Passes, class T>
  struct Saved {
    typename Passes::Matrix inverse;
    void compute(Passes& passes, const View<const T>* arguments, View<const T>* to) {
      using Value = typename FormulaFor<InverseNorm, 0, F>::type;
      inverse = passes.template reduce<InverseNorm, A, Value>(arguments);
      to[0] = passes.view_of(inverse);
    }
  };
};

}  // namespace kernfold::detail

// SPDX-License-Identifier: MIT
//
// Over the components of one vector: extrema and where they are, one-hot vectors, log-sum-exp and softmax. Names for
// formulas of the components; meant for vectors of tens of components.
#pragma once

#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/extract.hpp>
#include <kernfold/operations/floor.hpp>
#include <kernfold/operations/ifelse.hpp>
#include <kernfold/operations/log.hpp>
#include <kernfold/operations/max.hpp>

namespace kernfold {

/// f, as a constant for derivatives: 0.
struct DetachOp : Elementwise<1> {
  static constexpr const char* name = "Detach";
  static constexpr int cost = 0;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    return x;
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
};

/// The value of f, whose derivative counts as 0.
template <class F>
struct Detach : Apply<DetachOp, F> {
  constexpr Detach() = default;
  constexpr explicit Detach(F) {}
};
template <class F>
Detach(Detach<F>) -> Detach<Detach<F>>;

namespace detail {

// The extremum of the components 0, ..., K - 1 of f by M = Max or Min, and its index.
template <template <class...> class M, int K, class F>
constexpr auto fold_components(F f) {
  if constexpr (K == 1)
    return Elem<0>(f);
  else
    return M<decltype(fold_components<M, K - 1>(F{})), decltype(Elem<K - 1>(F{}))>{};
}
template <template <class...> class M, int K, class F>
constexpr auto fold_index(F f) {
  if constexpr (K == 1) {
    return IntCst<0>{};
  } else {
    using Best = decltype(fold_components<M, K - 1>(f));
    using Next = decltype(Elem<K - 1>(f));
    // the first of equal ones
    return Where(NotEqual(M<Best, Next>{}, Best{}), IntCst<K - 1>{}, fold_index<M, K - 1>(f));
  }
}

}  // namespace detail

/// The largest component of f; NaN if one is. Dimension 1. Derivative: that of this component, of the first of equal
/// ones.
template <class F>
struct Max<F> : Alias<Max<F>, decltype(detail::fold_components<Max, F::dim>(F{})), F> {
  static constexpr const char* name = "Max";
  constexpr Max() = default;
  constexpr explicit Max(F) {}
};
template <class F>
Max(F) -> Max<F>;

/// The smallest component of f; NaN if one is. Dimension 1. Derivative: that of this component, of the first of equal
/// ones.
template <class F>
struct Min<F> : Alias<Min<F>, decltype(detail::fold_components<Min, F::dim>(F{})), F> {
  static constexpr const char* name = "Min";
  constexpr Min() = default;
  constexpr explicit Min(F) {}
};
template <class F>
Min(F) -> Min<F>;

template <class...>
struct ArgMax;
/// The index, from 0, of the largest component of f, the first of equal ones. Dimension 1; derivative 0.
template <class F>
struct ArgMax<F> : Alias<ArgMax<F>, decltype(detail::fold_index<Max, F::dim>(F{})), F> {
  static constexpr const char* name = "ArgMax";
  constexpr ArgMax() = default;
  constexpr explicit ArgMax(F) {}
};
template <class F>
ArgMax(F) -> ArgMax<F>;

template <class...>
struct ArgMin;
/// The index, from 0, of the smallest component of f, the first of equal ones. Dimension 1; derivative 0.
template <class F>
struct ArgMin<F> : Alias<ArgMin<F>, decltype(detail::fold_index<Min, F::dim>(F{})), F> {
  static constexpr const char* name = "ArgMin";
  constexpr ArgMin() = default;
  constexpr explicit ArgMin(F) {}
};
template <class F>
ArgMin(F) -> ArgMin<F>;

namespace detail {
template <int K, int Dim, class F>
constexpr auto one_hot(F f) {
  constexpr auto here = Equal(Round<0>(F{}), IntCst<K>{});
  if constexpr (K + 1 == Dim)
    return here;
  else
    return Concat(here, one_hot<K + 1, Dim>(f));
}
}  // namespace detail

/// The vector of R^Dim with 1 at the component whose index is f rounded, for f of dimension 1, and 0 elsewhere; all 0
/// where there is no such component. Derivative 0.
template <int Dim, Formula F>
constexpr auto OneHot(F f) {
  static_assert(Dim >= 1 && F::dim == 1,
                "kernfold: OneHot<dim>(f): f must have dimension 1, and dim must be at least 1");
  return detail::one_hot<0, Dim>(f);
}

/// log(sum_k exp(f_k)), without overflow. Dimension 1. Derivative: SoftMax(f).
template <class...>
struct LogSumExp;
template <class F>
struct LogSumExp<F> : Alias<LogSumExp<F>, decltype(Detach(Max<F>{}) + Log(Sum(Exp(F{} - Detach(Max<F>{}))))), F> {
  static constexpr const char* name = "LogSumExp";
  constexpr LogSumExp() = default;
  constexpr explicit LogSumExp(F) {}
};
template <class F>
LogSumExp(F) -> LogSumExp<F>;

/// exp(f_k) / sum_l exp(f_l), without overflow. Of f's dimension.
template <Formula F>
constexpr auto SoftMax(F f) {
  const auto e = Exp(f - Detach(Max<F>{}));
  return e / Sum(e);
}

}  // namespace kernfold

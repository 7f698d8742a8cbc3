// SPDX-License-Identifier: MIT
//
// Sums of several formulas in one pass over the pairs, each kept along one axis or summed over both.
#pragma once

#include <tuple>

#include <kernfold/api/reduction.hpp>

namespace kernfold {

/// One sum of a pass: of formula F, over axis A.
template <class F, class A>
struct SumOf {
  using formula = F;
  using axis = A;
};

namespace cpu {
inline namespace KERNFOLD_ISA {

namespace pass {

template <class... X>
struct List {};
template <class L, class M>
struct Join;
template <class... X, class... Y>
struct Join<List<X...>, List<Y...>> {
  using type = List<X..., Y...>;
};

// The sums of a list that a pass which keeps K makes: those that separate make none. Sums over both axes belong to the
// pass that keeps i, or j where nothing else keeps i.
template <class S>
inline constexpr bool separate = separates<CodeOf<typename S::formula, kept_by<typename S::axis>>, Sum<>>;
template <class S, Kept K, bool OverallWithI>
inline constexpr bool belongs = !separate<S> && (__is_same(typename S::axis, Axis01) ? (K == Kept::i) == OverallWithI
                                                                                     : kept_by<typename S::axis> == K);
template <Kept K, bool OverallWithI, class... S>
struct Select {
  using type = List<>;
};
template <Kept K, bool OverallWithI, class S, class... More>
struct Select<K, OverallWithI, S, More...> {
  using rest = typename Select<K, OverallWithI, More...>::type;
  using type = std::conditional_t<belongs<S, K, OverallWithI>, typename Join<List<S>, rest>::type, rest>;
};

template <Kept K, class T, class... S>
void run(List<S...>, const View<const T>* arguments, const Sizes& n, const Destination<T>* to) {
  if constexpr (sizeof...(S) > 0) {
    constexpr unsigned overall = [] {
      unsigned mask = 0, at = 1;
      ((mask |= __is_same(typename S::axis, Axis01) ? at : 0, at <<= 1), ...);
      return mask;
    }();
    using C = CodeOf<outputs_of<typename S::formula...>, K>;
    Reduce<C, Sum<>, T, overall>::run(arguments, K == Kept::i ? n.i : n.j, K == Kept::i ? n.j : n.i, n.how, to);
  }
}

}  // namespace pass

/// The sums S... of views of the arguments, by position; sum number k goes to to[k].
template <class T, class... S>
void sum_in_passes(const View<const T>* arguments, const Sizes& n, const Destination<T>* to) {
  constexpr bool some_i = ((!pass::separate<S> && __is_same(typename S::axis, Axis1)) || ...);
  constexpr bool some_j = ((!pass::separate<S> && __is_same(typename S::axis, Axis0)) || ...);
  constexpr bool with_i = some_i || !some_j;
  Destination<T> of_pass[sizeof...(S)];
  const auto choose = [&](Kept kept) {
    int k = 0, used = 0;
    const auto one = [&](bool chosen) {
      if (chosen) of_pass[used++] = to[k];
      ++k;
    };
    (one(kept == Kept::i ? pass::belongs<S, Kept::i, with_i> : pass::belongs<S, Kept::j, with_i>), ...);
  };
  choose(Kept::i);
  pass::run<Kept::i>(typename pass::Select<Kept::i, with_i, S...>::type{}, arguments, n, of_pass);
  choose(Kept::j);
  pass::run<Kept::j>(typename pass::Select<Kept::j, with_i, S...>::type{}, arguments, n, of_pass);
  int k = 0;
  const auto alone = [&]<class Q>(Q) {
    if constexpr (pass::separate<Q>)
      reduce_views<CodeOf<typename Q::formula, kept_by<typename Q::axis>>, Sum<>, T,
                   __is_same(typename Q::axis, Axis01), false>(arguments, n.extent<typename Q::axis>(), n.how, to[k]);
    ++k;
  };
  (alone(S{}), ...);
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu
}  // namespace kernfold

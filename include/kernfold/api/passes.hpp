// SPDX-License-Identifier: MIT
//
// Calls of several passes, written once for all engines: an engine runs the passes and owns what one leaves for the
// next. And sums of several formulas in one pass over the pairs, each kept along one axis or summed over both.
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

/// One of several reductions in one call: R of formula Shared, which is an output of the pass, or of Alone in a pass of
/// its own.
template <class R, class Shared, class Alone>
struct PartOf {
  using reduction = R;
  using shared = Shared;
  using alone = Alone;
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

// The sums of a list that a pass which keeps K makes: those that separate, if that is asked, make none. Sums over both
// axes belong to the pass that keeps i, or j where nothing else keeps i.
template <class S>
inline constexpr bool separate = separates<CodeOf<typename S::formula, kept_by<typename S::axis>>, Sum<>>;
template <class S, Kept K, bool OverallWithI>
inline constexpr bool keeps = __is_same(typename S::axis, Axis01) ? (K == Kept::i) == OverallWithI
                                                                  : kept_by<typename S::axis> == K;
template <bool asked, class S>
inline constexpr bool separates_alone = separate<S>;
template <class S>
inline constexpr bool separates_alone<false, S> = false;
template <class S, Kept K, bool OverallWithI, bool asked>
inline constexpr bool belongs = !separates_alone<asked, S> && keeps<S, K, OverallWithI>;
template <Kept K, bool OverallWithI, bool asked, class... S>
struct Select {
  using type = List<>;
};
template <Kept K, bool OverallWithI, bool asked, class S, class... More>
struct Select<K, OverallWithI, asked, S, More...> {
  using rest = typename Select<K, OverallWithI, asked, More...>::type;
  using type = std::conditional_t<belongs<S, K, OverallWithI, asked>, typename Join<List<S>, rest>::type, rest>;
};
// The outputs that are summed over both axes, as bits.
template <class... S>
constexpr unsigned overall_of(List<S...>) {
  unsigned mask = 0, at = 1;
  ((mask |= __is_same(typename S::axis, Axis01) ? at : 0, at <<= 1), ...);
  return mask;
}

template <Kept K, class T, class... S>
void run(List<S...>, const View<const T>* arguments, const Sizes& n, const Destination<T>* to) {
  if constexpr (sizeof...(S) > 0) {
    using C = CodeOf<outputs_of<typename S::formula...>, K>;
    Reduce<C, Sum<>, T, overall_of(List<S...>{})>::run(arguments, K == Kept::i ? n.i : n.j, K == Kept::i ? n.j : n.i,
                                                       n.how, to);
  }
}

}  // namespace pass

/// The sums S... of views of the arguments, by position; sum number k goes to to[k]. AllPairs: none separates.
template <class T, bool AllPairs, class... S>
void sum_in_passes(const View<const T>* arguments, const Sizes& n, const Destination<T>* to) {
  constexpr bool some_i = ((!pass::separates_alone<!AllPairs, S> && __is_same(typename S::axis, Axis1)) || ...);
  constexpr bool some_j = ((!pass::separates_alone<!AllPairs, S> && __is_same(typename S::axis, Axis0)) || ...);
  constexpr bool with_i = some_i || !some_j;
  Destination<T> of_pass[sizeof...(S)];
  const auto choose = [&](Kept kept) {
    int k = 0, used = 0;
    const auto one = [&](bool chosen) {
      if (chosen) of_pass[used++] = to[k];
      ++k;
    };
    (one(kept == Kept::i ? pass::belongs<S, Kept::i, with_i, !AllPairs> : pass::belongs<S, Kept::j, with_i, !AllPairs>),
     ...);
  };
  choose(Kept::i);
  pass::run<Kept::i>(typename pass::Select<Kept::i, with_i, !AllPairs, S...>::type{}, arguments, n, of_pass);
  choose(Kept::j);
  pass::run<Kept::j>(typename pass::Select<Kept::j, with_i, !AllPairs, S...>::type{}, arguments, n, of_pass);
  int k = 0;
  const auto alone = [&]<class Q>(Q) {
    if constexpr (pass::separates_alone<!AllPairs, Q>)
      reduce_views<CodeOf<typename Q::formula, kept_by<typename Q::axis>>, Sum<>, T,
                   __is_same(typename Q::axis, Axis01), false>(arguments, n.extent<typename Q::axis>(), n.how, to[k]);
    ++k;
  };
  (alone(S{}), ...);
}

/// The passes of a call with arguments of the types Arguments..., of which T is the scalar type. Views are of memory
/// that the engine reads. An engine on a device has the same members.
template <class T, class... Arguments>
class Passes {
  static constexpr bool all_pairs = has_option<AllPairs, Arguments...>;

 public:
  /// What a pass leaves: a matrix that owns its memory.
  using Matrix = Tensor<T>;

  template <class Bound>
  Passes(const Bound&, const Sizes& n, const Arguments&...) : n_(n) {}

  const Sizes& sizes() const { return n_; }
  /// Argument p of the call, and a number of our own, as passes read them.
  template <class Bound>
  View<const T> argument(const Bound& b, int p) const {
    return b.argument[p];
  }
  View<const T> number(T x) {
    number_ = x;
    return {&number_, 1, 1, 1, 1};
  }
  static Matrix matrix(std::ptrdiff_t rows, std::ptrdiff_t cols) { return Matrix(rows, cols); }
  static View<const T> view_of(const Matrix& m) { return view(m); }
  static View<T> view_of(Matrix& m) { return view(m); }
  /// 0, 1, ..., n - 1.
  static Matrix counting(std::ptrdiff_t n) {
    Matrix r(n, 1);
    for (std::ptrdiff_t k = 0; k < n; ++k) r.data()[k] = static_cast<T>(k);
    return r;
  }
  /// Row i of argument p, of what argument() gave; and a copy of argument P.
  static const T* row(const View<const T>* views, int p, std::ptrdiff_t i) {
    return views[p].data + i * views[p].row_stride;
  }
  template <int P, int Dim>
  static Matrix copy_of(const View<const T>* views) {
    const View<const T>& v = views[P];
    Matrix r(v.rows, Dim);
    for (std::ptrdiff_t i = 0; i < v.rows; ++i)
      for (int k = 0; k < Dim; ++k) r(i, k) = v(i, k);
    return r;
  }

  /// Formula F, without j, of each row of the views.
  template <class F>
  void rows(const View<const T>* views, const View<T>& out, const Execution& how) const {
    const Destination<T> to = values_in(out);
    Reduce<CodeOf<F, Kept::i>, Sum<>, T>::run(views, out.rows, 1, how, &to);
  }
  /// Reduction R of formula F over axis A.
  template <class R, class A, class F>
  auto reduce(const View<const T>* views) const {
    return reduce_bound<R, A, F, T, all_pairs>(views, n_).release();
  }
  /// The same, as what the call returns.
  template <class R, class A, class F, class Bound>
  auto result(const Bound& b, const View<const T>* views) const {
    return result_of<R, A, F, T, Arguments...>(b, views, n_);
  }
  /// The sums S..., each in one of `to`.
  template <class... S>
  void sums(const View<const T>* views, Matrix* to) const {
    Destination<T> in[sizeof...(S)];
    int k = 0;
    const auto allocate = [&](std::ptrdiff_t rows, int cols) {
      to[k] = Matrix(rows, cols);
      in[k] = values_in(view(to[k]));
      ++k;
    };
    (allocate(n_.template rows<typename S::axis>(), S::formula::dim), ...);
    sum_in_passes<T, all_pairs, S...>(views, n_, in);
  }
  /// The reductions P... over axis A, as a std::tuple of what the call returns.
  template <class A, class... P>
  auto together(const View<const T>* views) const {
    using C = CodeOf<outputs_of<typename P::shared...>, kept_by<A>>;
    std::tuple<Returned<typename P::reduction, T, P::shared::dim>...> all{
        (static_cast<void>(P{}), n_.template rows<A>())...};
    return std::apply(
        [&](auto&... r) {
          const Destination<T> to[] = {r.destination()...};
          constexpr unsigned overall = __is_same(A, Axis01) ? (1U << sizeof...(P)) - 1U : 0U;
          const auto e = n_.template extent<A>();
          Reduce<C, Reductions<typename P::reduction...>, T, overall>::run(views, e.kept, e.reduced, n_.how, to);
          return std::tuple{r.release()...};
        },
        all);
  }
  /// The states of a reduction, row after row.
  template <class R, class A, class F, class State>
  void states(const View<const T>* views, State* to) const {
    const Destination<T> in{{nullptr, 0, 0, 0, 0}, {nullptr, 0, 0, 0, 0}, to};
    const auto e = n_.template extent<A>();
    Reduce<CodeOf<F, kept_by<A>>, R, T, 0, true>::run(views, e.kept, e.reduced, n_.how, &in);
  }
  /// A matrix as the call returns it.
  static Matrix give(Matrix&& m) { return static_cast<Matrix&&>(m); }

 private:
  Sizes n_;
  T number_ = T(0);
};

}  // namespace KERNFOLD_ISA

/// What answers calls of several passes with data in host memory.
struct Engine {
  template <class T, class... Arguments>
  using Passes = cpu::Passes<T, Arguments...>;
};

}  // namespace cpu

namespace detail {
/// Does the CPU engine answer a call?
template <class... Arguments>
inline constexpr bool on_host = std::is_void_v<typename EngineOfCall<Arguments...>::type>;

/// The passes of a call, run by the engine that its arguments name.
template <class T, class... Arguments>
using PassesOf = typename std::conditional_t<on_host<Arguments...>, std::type_identity<cpu::Engine>,
                                             EngineOfCall<Arguments...>>::type::template Passes<T, Arguments...>;
}  // namespace detail
}  // namespace kernfold

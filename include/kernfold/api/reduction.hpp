// SPDX-License-Identifier: MIT
//
// Reductions as users call them: reduce<Sum, Axis1>(f, X, Y) and the reusable operator reduction<Sum, Axis1>(f). Here
// the result of a call is allocated, and an engine chosen.
#pragma once

#include <kernfold/api/well_formed.hpp>
#include <kernfold/engine/cpu/separable.hpp>
#include <kernfold/reductions/accuracy.hpp>
#include <kernfold/tensors/binding.hpp>
#include <kernfold/tensors/tensor.hpp>

namespace kernfold {

namespace detail {

template <class C>
struct SignatureOf {
  static constexpr auto& value = C::signature;
};

template <class R>
struct IndexTypeOf {
  using type = std::int64_t;
};
template <class R>
requires requires { typename R::index_type; }
struct IndexTypeOf<R> {
  using type = typename R::index_type;
};

}  // namespace detail

/// What reductions return that give values and indices: two matrices of one shape.
template <class T>
struct ValuesAndIndices {
  Tensor<T> values;
  Tensor<std::int64_t> indices;

  template <class... N, bool ok = false>
  const T& operator()(N...) const {
    static_assert(ok,
                  "kernfold: c(i, k), of values and indices: the reduction gives two matrices; write c.values(i, k) or "
                  "c.indices(i, k)");
    return *values.data();
  }
};

namespace cpu {
inline namespace KERNFOLD_ISA {

/// The sizes of a reduction: of the axis that is kept and of what is reduced.
struct Extent {
  std::ptrdiff_t kept, reduced;
};

/// The sizes of a call.
struct Sizes {
  std::ptrdiff_t i, j;
  Execution how;
  template <class A>
  Extent extent() const {
    return __is_same(A, Axis0) ? Extent{j, i} : Extent{i, j};
  }
  /// Rows of the result.
  template <class A>
  std::ptrdiff_t rows() const {
    return __is_same(A, Axis01) ? 1 : extent<A>().kept;
  }
};

/// What reduction R of a formula of dimension Dim returns.
template <class R, class T, int Dim>
struct Returned {
  static constexpr int dim = detail::result_dim<R>(Dim);
  static constexpr int values = detail::number_of_values<R>(), indices = detail::number_of_indices<R>();
  static constexpr bool one_matrix = values == 0 || indices == 0;
  /// The type of its elements, and their number in a row.
  using Element = std::conditional_t<(values > 0), T, typename detail::IndexTypeOf<R>::type>;
  static constexpr int cols = (values > 0 ? values : indices) * dim;

  Tensor<T> value;
  Tensor<std::int64_t> index;

  explicit Returned(std::ptrdiff_t rows) : value(matrix<T, values>(rows)), index(matrix<std::int64_t, indices>(rows)) {}
  Destination<T> destination() { return {view(value), view(index), nullptr}; }
  auto release() {
    if constexpr (requires { R::result(value); })
      return R::result(value);
    else if constexpr (indices == 0)
      return static_cast<Tensor<T>&&>(value);
    else if constexpr (values > 0)
      return ValuesAndIndices<T>{static_cast<Tensor<T>&&>(value), static_cast<Tensor<std::int64_t>&&>(index)};
    else if constexpr (std::is_same_v<Element, std::int64_t>)
      return static_cast<Tensor<std::int64_t>&&>(index);
    else
      return converted();
  }

 private:
  template <class U, int n>
  static KERNFOLD_INLINE Tensor<U> matrix([[maybe_unused]] std::ptrdiff_t rows) {
    if constexpr (n > 0)
      return Tensor<U>(rows, n * dim);
    else
      return Tensor<U>();
  }
  Tensor<Element> converted() const {
    Tensor<Element> r(index.rows(), index.cols());
    for (std::ptrdiff_t k = 0; k < r.size(); ++k) r.data()[k] = static_cast<Element>(index.data()[k]);
    return r;
  }
};

/// Reduces code C by R, without checks: arguments by position, `to` large enough. Both: over both axes.
template <class C, class R, class T, bool Both, bool AllPairs>
void reduce_views(const View<const T>* arguments, const Extent& n, const Execution& how, const Destination<T>& to) {
  if constexpr (reduces_one_axis<C, R, T>() && !AllPairs)
    if (!Both || n.kept == 1)
      return RowReduction<Turned<C>, R, T>::run(arguments, n.reduced, how, to, Both ? 1 : n.kept);
  constexpr bool separate = separates<C, R> && !AllPairs;
  if constexpr (separate) {
    T sums[(separation<typename C::formula, C::kept>.with_rests ? 4 : 1) * ColumnCode<C>::dim];
    // Short as its steps are, they are nothing to those who watch until all is done.
    if (reduce_separably<R>(separable_table<C, R, T, Both>, arguments, n.kept, n.reduced, how.part(0, 0), to.values,
                            sums))
      return how.monitors.watch(1);
  }
  Reduce<C, R, T, Both ? 1 : 0, false, separate>::run(arguments, n.kept, n.reduced, how, &to);
}

/// The sizes of a call with binding b and arguments of types T.... Explains it if a size that axis A needs is missing.
/// An axis that nothing depends on and nobody gave a size has one index.
template <class A, class S, class... T, class Bound>
Sizes sizes_of(const Bound& b) {
  if constexpr (!__is_same(A, Axis1)) (void)require_size<S, Category::i, T...>();
  if constexpr (!__is_same(A, Axis0)) (void)require_size<S, Category::j, T...>();
  return {b.size_i < 0 ? 1 : b.size_i, b.size_j < 0 ? 1 : b.size_j, {b.threads, b.monitors}};
}

/// What reduction R of formula F over axis A gives for views of the arguments, by position.
template <class R, class A, class F, class T, bool AllPairs = false>
KERNFOLD_INLINE Returned<R, T, F::dim> reduce_bound(const View<const T>* arguments, const Sizes& n) {
  Returned<R, T, F::dim> r(n.rows<A>());
  reduce_views<CodeOf<F, kept_by<A>>, R, T, __is_same(A, Axis01), AllPairs>(arguments, n.extent<A>(), n.how,
                                                                            r.destination());
  return r;
}

/// The same as a call with binding b and arguments of types Arguments... returns it: a result of its own or, with
/// into(out), a view of out.
template <class R, class A, class F, class T, class... Arguments, class Bound>
KERNFOLD_INLINE auto result_of(const Bound& b, const View<const T>* arguments, const Sizes& n) {
  using C = CodeOf<F, kept_by<A>>;
  using Result = Returned<R, T, F::dim>;
  constexpr bool both = __is_same(A, Axis01), all_pairs = has_option<AllPairs, Arguments...>;
  if constexpr (has_option<AnyInto, Arguments...>) {
    static_assert(Result::one_matrix,
                  "kernfold: into(out): the reduction gives values and indices, which one matrix cannot take; leave "
                  "into(out) out");
    using Element = typename Result::Element;
    const View<Element> out = checked_output<Element>(b, n.rows<A>(), Result::cols);
    if constexpr (std::is_same_v<Element, T>) {
      reduce_views<C, R, T, both, all_pairs>(arguments, n.extent<A>(), n.how, values_in(out));
    } else if constexpr (std::is_same_v<Element, std::int64_t>) {
      reduce_views<C, R, T, both, all_pairs>(arguments, n.extent<A>(), n.how, {{nullptr, 0, 0, 0, 0}, out, nullptr});
    } else {
      const auto r = reduce_bound<R, A, F, T, all_pairs>(arguments, n);
      for (std::ptrdiff_t row = 0; row < out.rows; ++row)
        for (int k = 0; k < Result::cols; ++k) out(row, k) = static_cast<Element>(r.index(row, k));
    }
    return out;
  } else {
    return reduce_bound<R, A, F, T, all_pairs>(arguments, n).release();
  }
}

template <class R, class A, class F, class... T>
KERNFOLD_INLINE auto run_reduction(const T&... arguments) {
  using S = detail::SignatureOf<CodeOf<F, kept_by<A>>>;
  const auto b = bind_arguments<S>(arguments...);
  using Value = typename decltype(b)::scalar;
  if constexpr (detail::Call<S, T...>::ok)
    return result_of<R, A, F, Value, T...>(b, b.argument, sizes_of<A, S, T...>(b));
  else
    return Returned<R, Value, F::dim>(0).release();
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu

namespace detail::call_error {
template <class R, int given, bool ok = false>
struct number_of_formulas {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, w, ...): number_of_formulas<R, given>: R takes another number of "
                "formulas: one, f, or, for LogSumExp, SumSoftMaxWeight, Mean and MeanVariance, f and its weight w");
};
}  // namespace detail::call_error

struct first_index;

/// A reduction R (Sum<>, ...) over an axis of a formula F, or of a formula and its weight: an operator to call with
/// data. Empty, to be copied freely.
template <class R, class A, class... F>
struct Reduction {
  static_assert(detail::ReductionType<R>,
                "kernfold: reduce<R, Axis>(f, ...): R must be a reduction, such as Sum, and stands before the axis");
  static_assert(detail::is_axis<A>, "kernfold: reduce<R, Axis>(f, ...): the axis must be Axis0, Axis1 or Axis01");
  static_assert(
      (Formula<F> && ...),
      "kernfold: reduce<R, Axis>(f, ...): f must be a formula, made of variables Vi, Vj, Pm; data come after it");

  constexpr Reduction() {
    if constexpr (detail::ReductionType<R> && (Formula<F> && ...) && !detail::FormulaFor<R, 0, F...>::ok)
      detail::explain<detail::call_error::number_of_formulas<R, sizeof...(F)>>();
  }

  /// The reduction of the data: one argument for each variable of the formula as it was written, by position or by
  /// name, then options: into(out), threads(n), size_i(M), size_j(N), all_pairs, accuracy::blocked and its like. A
  /// variable Vi of dimension D takes data of shape (M, D), Vj (N, D), Pm (D). Returns a Tensor of shape (M, dim) for
  /// Axis1, (N, dim) for Axis0, (1, dim) for Axis01, or several, where R says so; with into(out) a view of out. Throws
  /// shape_error, before anything is computed, where sizes do not agree.
  template <class... T>
  KERNFOLD_INLINE auto operator()(const T&... arguments) const {
    static_assert(!(std::is_same_v<first_index, T> || ...),
                  "kernfold: reduce(f, ..., first_index(k)): the indices of a whole axis begin at 0; write partial(op, "
                  "..., first_index(k)) for a part of it, or leave it out");
    if constexpr (detail::is_well_formed<R, A, F...>()) {
      using Engine = typename detail::EngineOfCall<T...>::type;
      using Whole = typename detail::FormulaFor<R, 0, F...>::type;
      using Accurate = typename detail::Accurate<R, T...>::type;
      if constexpr (std::is_void_v<Engine>)
        return cpu::run_reduction<Accurate, A, Whole>(arguments...);
      else
        return Engine::template run<Accurate, A, Whole>(arguments...);
    } else {
      return detail::NoReduction{}(arguments...);
    }
  }
  template <class Self = Reduction>
  Tensor<float> operator()(detail::AnyData, detail::AnyData = {}, detail::AnyData = {}, detail::AnyData = {},
                           detail::AnyData = {}, detail::AnyData = {}) const {
    detail::explain<detail::data_in_braces<Self>>();
    return Tensor<float>();
  }
};

/// The operator that reduces f over an axis: reduction<Sum, Axis1>(f)(X, Y, ...). Some reductions take a weight w for
/// each f: reduction<LogSumExp, Axis1>(f, w).
/// Example: `reduction<Sum, Axis1>(f)(X, Y, W)`.
template <template <class...> class R, class A, class... F>
constexpr Reduction<R<>, A, F...> reduction(F...) {
  return {};
}
template <class R, class A, class... F>
constexpr Reduction<R, A, F...> reduction(F...) {
  return {};
}

namespace detail {
inline namespace KERNFOLD_ISA {
// Is W, before `more` arguments, a second formula? Else it stands where data should.
template <class R, class F, class W, int more>
constexpr bool is_weight() {
  if constexpr (!ReductionType<R> || !Formula<F>)
    return false;
  else if constexpr (FormulaFor<R, 0, F, W>::ok)
    return true;
  else if constexpr (F::dim > 0)
    return more >= draft<F>.positions;
  else
    return false;
}

template <class R, class A, class F, class... T>
auto reduce_call(F, const T&... arguments) {
  return Reduction<R, A, F>{}(arguments...);
}
template <class R, class A, class F, Formula W, class... T>
requires(is_weight<R, F, W, sizeof...(T)>())  //
    auto reduce_call(F, const W&, const T&... arguments) {
  return Reduction<R, A, F, W>{}(arguments...);
}
}  // namespace KERNFOLD_ISA
}  // namespace detail

inline namespace KERNFOLD_ISA {

/// Reduces formula f over an axis: c_i = sum_j f(x_i, y_j) for reduce<Sum, Axis1>. The arguments are
/// those of Reduction::operator(). For a reduction with weights: reduce<SumSoftMaxWeight, Axis1>(f, w, X, Y, ...).
/// Example: `reduce<Sum, Axis1>(f, x = X, y = Y, a = W)`.
template <template <class...> class R, class A, class F, class... T>
auto reduce(F f, const T&... arguments) {
  return detail::reduce_call<R<>, A>(f, arguments...);
}
template <class R, class A, class F, class... T>
auto reduce(F f, const T&... arguments) {
  return detail::reduce_call<R, A>(f, arguments...);
}

}  // namespace KERNFOLD_ISA

}  // namespace kernfold

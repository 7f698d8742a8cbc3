// SPDX-License-Identifier: MIT
//
// Reductions as users call them: reduce<Sum, Axis1>(f, X, Y), the reusable operator reduction<Sum, Axis1>(f), and its
// gradients. Here a call is checked, its result allocated, and an engine chosen.
#pragma once

#include <kernfold/engine/cpu/separable.hpp>
#include <kernfold/reductions/sum.hpp>
#include <kernfold/tensors/binding.hpp>
#include <kernfold/tensors/tensor.hpp>

namespace kernfold {

namespace detail {

template <class C>
struct SignatureOf {
  static constexpr auto& value = C::signature;
};

template <class A>
inline constexpr bool is_axis = __is_same(A, Axis0) || __is_same(A, Axis1) || __is_same(A, Axis01);

template <class R>
concept ReductionType = requires {
  typename R::template State<math::Pack<float, 1>>;
};

// What a wrong reduction, or the gradient of one, is to its callers once the mistake is explained.
struct NoReduction {
  template <class... T>
  Tensor<float> operator()(const T&...) const {
    return Tensor<float>();
  }
};

// What R makes of the formulas of a call: the formula that output Output of a program gives to it.
template <class R, int Output, class... F>
struct FormulaFor {
  static constexpr bool ok = false;
};
template <class R, int Output, class F>
requires(!requires { typename R::template formula<Output, F>; }) struct FormulaFor<R, Output, F> {
  static constexpr bool ok = true;
  using type = F;
};
template <class R, int Output, class... F>
requires requires { typename R::template formula<Output, F...>; }
struct FormulaFor<R, Output, F...> {
  static constexpr bool ok = true;
  using type = typename R::template formula<Output, F...>;
};

template <class R, class A, class... F>
constexpr bool is_well_formed() {
  if constexpr (ReductionType<R> && is_axis<A> && (Formula<F> && ...)) {
    if constexpr (((F::dim > 0) && ...) && FormulaFor<R, 0, F...>::ok)
      return draft<typename FormulaFor<R, 0, F...>::type>.ok;
    else
      return false;
  } else {
    return false;
  }
}

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
};

namespace cpu {
inline namespace KERNFOLD_ISA {

/// The sizes of a reduction: over the rows of the result and over what is reduced.
struct Extent {
  std::ptrdiff_t kept, reduced;
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

  explicit Returned(std::ptrdiff_t rows) : value(rows, values * dim), index(rows, indices * dim) {}
  Destination<T> destination() { return {view(value), view(index)}; }
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
  Tensor<Element> converted() const {
    Tensor<Element> r(index.rows(), index.cols());
    for (std::ptrdiff_t k = 0; k < r.size(); ++k) r.data()[k] = static_cast<Element>(index.data()[k]);
    return r;
  }
};

/// Reduces code C by R, without checks: arguments by position, `to` large enough. Both: over both axes.
template <class C, class R, class T, bool Both, bool AllPairs>
void reduce_views(const View<const T>* arguments, const Extent& n, int threads, const Destination<T>& to) {
  if constexpr (separates<C, R> && !AllPairs)
    if (reduce_separably<C, R, T, Both>(arguments, n.kept, n.reduced, threads, to.values)) return;
  Reduce<C, R, T, Both ? 1 : 0>::run(arguments, n.kept, n.reduced, threads, &to);
}

template <class R, class A, class F, class... T>
KERNFOLD_INLINE auto run_reduction(const T&... arguments) {
  constexpr Kept kept = __is_same(A, Axis0) ? Kept::j : Kept::i;
  using C = CodeOf<F, kept>;
  using S = detail::SignatureOf<C>;
  const auto b = bind_arguments<S>(arguments...);
  using Value = typename decltype(b)::scalar;
  using Result = Returned<R, Value, F::dim>;
  if constexpr (detail::Call<S, T...>::ok) {
    constexpr bool sums_i = !__is_same(A, Axis1), sums_j = !__is_same(A, Axis0), both = sums_i && sums_j;
    if constexpr (sums_i) (void)require_size<S, Category::i, T...>();
    if constexpr (sums_j) (void)require_size<S, Category::j, T...>();
    // an axis that nothing depends on and nobody gave a size has one index
    const std::ptrdiff_t i = b.size_i < 0 ? 1 : b.size_i, j = b.size_j < 0 ? 1 : b.size_j;
    const Extent n = __is_same(A, Axis0) ? Extent{j, i} : Extent{i, j};
    const std::ptrdiff_t rows = both ? 1 : n.kept;
    constexpr bool all_pairs = has_option<AllPairs, T...>;
    if constexpr (has_option<AnyInto, T...>) {
      static_assert(Result::one_matrix,
                    "kernfold: into(out): the reduction gives values and indices, which one matrix cannot take; leave "
                    "into(out) out");
      using Element = typename Result::Element;
      const View<Element> out = checked_output<Element>(b, rows, Result::cols);
      if constexpr (std::is_same_v<Element, Value>) {
        reduce_views<C, R, Value, both, all_pairs>(b.argument, n, b.threads, values_in(out));
      } else if constexpr (std::is_same_v<Element, std::int64_t>) {
        reduce_views<C, R, Value, both, all_pairs>(b.argument, n, b.threads, {{nullptr, 0, 0, 0, 0}, out});
      } else {
        Result r(rows);
        reduce_views<C, R, Value, both, all_pairs>(b.argument, n, b.threads, r.destination());
        for (std::ptrdiff_t row = 0; row < rows; ++row)
          for (int k = 0; k < Result::cols; ++k) out(row, k) = static_cast<Element>(r.index(row, k));
      }
      return out;
    } else {
      Result r(rows);
      reduce_views<C, R, Value, both, all_pairs>(b.argument, n, b.threads, r.destination());
      return r.release();
    }
  } else {
    return Result(0).release();
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu

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
  static_assert(
      !detail::ReductionType<R> || !(Formula<F> && ...) || detail::FormulaFor<R, 0, F...>::ok,
      "kernfold: reduce<R, Axis>(f, w, ...): this reduction takes another number of formulas: one, f, or, for "
      "LogSumExp, SumSoftMaxWeight, Mean and MeanVariance, f and its weight w");

  /// The reduction of the data: one argument for each variable of the formula as it was written, by position or by
  /// name, then options: into(out), threads(n), size_i(M), size_j(N). A variable Vi of dimension D takes data of shape
  /// (M, D), Vj (N, D), Pm (D). Returns a Tensor of shape (M, dim) for Axis1, (N, dim) for Axis0, (1, dim) for Axis01,
  /// or several, where R says so; with into(out) a view of out. Throws shape_error, before anything is computed, where
  /// sizes do not agree.
  template <class... T>
  KERNFOLD_INLINE auto operator()(const T&... arguments) const {
    if constexpr (detail::is_well_formed<R, A, F...>()) {
      using Engine = typename detail::EngineOfCall<T...>::type;
      using Whole = typename detail::FormulaFor<R, 0, F...>::type;
      if constexpr (std::is_void_v<Engine>)
        return cpu::run_reduction<R, A, Whole>(arguments...);
      else
        return Engine::template run<R, A, Whole>(arguments...);
    } else {
      return detail::NoReduction{}(arguments...);
    }
  }
};

/// The operator that reduces f over an axis: reduction<Sum, Axis1>(f)(X, Y, ...). Some reductions take a weight w for
/// each f: reduction<LogSumExp, Axis1>(f, w).
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
// The second formula of a call, if its first argument is one and the reduction takes one.
template <class R, class A, class F, class... T>
auto reduce_call(F, const T&... arguments) {
  return Reduction<R, A, F>{}(arguments...);
}
template <class R, class A, class F, Formula W, class... T>
requires(ReductionType<R>&& FormulaFor<R, 0, F, W>::ok)  //
    auto reduce_call(F, const W&, const T&... arguments) {
  return Reduction<R, A, F, W>{}(arguments...);
}
}  // namespace KERNFOLD_ISA
}  // namespace detail

inline namespace KERNFOLD_ISA {

/// Reduces formula f over an axis: c_i = sum_j f(x_i, y_j) for reduce<Sum, Axis1>. See Reduction::operator(). For a
/// reduction with weights: reduce<SumSoftMaxWeight, Axis1>(f, w, X, Y, ...).
template <template <class...> class R, class A, class F, class... T>
auto reduce(F f, const T&... arguments) {
  return detail::reduce_call<R<>, A>(f, arguments...);
}
template <class R, class A, class F, class... T>
auto reduce(F f, const T&... arguments) {
  return detail::reduce_call<R, A>(f, arguments...);
}

}  // namespace KERNFOLD_ISA

namespace detail {

// The axis that the gradient of a sum in a variable runs over, and the adjoint of the result of a reduction.
template <Category C>
using GradientAxis = std::conditional_t<C == Category::i, Axis1, std::conditional_t<C == Category::j, Axis0, Axis01>>;
template <class A>
inline constexpr Category result_category = __is_same(A, Axis1)   ? Category::i
                                            : __is_same(A, Axis0) ? Category::j
                                                                  : Category::parameter;

template <class V, class F>
constexpr bool is_variable_of() {
  if constexpr (VariableFormula<V>) {
    constexpr auto& d = draft<F>;
    return V::position < d.positions && d.argument[V::position] == ArgumentInfo{true, V::category, V::dim};
  } else {
    return false;
  }
}

namespace call_error {
template <class V, bool ok = false>
struct not_a_variable {
  static_assert(
      ok,
      "kernfold: grad(reduction, v): not_a_variable<V>: v is a formula or something else; it must be a variable "
      "of the reduction's formula, Vi, Vj or Pm");
};
template <class V, bool ok = false>
struct no_such_variable {
  static_assert(ok,
                "kernfold: grad(reduction, v): no_such_variable<V>: the formula has no variable v of this category, "
                "position and dimension");
};
}  // namespace call_error

}  // namespace detail

/// The adjoint of a sum in one of its variables, as a reduction with one argument more: e, of the shape of the sum's
/// result, at the next position. grad(reduction<Sum, Axis1>(f), y)(X, Y, E) is (d_y c)^T E with c = sum_j f: shape (N,
/// dim of y), summed over i. In a parameter: shape (1, dim), summed over i and j.
template <class A, class F, class V>
constexpr auto grad(Reduction<Sum<>, A, F>, V) {
  if constexpr (!detail::is_well_formed<Sum<>, A, F>()) {
    return detail::NoReduction{};
  } else if constexpr (detail::is_variable_of<V, F>()) {
    using E = VariableOf<detail::result_category<A>, draft<F>.positions, F::dim>;
    return Reduction<Sum<>, detail::GradientAxis<V::category>, Grad<F, V, E>>{};
  } else {
    using Error = std::conditional_t<VariableFormula<V>, detail::call_error::no_such_variable<V>,
                                     detail::call_error::not_a_variable<V>>;
    detail::explain<Error>();
    return detail::NoReduction{};
  }
}

}  // namespace kernfold

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

template <class R, class A, class F>
constexpr bool is_well_formed() {
  if constexpr (ReductionType<R> && is_axis<A> && Formula<F>) {
    return draft<F>.ok;
  } else {
    return false;
  }
}

}  // namespace detail

namespace cpu {
inline namespace KERNFOLD_ISA {

template <class R, class A, class F, class... T>
KERNFOLD_INLINE auto run_reduction(const T&... arguments) {
  constexpr Kept kept = __is_same(A, Axis0) ? Kept::j : Kept::i;
  using C = CodeOf<F, kept>;
  using S = detail::SignatureOf<C>;
  const auto b = bind_arguments<S>(arguments...);
  using Value = typename decltype(b)::scalar;
  if constexpr (detail::Call<S, T...>::ok) {
    constexpr bool sums_i = !__is_same(A, Axis1), sums_j = !__is_same(A, Axis0);
    [[maybe_unused]] constexpr bool size_i_known = !sums_i || require_size<S, Category::i, T...>();
    [[maybe_unused]] constexpr bool size_j_known = !sums_j || require_size<S, Category::j, T...>();
    // an axis that nothing depends on and nobody gave a size has one index
    const std::ptrdiff_t i = b.size_i < 0 ? 1 : b.size_i, j = b.size_j < 0 ? 1 : b.size_j;
    const std::ptrdiff_t rows = sums_i && sums_j ? 1 : sums_i ? j : i;
    const auto run = [&](const View<Value>& out) KERNFOLD_INLINE_LAMBDA {
      if constexpr (separates<C, R> && !has_option<AllPairs, T...>)
        if (reduce_separably < C, R, Value,
            sums_i && sums_j > (b.argument, sums_i && sums_j ? i : rows, __is_same(A, Axis0) ? i : j, b.threads, out))
          return;
      if constexpr (sums_i && sums_j)
        reduce_all<C, R, Value>(b.argument, i, j, b.threads, out);
      else
        reduce_columns<C, R, Value>(b.argument, rows, sums_i ? i : j, b.threads, out);
    };
    if constexpr (has_option<AnyInto, T...>) {
      const View<Value> out = checked_output<Value>(b, rows, F::dim);
      run(out);
      return out;
    } else {
      Tensor<Value> out(rows, F::dim);
      run(view(out));
      return out;
    }
  } else {
    return Tensor<Value>();
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu

/// A reduction R (Sum<>, ...) of formula F over an axis: an operator to call with data. Empty, to be copied freely.
template <class R, class A, class F>
struct Reduction {
  static_assert(detail::ReductionType<R>,
                "kernfold: reduce<R, Axis>(f, ...): R must be a reduction, such as Sum, and stands before the axis");
  static_assert(detail::is_axis<A>, "kernfold: reduce<R, Axis>(f, ...): the axis must be Axis0, Axis1 or Axis01");
  static_assert(
      Formula<F>,
      "kernfold: reduce<R, Axis>(f, ...): f must be a formula, made of variables Vi, Vj, Pm; data come after it");
  using formula_type = F;

  /// The reduction of the data: one argument for each variable of the formula as it was written, by position or by
  /// name, then options: into(out), threads(n), size_i(M), size_j(N). A variable Vi of dimension D takes data of shape
  /// (M, D), Vj (N, D), Pm (D). Returns a Tensor of shape (M, dim) for Axis1, (N, dim) for Axis0, (1, dim) for Axis01;
  /// with into(out) a view of out. Throws shape_error, before anything is computed, where sizes do not agree.
  template <class... T>
  KERNFOLD_INLINE auto operator()(const T&... arguments) const {
    if constexpr (detail::is_well_formed<R, A, F>()) {
      return cpu::run_reduction<R, A, F>(arguments...);
    } else {
      return detail::NoReduction{}(arguments...);
    }
  }
};

/// The operator that reduces f over an axis: reduction<Sum, Axis1>(f)(X, Y, ...).
template <template <class...> class R, class A, class F>
constexpr Reduction<R<>, A, F> reduction(F) {
  return {};
}
template <class R, class A, class F>
constexpr Reduction<R, A, F> reduction(F) {
  return {};
}

inline namespace KERNFOLD_ISA {

/// Reduces formula f over an axis: c_i = sum_j f(x_i, y_j) for reduce<Sum, Axis1>. See Reduction::operator().
template <template <class...> class R, class A, class F, class... T>
auto reduce(F, const T&... arguments) {
  return Reduction<R<>, A, F>{}(arguments...);
}
template <class R, class A, class F, class... T>
auto reduce(F, const T&... arguments) {
  return Reduction<R, A, F>{}(arguments...);
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

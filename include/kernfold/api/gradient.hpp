// SPDX-License-Identifier: MIT
//
// Derivatives of reductions: grad, jvp, and value_and_grad and grads, which share passes over the pairs.
#pragma once

#include <kernfold/api/passes.hpp>
#include <kernfold/api/tangent.hpp>
#include <kernfold/operations/derivatives.hpp>

namespace kernfold {

namespace detail {

// The axis that the gradient of a sum in a variable runs over.
template <Category C>
using GradientAxis = std::conditional_t<C == Category::i, Axis1, std::conditional_t<C == Category::j, Axis0, Axis01>>;

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

template <class F, class V>
constexpr bool check_variable() {
  if constexpr (is_variable_of<V, F>()) {
    return true;
  } else {
    explain<std::conditional_t<VariableFormula<V>, call_error::no_such_variable<V>, call_error::not_a_variable<V>>>();
    return false;
  }
}

// What must be passed for formula F.
template <class F>
struct SignatureOfFormula {
  static constexpr ArgumentList<draft<F>.positions> value = draft<F>;
};

template <class... T>
inline constexpr int number_of_data = (0 + ... + static_cast<int>(!Option<T>));

// Of reduction R over axis A of F...: its formula, and the adjoint of its result, at the next position.
template <class R, class A, class... F>
struct Differentiable {
  using Value = typename FormulaFor<R, 0, F...>::type;
  static constexpr int positions = draft<Value>.positions, dim = result_dim<R>(Value::dim);
  using E = VariableOf<result_category<A>, positions, dim>;
};

// The formula whose arguments a call with X... behind those of F has; with a result that is handed in, if so.
template <class Tan, bool handed, class F, class... X>
struct CalledWith {
  using type = Outputs<F, X...>;
};
template <class Tan, class F, class... X>
struct CalledWith<Tan, true, F, X...> {
  using type = Outputs<F, X..., typename Tan::Result>;
};

// Calls use(passes, binding, views): views of the arguments of a call, of X... behind them, and behind these of what
// the tangent Tan needs, handed in by the user or computed.
template <class A, class Tan, class F, class... X, class Use, class... Arguments>
auto with_saved(TypeList<X...>, Use use, const Arguments&... arguments) {
  constexpr int own = draft<F>.positions + static_cast<int>(sizeof...(X));
  constexpr bool handed = number_of_data < Arguments... >> own && Tan::given > 0;
  static_assert(!has_option<AnySummation, Arguments...>,
                "kernfold: grads, value_and_grad, jvp and grad of other reductions than Sum: accuracy::... is an "
                "option of reduce and of grad of a Sum; leave it out");
  using S = SignatureOfFormula<typename CalledWith<Tan, handed, F, X...>::type>;
  const auto b = bind_arguments<S>(arguments...);
  using T = typename decltype(b)::scalar;
  using Passes = PassesOf<T, Arguments...>;
  cpu::Sizes n{0, 0, {0, {}}};
  if constexpr (Call<S, Arguments...>::ok) n = cpu::sizes_of<Axis01, S, Arguments...>(b);
  Passes passes(b, n, arguments...);
  View<const T> views[own + Tan::saved + 2];
  if constexpr (Call<S, Arguments...>::ok)
    for (int p = 0; p < S::value.positions; ++p) views[p] = passes.argument(b, p);
  if constexpr (Tan::saved == 0) {
    return use(passes, b, views);
  } else {
    typename Tan::template Saved<Passes, T> saved;
    if constexpr (handed)
      saved.complete(passes, views, views + own);
    else
      saved.compute(passes, views, views + own);
    return use(passes, b, views);
  }
}

}  // namespace detail

/// The adjoint of reduction R over axis A of F... in the variable V: an operator, see grad.
template <class R, class A, class V, class... F>
struct GradientReduction {
  using D = detail::Differentiable<R, A, F...>;
  using Tan = detail::Tangent<R, A, D::positions + 1, F...>;
  using formula_type = Grad<typename Tan::type, V, typename D::E>;

  template <class... T>
  auto operator()(const T&... arguments) const {
    return detail::with_saved<A, Tan, typename D::Value>(
        TypeList<typename D::E>{},
        [](auto& passes, const auto& b, const auto* views) {
          return passes.template result<Sum<>, detail::GradientAxis<V::category>, formula_type>(b, views);
        },
        arguments...);
  }
};

/// The adjoint of a reduction in one of its variables, an operator with one argument more: e, of the shape of the
/// reduction's result, at the next position. grad(reduction<Sum, Axis1>(f), y)(X, Y, E) is (d_y c)^T E with c = sum_j
/// f: shape (N, dim of y), summed over i. In a parameter: shape (1, dim), summed over i and j. Of Sum, LogSumExp,
/// SumSoftMaxWeight, Mean, Norm (0 where the norm is 0), Max and Min. LogSumExp and SumSoftMaxWeight compute their
/// result again unless it is handed in behind E: grad(op, x)(X, Y, E, C). For Max and Min: the derivative at the first
/// of equal extrema; on a GPU it takes a second pass over all pairs and, in float, at most 2^24 indices of each axis
/// that is reduced (else shape_error). The gradient of a Sum is a reduction again, with a gradient.
/// Example: `grad(reduction<Sum, Axis1>(f), y)(X, Y, W, E)`.
template <class A, class F, class V>
constexpr auto grad(Reduction<Sum<>, A, F>, V) {
  if constexpr (!detail::is_well_formed<Sum<>, A, F>()) {
    return detail::NoReduction{};
  } else if constexpr (!detail::check_variable<F, V>()) {
    return detail::NoReduction{};
  } else {
    using E = typename detail::Differentiable<Sum<>, A, F>::E;
    return Reduction<Sum<>, detail::GradientAxis<V::category>, Grad<F, V, E>>{};
  }
}
template <class R, class A, class... F, class V>
requires(detail::Tangent<R, A, 0, F...>::exists && !__is_same(R, Sum<>))  //
    constexpr auto grad(Reduction<R, A, F...>, V) {
  if constexpr (!detail::is_well_formed<R, A, F...>())
    return detail::NoReduction{};
  else if constexpr (!detail::check_variable<typename detail::FormulaFor<R, 0, F...>::type, V>())
    return detail::NoReduction{};
  else
    return GradientReduction<R, A, V, F...>{};
}

/// The adjoint of the gradient of LogSumExp: an operator, see grad. S = sum_i E A with A = sum_j (d_v T) h, T the
/// tangent exp(f - L), which L divides: dS = sum E (d((d_v T) h) - A dT).
template <class A, class V, class W, class... F>
struct SecondGradient {
  using D = detail::Differentiable<LogSumExp<>, A, F...>;
  static constexpr int next = D::positions + 1;
  using H = VariableOf<V::category, next, V::dim>;
  using Tan = detail::Tangent<LogSumExp<>, A, next + 1, F...>;
  using Inner = Diff<typename Tan::type, V, H>;
  using Along = VariableOf<detail::result_category<A>, next + 2, D::dim>;
  using formula_type = Grad<Subtract<Inner, Mult<Along, typename Tan::type>>, W, typename D::E>;

  template <class... T>
  auto operator()(const T&... arguments) const {
    return detail::with_saved<A, Tan, typename D::Value>(
        TypeList<typename D::E, H>{},
        [](auto& passes, const auto& b, auto* views) {
          const auto along = passes.template reduce<Sum<>, A, Inner>(views);
          views[next + 2] = passes.view_of(along);
          return passes.template result<Sum<>, detail::GradientAxis<W::category>, formula_type>(b, views);
        },
        arguments...);
  }
};

/// The second derivative: grad(grad(op, v), w)(X, Y, E, H) for op of LogSumExp, H of the shape of v's data.
/// Example: `grad(grad(reduction<LogSumExp, Axis1>(f), y), x)(X, Y, W, E, Y)`.
template <class A, class V, class... F, class W>
constexpr auto grad(GradientReduction<LogSumExp<>, A, V, F...>, W) {
  if constexpr (!detail::check_variable<typename detail::FormulaFor<LogSumExp<>, 0, F...>::type, W>())
    return detail::NoReduction{};
  else
    return SecondGradient<A, V, W, F...>{};
}

/// The derivative of reduction R over axis A of F... in the variable V, forward: an operator, see jvp.
template <class R, class A, class V, class... F>
struct DirectionalDerivative {
  using D = detail::Differentiable<R, A, F...>;
  using U = VariableOf<V::category, D::positions, V::dim>;
  using Tan = detail::Tangent<R, A, D::positions + 1, F...>;
  using formula_type = Diff<typename Tan::type, V, U>;

  template <class... T>
  auto operator()(const T&... arguments) const {
    return detail::with_saved<A, Tan, typename D::Value>(
        TypeList<U>{},
        [](auto& passes, const auto& b, const auto* views) {
          return passes.template result<Sum<>, A, formula_type>(b, views);
        },
        arguments...);
  }
};

/// The derivative of a reduction in one of its variables in a direction u, forward mode: an operator with one argument
/// more, u, of the shape of v's data, at the next position. jvp(reduction<Sum, Axis1>(f), y)(X, Y, U) is (d_y c) U, of
/// the shape of c. Of the reductions that have a gradient, see grad, and their results may be handed in behind U.
/// Example: `jvp(reduction<Sum, Axis1>(f), x)(X, Y, W, X)`.
template <class R, class A, class... F, class V>
requires(detail::Tangent<R, A, 0, F...>::exists) constexpr auto jvp(Reduction<R, A, F...>, V) {
  if constexpr (!detail::is_well_formed<R, A, F...>())
    return detail::NoReduction{};
  else if constexpr (!detail::check_variable<typename detail::FormulaFor<R, 0, F...>::type, V>())
    return detail::NoReduction{};
  else
    return DirectionalDerivative<R, A, V, F...>{};
}

namespace detail {
// Explains that several results do not go into one out.
template <class... T>
constexpr void refuse_into() {
  static_assert(!has_option<AnyInto, T...>,
                "kernfold: grads and value_and_grad return several results: into(out) "
                "cannot take them; leave it out");
}
}  // namespace detail

/// What value_and_grad returns: the result of the reduction, and its gradient, or a std::tuple of gradients.
template <class Value, class Gradients>
struct ValueAndGrad {
  Value value;
  Gradients grad;
};

/// Gradients of reduction R over axis A of F... in the variables V...: an operator, see grads and value_and_grad.
template <bool WithValue, class R, class A, class Variables, class... F>
struct Gradients;
template <bool WithValue, class R, class A, class... V, class... F>
struct Gradients<WithValue, R, A, TypeList<V...>, F...> {
  using D = detail::Differentiable<R, A, F...>;
  using Tan = detail::Tangent<R, A, D::positions + 1, F...>;
  template <class X>
  using GradientOf = SumOf<Grad<typename Tan::type, X, typename D::E>, detail::GradientAxis<X::category>>;
  /// The value is a sum beside the gradients, or else was computed before.
  static constexpr bool value_is_sum = WithValue && __is_same(R, Sum<>);

  template <class... T>
  auto operator()(const T&... arguments) const {
    detail::refuse_into<T...>();
    return detail::with_saved<A, Tan, typename D::Value>(
        TypeList<typename D::E>{},
        [](auto& passes, const auto&, const auto* views) {
          using Matrix = typename std::remove_cvref_t<decltype(passes)>::Matrix;
          Matrix of[sizeof...(V) + 1];
          [[maybe_unused]] constexpr int value = sizeof...(V);
          if constexpr (value_is_sum)
            passes.template sums<GradientOf<V>..., SumOf<typename D::Value, A>>(views, of);
          else
            passes.template sums<GradientOf<V>...>(views, of);
          if constexpr (WithValue && !value_is_sum) {
            if constexpr (Tan::given > 0)
              of[value] = passes.template copy_of<D::positions + 1, D::dim>(views);
            else
              of[value] = passes.template reduce<R, A, typename D::Value>(views);
          }
          const auto give = [&](int k) { return passes.give(static_cast<Matrix&&>(of[k])); };
          if constexpr (sizeof...(V) == 1) {
            if constexpr (WithValue)
              return ValueAndGrad<decltype(give(0)), decltype(give(0))>{give(value), give(0)};
            else
              return give(0);
          } else {
            int k = 0;
            const auto next = [&](auto) { return give(k++); };
            auto all = std::tuple{next(V{})...};  // braces: in this order
            if constexpr (WithValue)
              return ValueAndGrad<decltype(give(0)), decltype(all)>{give(value), static_cast<decltype(all)&&>(all)};
            else
              return all;
          }
        },
        arguments...);
  }
};

namespace detail {
template <bool WithValue, class R, class A, class... F, class... V>
constexpr auto gradients(Reduction<R, A, F...>, V...) {
  if constexpr (!is_well_formed<R, A, F...>())
    return NoReduction{};
  else if constexpr (!(check_variable<typename FormulaFor<R, 0, F...>::type, V>() && ...))
    return NoReduction{};
  else
    return Gradients<WithValue, R, A, TypeList<V...>, F...>{};
}
}  // namespace detail

/// The gradients of a reduction in several of its variables: grads(op, x, y, p)(X, Y, P, E) is a std::tuple of what
/// grad(op, x), grad(op, y), grad(op, p) give, in one pass over the pairs for each axis that the results have; for Max
/// and Min, in one pass for each variable. With one variable, its gradient.
/// Example: `grads(reduction<Sum, Axis1>(f), x, y)(X, Y, W, E)`.
template <class R, class A, class... F, class... V>
requires(sizeof...(V) > 0 && detail::Tangent<R, A, 0, F...>::exists)  //
    constexpr auto grads(Reduction<R, A, F...> op, V... v) {
  return detail::gradients<false>(op, v...);
}

/// The result and the gradients: auto [c, g] = value_and_grad(op, x, y)(X, Y, E); g as grads(op, x, y) gives it.
/// Example: `value_and_grad(reduction<LogSumExp, Axis1>(f), x, a)(X, Y, W, E)`.
template <class R, class A, class... F, class... V>
requires(sizeof...(V) > 0 && detail::Tangent<R, A, 0, F...>::exists)  //
    constexpr auto value_and_grad(Reduction<R, A, F...> op, V... v) {
  return detail::gradients<true>(op, v...);
}

}  // namespace kernfold

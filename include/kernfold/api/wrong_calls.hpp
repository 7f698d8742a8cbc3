// SPDX-License-Identifier: MIT
//
// Calls that lack or mix up what stands in angle brackets, and gradients of what is no reduction: overloads that
// explain.
#pragma once

#include <array>

#include <kernfold/api/evaluate.hpp>
#include <kernfold/api/extremum_gradient.hpp>
#include <kernfold/api/gradient.hpp>
#include <kernfold/api/together.hpp>

namespace kernfold {

namespace detail::call_error {
template <class F, bool ok = false>
struct no_reduction {
  static_assert(ok,
                "kernfold: reduce(f, ...): the reduction and the axis are missing; write reduce<Sum, Axis1>(f, ...)");
};
template <class F, bool ok = false>
struct axis_alone {
  static_assert(ok,
                "kernfold: reduce<Axis1>(f, ...): the reduction is missing; write reduce<Sum, Axis1>(f, ...), or "
                "reduce<Axis1>(reduction<Sum>(f), reduction<Max>(g), ...) for several in one pass");
};
template <class F, bool ok = false>
struct axis_first {
  static_assert(
      ok,
      "kernfold: reduce<Axis1, Sum>(f, ...): the reduction stands before the axis; write reduce<Sum, Axis1>(f, "
      "...)");
};
template <class F, bool ok = false>
struct number_of_places {
  static_assert(ok,
                "kernfold: reduce<KMin, Axis>(f, ...): KMin and its kin give the K smallest or largest values, K an "
                "integer; write reduce<KMin<5>, Axis1>(f, ...)");
};
template <class F, bool ok = false>
struct axis_as_number {
  static_assert(ok,
                "kernfold: reduce<Sum, 1>(f, ...): the axis is Axis1 to reduce over j, Axis0 over i, Axis01 over both");
};
template <class F, bool ok = false>
struct operation_as_reduction {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, ...): R is an operation on formulas; R must be a reduction, such as Sum, "
                "Max or LogSumExp; write reduce<Sum, Axis1>(Exp(f), ...) for a sum of Exp(f), and "
                "reduce<SumSoftMaxWeight, Axis1>(f, w, ...) for a sum of w weighted by the SoftMax of f");
};
template <class F, bool ok = false>
struct reduction_as_value {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, ...): R and the axis are names of types, no lambdas, objects or numbers; "
                "write reduce<Sum, Axis1>(f, ...) or reduce<KMin<5>, Axis1>(f, ...), or make a reduction of your own, "
                "a struct with identity, accumulate, merge and finish");
};
template <class F, bool ok = false>
struct evaluation_of_reduction {
  static_assert(
      ok,
      "kernfold: evaluate(reduction<Sum, Axis1>(f), ...): a reduction is called with its data; write op(X, Y, "
      "...), or evaluate(f, x, y, ...) for the value of its formula for one pair");
};
template <class F, bool ok = false>
struct values_in_braces {
  static_assert(ok,
                "kernfold: evaluate(f, {1, 2}, ...): braces have no type of their own; name it, as in std::array{1.0, "
                "2.0}");
};
template <class F, bool ok = false>
struct gradient_of_formula {
  static_assert(ok,
                "kernfold: grad(f, v): f is a formula; write grad(reduction<Sum, Axis1>(f), v) for the gradient of its "
                "sum, and so for grads, value_and_grad and jvp, or Grad(f, v, e) for a formula of its derivative");
};
template <class R, bool ok = false>
struct gradient_without_axis {
  static_assert(ok,
                "kernfold: grad(reduction<Sum>(f), v): the axis is missing; write grad(reduction<Sum, Axis1>(f), v), "
                "and so for grads, value_and_grad and jvp");
};
template <int given, bool ok = false>
struct number_of_variables {
  static_assert(ok,
                "kernfold: grad(reduction, v): number_of_variables<given>: grad and jvp take one variable, grads and "
                "value_and_grad one or more; write grads(reduction, v, w) for the gradients in several");
};
template <class F, bool ok = false>
struct partial_of_formula {
  static_assert(ok,
                "kernfold: partial(f, ...): f is a formula; write partial(reduction<Sum, Axis1>(f), ...) for a part of "
                "its sum");
};
template <class R, bool ok = false>
struct no_gradient {
  static_assert(
      ok,
      "kernfold: grad(reduction, v): no_gradient<R>: the reduction R has no gradient; Sum, LogSumExp, "
      "SumSoftMaxWeight, Mean, Norm, Max and Min have one. Indices, counts and conditions do not vary smoothly; for "
      "KMin take the formula at the indices of ArgKMin, for a product the exponential of the Sum of Log(f), for a "
      "variance the Mean of Square(f - m)");
};
template <class G, bool ok = false>
struct no_second_derivative {
  static_assert(ok,
                "kernfold: grad(grad(reduction, v), w): no_second_derivative<G>: of the derivatives of reductions only "
                "grad of a Sum has further ones, and grad of a LogSumExp one");
};
}  // namespace detail::call_error

namespace detail {
template <class N>
concept NoNumber = !std::is_arithmetic_v<N>;

template <class G>
inline constexpr bool is_derivative = false;
template <class R, class A, class V, class... F>
inline constexpr bool is_derivative<GradientReduction<R, A, V, F...>> = true;
template <class A, class V, class W, class... F>
inline constexpr bool is_derivative<SecondGradient<A, V, W, F...>> = true;
template <class R, class A, class V, class... F>
inline constexpr bool is_derivative<DirectionalDerivative<R, A, V, F...>> = true;
template <class R, class A, class V, class F>
inline constexpr bool is_derivative<ExtremumGradient<R, A, V, F>> = true;
template <class R, class A, class V, class F>
inline constexpr bool is_derivative<ExtremumDerivative<R, A, V, F>> = true;
}  // namespace detail

template <Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::no_reduction<F>>();
  return Tensor<float>();
}
template <template <class...> class R, Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::no_axis<F>>();
  return Tensor<float>();
}
template <class A, Formula F, class... T>
requires detail::is_axis<A> Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::axis_alone<F>>();
  return Tensor<float>();
}
template <class A, template <class...> class R, Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::axis_first<F>>();
  return Tensor<float>();
}
template <template <int> class R, class A, Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::number_of_places<F>>();
  return Tensor<float>();
}
template <template <class...> class R, int A, Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::axis_as_number<F>>();
  return Tensor<float>();
}
template <auto R, class A, Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::reduction_as_value<F>>();
  return Tensor<float>();
}
template <auto R, auto A, Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::reduction_as_value<F>>();
  return Tensor<float>();
}
template <template <class...> class R, detail::NoNumber auto A, Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::reduction_as_value<F>>();
  return Tensor<float>();
}
template <template <int> class R, int K, class A, Formula F, class... T>
Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::number_of_places<F>>();
  return Tensor<float>();
}
template <template <class...> class R, class A, Formula F, class... T>
requires(!requires { typename R<>; }) Tensor<float> reduce(F, const T&...) {
  detail::explain<detail::call_error::operation_as_reduction<F>>();
  return Tensor<float>();
}
template <class A, class R, class B, class... F, class... T>
Tensor<float> reduce(Reduction<R, B, F...>, const T&...) {
  detail::explain<detail::call_error::part_with_axis<R>>();
  return Tensor<float>();
}
template <template <class...> class R, class A, Formula F>
Tensor<float> reduce(F, detail::AnyData, detail::AnyData = {}, detail::AnyData = {}, detail::AnyData = {},
                     detail::AnyData = {}, detail::AnyData = {}) {
  detail::explain<detail::data_in_braces<F>>();
  return Tensor<float>();
}
template <auto R, class A, Formula F>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::reduction_as_value<F>>();
  return {};
}
template <auto R, auto A, Formula F>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::reduction_as_value<F>>();
  return {};
}
template <template <class...> class R, detail::NoNumber auto A, Formula F>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::reduction_as_value<F>>();
  return {};
}
template <template <int> class R, int K, class A, Formula F>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::number_of_places<F>>();
  return {};
}
template <template <int> class R, class A, Formula F>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::number_of_places<F>>();
  return {};
}
template <template <class...> class R, int A, Formula F>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::axis_as_number<F>>();
  return {};
}
template <template <class...> class R, class A, Formula F>
requires(!requires { typename R<>; }) constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::operation_as_reduction<F>>();
  return {};
}
template <Formula F>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::no_reduction<F>>();
  return {};
}
template <class A, Formula F>
requires detail::is_axis<A>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::axis_alone<F>>();
  return {};
}
template <class A, template <class...> class R, Formula F>
constexpr detail::NoReduction reduction(F) {
  detail::explain<detail::call_error::axis_first<F>>();
  return {};
}
namespace detail {
// Why F, a formula or a reduction, has no gradient in so many variables.
template <class F, int variables, int most_variables>
constexpr NoReduction explain_gradient() {
  if constexpr (Formula<F>)
    explain<call_error::gradient_of_formula<F>>();
  else if constexpr (is_part<F>)
    explain<call_error::gradient_without_axis<F>>();
  else if constexpr (variables < 1 || variables > most_variables)
    explain<call_error::number_of_variables<variables>>();
  else
    explain<call_error::no_gradient<F>>();
  return {};
}
template <class F>
concept NoReductionYet = Formula<F> || is_part<F>;
}  // namespace detail

template <detail::NoReductionYet F, class... V>
constexpr detail::NoReduction grad(F, const V&...) {
  return detail::explain_gradient<F, 1, 1>();
}
template <detail::NoReductionYet F, class... V>
constexpr detail::NoReduction jvp(F, const V&...) {
  return detail::explain_gradient<F, 1, 1>();
}
template <detail::NoReductionYet F, class... V>
constexpr detail::NoReduction grads(F, const V&...) {
  return detail::explain_gradient<F, 1, 1>();
}
template <detail::NoReductionYet F, class... V>
constexpr detail::NoReduction value_and_grad(F, const V&...) {
  return detail::explain_gradient<F, 1, 1>();
}
template <Formula F, class... T>
constexpr detail::NoReduction partial(F, const T&...) {
  detail::explain<detail::call_error::partial_of_formula<F>>();
  return {};
}

template <class R, class A, class... F, class... T>
constexpr std::array<double, 1> evaluate(Reduction<R, A, F...>, const T&...) {
  detail::explain<detail::call_error::evaluation_of_reduction<R>>();
  return {};
}
template <Formula F>
std::array<double, 1> evaluate(F, detail::AnyData, detail::AnyData = {}, detail::AnyData = {}, detail::AnyData = {},
                               detail::AnyData = {}, detail::AnyData = {}) {
  detail::explain<detail::call_error::values_in_braces<F>>();
  return {};
}

template <class R, class A, class... F, class... V>
constexpr detail::NoReduction grad(Reduction<R, A, F...>, V...) {
  return detail::explain_gradient<R, sizeof...(V), 1>();
}
template <class R, class A, class... F, class... V>
constexpr detail::NoReduction jvp(Reduction<R, A, F...>, V...) {
  return detail::explain_gradient<R, sizeof...(V), 1>();
}
template <class R, class A, class... F, class... V>
constexpr detail::NoReduction grads(Reduction<R, A, F...>, V...) {
  return detail::explain_gradient<R, sizeof...(V), sizeof...(V)>();
}
template <class R, class A, class... F, class... V>
constexpr detail::NoReduction value_and_grad(Reduction<R, A, F...>, V...) {
  return detail::explain_gradient<R, sizeof...(V), sizeof...(V)>();
}

template <class G, class W>
requires detail::is_derivative<G>
constexpr detail::NoReduction grad(G, W) {
  detail::explain<detail::call_error::no_second_derivative<G>>();
  return {};
}
template <class G, class W>
requires detail::is_derivative<G>
constexpr detail::NoReduction jvp(G, W) {
  detail::explain<detail::call_error::no_second_derivative<G>>();
  return {};
}

template <class... T>
constexpr detail::NoReduction grad(detail::NoReduction, const T&...) {
  return {};
}

}  // namespace kernfold

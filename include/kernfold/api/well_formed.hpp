// SPDX-License-Identifier: MIT
//
// What may be reduced, before there are data: has R the members of a reduction, are there an axis and formulas, and as
// many of them as R takes? What is said where not, and what a mistake is to its callers afterwards.
#pragma once

#include <initializer_list>
#include <type_traits>

#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/formula/constant.hpp>
#include <kernfold/program/lower.hpp>
#include <kernfold/reductions/reduction.hpp>
#include <kernfold/tensors/tensor.hpp>

namespace kernfold::detail {

template <class A>
inline constexpr bool is_axis = __is_same(A, Axis0) || __is_same(A, Axis1) || __is_same(A, Axis01);

template <class R>
concept ReductionType = requires {
  typename R::template State<math::Pack<float, 1>>;
};

// The members that a reduction cannot do without. See Accumulation for the forms that they have.
template <class R, bool ok = false>
struct reduction_without_identity {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, ...): reduction_without_identity<R>: a reduction needs a member template "
                "<class P> static State<P> identity(), the state that has taken in no value; add it to R");
};
template <class R, bool ok = false>
struct reduction_without_accumulate {
  static_assert(
      ok,
      "kernfold: reduce<R, Axis>(f, ...): reduction_without_accumulate<R>: a reduction needs a member template "
      "<class P> static void accumulate(State<P>&, P), which takes in a value; add it to R");
};
template <class R, bool ok = false>
struct reduction_without_merge {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, ...): reduction_without_merge<R>: a reduction needs a member template "
                "<class P> static void merge(State<P>&, const State<P>&), which takes in another state; add it to R");
};
template <class R, bool ok = false>
struct reduction_without_finish {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, ...): reduction_without_finish<R>: a reduction needs a member template "
                "<class P> static P finish(const State<P>&), the result of a state; add it to R");
};
template <class R, bool ok = false>
struct state_not_trivial {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, ...): state_not_trivial<R>: a State<P> is copied as bytes; let its "
                "members be packs, numbers and arrays of them, no containers");
};
template <class R>
constexpr bool has_members() {
  using P = math::Pack<float, 1>;
  using State = typename R::template State<P>;
  using Partial = typename PartialOf<R, P>::type;
  if constexpr (!std::is_trivially_copyable_v<State>) {
    explain<state_not_trivial<R>>();
    return false;
  } else if constexpr (!requires { R::template identity<P>(); }) {
    explain<reduction_without_identity<R>>();
    return false;
  } else if constexpr (
      !is_in_place<R>() && !requires(Partial & s, P x) { R::accumulate(s, x); } &&
      !requires(Partial & s, P x) { R::accumulate(s, x, x); } &&
      !requires(Partial & s, P x, const Place<P>& place) { R::accumulate(s, x, place); }) {
    explain<reduction_without_accumulate<R>>();
    return false;
  } else if constexpr (!requires(State & s, const State& t) { R::merge(s, t); }) {
    explain<reduction_without_merge<R>>();
    return false;
  } else if constexpr (
      !requires { R::values; } && !requires { R::indices; } && !requires(const State& s) { R::finish(s); } &&
      !requires(const State* s) { R::finish(s, 1, 0, 1); }) {
    explain<reduction_without_finish<R>>();
    return false;
  } else {
    return true;
  }
}

// What a wrong reduction, or the gradient of one, is to its callers once the mistake is explained.
struct NoReduction {
  template <class... T>
  Tensor<float> operator()(const T&...) const {
    return Tensor<float>();
  }
};

// Data, also in braces, which no other parameter takes.
struct AnyData {
  AnyData() = default;
  template <class T>
  AnyData(const T&);
  AnyData(std::initializer_list<double>);
};
template <class F, bool ok = false>
struct data_in_braces {
  static_assert(ok,
                "kernfold: reduce(f, {1, 2}, ...): braces have no type of their own; name it, as in std::array{1.f, "
                "2.f} or std::vector<float>{1, 2}");
};

// Does R make a formula of those of a call?
template <class R>
concept MakesFormula = requires {
  typename R::template formula<0, IntCst<1>>;
}
|| requires { typename R::template formula<0, IntCst<1>, IntCst<1>>; };

// The stack holds what reduction R adds up for a register of rows: of Sum one number for each component.
template <class R>
constexpr int longest() {
  constexpr int bytes = sizeof(typename PartialOf<R, math::Pack<float, 1>>::type);
  return is_in_place<R>() || bytes < 4 ? 32768 : 32768 * 4 / bytes;
}
template <class R>
inline constexpr int longest_result = longest<R>();
template <class R, int dimension, bool ok = false>
struct result_too_long {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, ...): result_too_long<R, dimension>: values of the formula have more "
                "components than R can add up, 32768 for Sum; reduce parts of them, as Extract<start, length>(f)");
};

// What R makes of the formulas of a call: the formula that output Output of a program gives to it.
template <class R, int Output, class... F>
struct FormulaFor {
  static constexpr bool ok = false;
};
template <class R, int Output, class F>
requires(!MakesFormula<R>) struct FormulaFor<R, Output, F> {
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
    if constexpr (((F::dim > longest_result<R>) || ...)) {
      (explain<result_too_long<R, F::dim, (F::dim <= longest_result<R>)>>(), ...);
      return false;
    } else if constexpr (((F::dim > 0) && ...) && FormulaFor<R, 0, F...>::ok && has_members<R>())
      return draft<typename FormulaFor<R, 0, F...>::type>.ok;
    else
      return false;
  } else {
    return false;
  }
}

}  // namespace kernfold::detail

// SPDX-License-Identifier: MIT
//
// explain(): what the library will do with a call, and how fast it can be, for people who wonder: the formula, the
// stages of its program, operations and bytes of a pair, tiles, memory, and the bound that the processor sets. Not part
// of the umbrella:
//
//     #include <kernfold/explain.hpp>
//     std::cout << explain(reduction<Sum, Axis1>(f), size_i(10000), size_j(10000), ghz(3.7));
#pragma once

#include <kernfold/prologue.hpp>

#include <stdexcept>

#include <kernfold/api/reduction.hpp>
#include <kernfold/engine/cpu/explain.hpp>
#include <kernfold/engine/cpu/print_explanation.hpp>

namespace kernfold {

/// ghz(3.7): the clock rate of a core, for explain(): with it, cycles become seconds. Throws std::invalid_argument
/// unless it is positive.
struct ghz : AnyOption {
  double rate;
  constexpr explicit ghz(double gigahertz) : rate(gigahertz) {
    if (!(gigahertz > 0)) detail::throw_error(std::invalid_argument("kernfold: ghz(r): a clock rate is positive"));
  }
};

namespace cpu {
inline namespace KERNFOLD_ISA {

template <class R, class A, class F, class T, class... Arguments>
Explanation explain_call(const Arguments&... arguments) {
  const Core* const core = find_option<Core>(arguments...);
  const ghz* const clock = find_option<ghz>(arguments...);
  const Core& on = core != nullptr ? *core : default_core;
  const double rate = clock != nullptr ? clock->rate : 0;
  using S = detail::SignatureOf<CodeOf<F, kept_by<A>>>;
  constexpr bool all = has_option<AllPairs, Arguments...>;
  // an axis that nothing depends on and nobody gave a size has one index
  constexpr int unknown_i = __is_same(A, Axis1) && !knows_size<S, Category::i>() ? 1 : -1;
  constexpr int unknown_j = __is_same(A, Axis0) && !knows_size<S, Category::j>() ? 1 : -1;
  if constexpr ((Option<Arguments> && ...)) {
    return explain_reduction<R, A, F, T, all>(detail::count_or(find_option<size_i>(arguments...), unknown_i),
                                              detail::count_or(find_option<size_j>(arguments...), unknown_j),
                                              static_cast<int>(detail::count_or(find_option<threads>(arguments...), 0)),
                                              on, rate);
  } else {
    const auto b = bind_arguments<S>(arguments...);
    using Scalar = typename decltype(b)::scalar;
    return explain_reduction<R, A, F, Scalar, all>(b.size_i < 0 ? unknown_i : b.size_i,
                                                   b.size_j < 0 ? unknown_j : b.size_j, b.threads, on, rate);
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu

inline namespace KERNFOLD_ISA {

/// Explains a call without making it: explain(reduction<Sum, Axis1>(f), size_i(M), size_j(N)), or with the data that
/// the call would have, explain(op, X, Y, A). Options, all optional: size_i(M), size_j(N), threads(n), ghz(r), and a
/// Core. T is the scalar type where no data tell: explain<double>(op). Throws shape_error as the call would.
/// Example: `explain(reduction<Sum, Axis1>(f), size_i(M), size_j(N))`.
template <class T = float, class R, class A, class... F, class... Arguments>
Explanation explain(Reduction<R, A, F...>, const Arguments&... arguments) {
  static_assert(math::Real<T>, "kernfold: explain<T>(reduction, ...): T must be float or double");
  return cpu::explain_call<R, A, typename detail::FormulaFor<R, 0, F...>::type, T>(arguments...);
}
/// explain<Sum, Axis1>(f, ...), explain<Sum, Axis1, double>(f, ...): the same.
template <template <class...> class R, class A, class T = float, class F, class... Arguments>
Explanation explain(F f, const Arguments&... arguments) {
  return explain<T>(reduction<R, A>(f), arguments...);
}
template <class R, class A, class T = float, class F, class... Arguments>
Explanation explain(F f, const Arguments&... arguments) {
  return explain<T>(reduction<R, A>(f), arguments...);
}
template <class T = float, Formula F, class... Arguments>
Explanation explain(F, const Arguments&...) {
  static_assert(detail::always_false<F>,
                "kernfold: explain(f, ...): f is a formula; write explain(reduction<Sum, Axis1>(f), ...) for its sum");
  return {};
}
template <class T = float, class Operator, class... Arguments>
requires(!Formula<Operator>) Explanation explain(const Operator&, const Arguments&...) {
  static_assert(detail::always_false<Operator>,
                "kernfold: explain(op, ...): op is one reduction of one formula, as reduction<Sum, Axis1>(f), or the "
                "gradient of a sum; several in one call, and derivatives of other reductions, are explained one by "
                "one: explain(reduction<LogSumExp, Axis1>(f), ...)");
  return {};
}

}  // namespace KERNFOLD_ISA

}  // namespace kernfold

#include <kernfold/epilogue.hpp>

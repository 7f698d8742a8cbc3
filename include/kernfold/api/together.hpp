// SPDX-License-Identifier: MIT
//
// Several reductions of formulas over the same data in one pass, which computes what they share once:
//
//     auto [mass, nearest] = reduce<Axis1>(reduction<Sum>(Exp(-d)), reduction<MinArgMin>(d), X, Y);
#pragma once

#include <array>

#include <kernfold/api/passes.hpp>

namespace kernfold {

namespace detail::call_error {
template <class F, bool ok = false>
struct no_axis {
  static_assert(ok,
                "kernfold: reduce<Sum>(f, ...): the axis is missing; write reduce<Sum, Axis1>(f, ...) to sum over j, "
                "Axis0 to sum over i, Axis01 over both");
};
template <class R, bool ok = false>
struct part_with_axis {
  static_assert(ok,
                "kernfold: reduce<Axis1>(reduction<Sum, Axis1>(f), ...): several reductions in one pass have one axis; "
                "write reduce<Axis1>(reduction<Sum>(f), ...)");
};
}  // namespace detail::call_error

/// A reduction without an axis: reduction<Sum>(f), a part of reduce<Axis1>(...).
template <class R, class... F>
struct ReductionPart {
  template <class... T>
  auto operator()(const T&...) const {
    detail::explain<detail::call_error::no_axis<ReductionPart>>();
    return Tensor<float>();
  }
};

namespace detail {

template <class P>
inline constexpr bool is_whole = false;
template <class R, class A, class... F>
inline constexpr bool is_whole<Reduction<R, A, F...>> = true;
template <class P>
inline constexpr bool is_part = false;
template <class R, class... F>
inline constexpr bool is_part<ReductionPart<R, F...>> = true;
template <class... T>
constexpr int leading_parts() {
  const bool part[] = {is_part<T>..., false};
  int n = 0;
  while (part[n]) ++n;
  return n;
}

template <class P, int Output>
struct PartFormula;
template <class R, class... F, int Output>
struct PartFormula<ReductionPart<R, F...>, Output> {
  static_assert(
      FormulaFor<R, Output, F...>::ok,
      "kernfold: reduce<Axis>(reduction<R>(f), ...): this reduction takes another number of formulas: one, f, "
      "or, for LogSumExp, SumSoftMaxWeight, Mean and MeanVariance, f and its weight w");
  static_assert(has_members<R>() || true);  // explains
  using reduction = R;
  using type = typename FormulaFor<R, Output, F...>::type;
};

// Reduction R in a call with arguments T...: how numbers are added up is for each Sum among the reductions Of....
template <class Of, class R, class... T>
struct AccuratePart;
template <class... Of, class R, class... T>
struct AccuratePart<TypeList<Of...>, R, T...> {
  using type = typename std::conditional_t<(__is_same(Of, Sum<>) || ...) && !__is_same(R, Sum<>), Accurate<R>,
                                           Accurate<R, T...>>::type;
};

}  // namespace detail

/// Several reductions over axis A in one pass: an operator to call with data.
template <class A, class... P>
struct Together {
  static_assert((detail::is_part<P> && ...),
                "kernfold: reduce<Axis>(reduction<R>(f), ...): each part is a reduction without an axis");

  /// The arguments are those of all formulas together, by position or by name, then options, as in
  /// Reduction::operator(). Returns a std::tuple of what each reduction returns alone.
  template <class... T>
  auto operator()(const T&... arguments) const {
    return run(std::make_integer_sequence<int, sizeof...(P)>{}, arguments...);
  }

 private:
  template <int... O, class... T>
  static auto run(std::integer_sequence<int, O...>, const T&... arguments) {
    static_assert(!has_option<AnyInto, T...>,
                  "kernfold: reduce<Axis>(reduction<R>(f), ...): several results: into(out) cannot take them; leave it "
                  "out");
    using F = outputs_of<typename detail::PartFormula<P, O>::type...>;
    using C = CodeOf<F, kept_by<A>>;
    using S = detail::SignatureOf<C>;
    const auto b = bind_arguments<S>(arguments...);
    using Scalar = typename decltype(b)::scalar;
    using Parts = TypeList<typename detail::PartFormula<P, O>::reduction...>;
    if constexpr (detail::Call<S, T...>::ok) {
      detail::PassesOf<Scalar, T...> passes(b, cpu::sizes_of<A, S, T...>(b), arguments...);
      View<const Scalar> views[b.slots];
      for (int p = 0; p < b.positions; ++p) views[p] = passes.argument(b, p);
      return passes.template together<
          A, PartOf<typename detail::AccuratePart<Parts, typename detail::PartFormula<P, O>::reduction, T...>::type,
                    typename detail::PartFormula<P, O>::type, typename detail::PartFormula<P, 0>::type>...>(views);
    } else {
      return std::tuple{
          cpu::Returned<typename detail::PartFormula<P, O>::reduction, Scalar, C::template output_dim<O>>(0)
              .release()...};
    }
  }
};

/// A part of a pass with several reductions: reduction<Sum>(f), reduction<KMin<5>>(f), reduction<LogSumExp>(f, w).
template <template <class...> class R, Formula... F>
requires(sizeof...(F) > 0) constexpr ReductionPart<R<>, F...> reduction(F...) { return {}; }
template <class R, Formula... F>
requires(sizeof...(F) > 0 && detail::ReductionType<R>) constexpr ReductionPart<R, F...> reduction(F...) { return {}; }

/// The operator of several reductions in one pass: reduction<Axis1>(reduction<Sum>(f), reduction<Max>(g))(X, Y, ...).
template <class A, class... P>
requires(detail::is_axis<A> && sizeof...(P) > 0 && (detail::is_part<P> && ...))  //
    constexpr Together<A, P...> reduction(P...) {
  return {};
}

namespace detail {
template <class A, int... K, class... T>
auto reduce_together(std::integer_sequence<int, K...>, const std::tuple<T...>& all) {
  constexpr int parts = static_cast<int>(sizeof...(K));
  return [&]<int... D>(std::integer_sequence<int, D...>) {
    return Together<A, std::remove_cvref_t<std::tuple_element_t<K, std::tuple<T...>>>...>{}(
        std::get<parts + D>(all)...);
  }
  (std::make_integer_sequence<int, static_cast<int>(sizeof...(T)) - parts>{});
}
}  // namespace detail

inline namespace KERNFOLD_ISA {

/// Several reductions in one pass: reduce<Axis1>(reduction<Sum>(f), reduction<Max>(g), X, Y, ...) is a std::tuple of
/// results. Without data, the operator.
/// Example: `reduce<Axis1>(reduction<Sum>(f), reduction<MinArgMin>(SqDist(x, y)), X, Y, W)`.
template <class A, class... T>
requires(detail::is_axis<A>&& detail::leading_parts<T...>() > 0) auto reduce(const T&... parts_and_arguments) {
  constexpr int parts = detail::leading_parts<T...>();
  if constexpr ((detail::is_whole<T> || ...)) {
    detail::explain<detail::call_error::part_with_axis<A>>();
    return std::array<Tensor<float>, (0 + ... + std::size_t{detail::is_part<T> || detail::is_whole<T>})>{};
  } else if constexpr (parts == static_cast<int>(sizeof...(T))) {
    return Together<A, T...>{};
  } else {
    return detail::reduce_together<A>(std::make_integer_sequence<int, parts>{},
                                      std::tuple<const T&...>(parts_and_arguments...));
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Derivatives of Max and Min: those of the formula at the pairs where the extrema are, of equal ones the first. On the
// CPU the formula is evaluated at these pairs alone; on a device, where nothing is gathered, at all, and summed there.
#pragma once

#include <kernfold/api/gradient.hpp>
#include <kernfold/api/values.hpp>
#include <kernfold/formula/index.hpp>
#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/ifelse.hpp>
#include <kernfold/reductions/argmax.hpp>

namespace kernfold {

namespace detail {

template <class R>
struct ArgOf {
  static constexpr bool exists = false;
};
template <>
struct ArgOf<Max<>> {
  static constexpr bool exists = true;
  using type = ArgMax<>;
};
template <>
struct ArgOf<Min<>> {
  static constexpr bool exists = true;
  using type = ArgMin<>;
};

// Evaluates G at the pairs where component k of the formula is extreme, for each k, and calls
// take(k, i, j, row, values) for each row of the reduction's result. X is an argument of G behind those of the formula.
template <class R, class A, class G, class F, class X, class Take, class T>
void at_extrema(const View<const T>* views, const ArgumentInfo* info, const cpu::Sizes& n, bool mask_x, Take take) {
  constexpr int own = draft<F>.positions, positions = own + 1;
  const std::ptrdiff_t rows = n.rows<A>();
  const auto e = n.extent<A>();
  if (e.kept == 0 || e.reduced == 0) return n.how.monitors.skip();
  const auto at = cpu::reduce_bound<typename ArgOf<R>::type, A, F, T>(views, n).release();
  for (int k = 0; k < F::dim; ++k) {
    const auto index = [&](Category c, std::ptrdiff_t row) {
      const std::ptrdiff_t found = at(row, k);
      if (__is_same(A, Axis01)) return c == Category::i ? found / n.j : found % n.j;
      return (c == Category::i) == (kept_by<A> == Kept::i) ? row : found;
    };
    Tensor<T> gathered[positions + 2];
    View<const T> pairs[positions + 2];
    for (int p = 0; p < positions; ++p) {
      const View<const T>& from = views[p];
      const Category c = info[p].category;
      const bool masked = mask_x && p == own;
      if (c == Category::parameter && !masked) {
        pairs[p] = from;
        continue;
      }
      gathered[p] = Tensor<T>(c == Category::parameter ? 1 : rows, info[p].dim);
      for (std::ptrdiff_t row = 0; row < gathered[p].rows(); ++row)
        for (int d = 0; d < info[p].dim; ++d)
          gathered[p](row, d) = masked && d != k ? T(0) : from(c == Category::parameter ? 0 : index(c, row), d);
      pairs[p] = view(static_cast<const Tensor<T>&>(gathered[p]));
    }
    for (int p = positions; p < positions + 2; ++p) {
      gathered[p] = Tensor<T>(rows, 1);
      for (std::ptrdiff_t row = 0; row < rows; ++row)
        gathered[p](row, 0) = static_cast<T>(index(p == positions ? Category::i : Category::j, row));
      pairs[p] = view(static_cast<const Tensor<T>&>(gathered[p]));
    }
    Tensor<T> values(rows, G::dim);
    const Destination<T> to = values_in(view(values));
    cpu::Reduce<CodeOf<Paired<G>, Kept::i>, Sum<>, T>::run(pairs, rows, 1, n.how.part(1, 1), &to);
    for (std::ptrdiff_t row = 0; row < rows; ++row)
      take(k, index(Category::i, row), index(Category::j, row), row, values);
  }
}

template <class T>
void fill_with_zeros(Tensor<T>& t) {
  for (T& x : t) x = T(0);
}

// The extrema and, behind them, their indices as numbers.
template <class Arg>
struct ExtremumAndIndex : Arg {
  static constexpr const char* name = "ExtremumAndIndex";
  static constexpr int values = 2, indices = 0;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static auto value(const typename Arg::template State<P>& s, int lane, int k) {
    using T = typename P::value_type;
    return k == 0 ? static_cast<T>(s.best[lane]) : static_cast<T>(s.index.at[lane]);
  }
};

template <class T>
void require_exact_indices(std::ptrdiff_t n) {
  constexpr std::ptrdiff_t most = std::ptrdiff_t{1} << (sizeof(T) == sizeof(float) ? 24 : 53);
  if (n > most)
    throw_shape_error(Message() << "the derivative of Max or Min on a GPU: " << n
                                << " indices, but numbers of this type tell at most " << most << " apart; use double");
}

// Where the extrema over axis A of F are: `type` is 1 at their pairs and 0 elsewhere, for each component, and reads
// indices from position P on. Used as a tangent, see gradient.hpp.
template <class R, class A, int P, class F>
struct ExtremumPlace {
  static constexpr int saved = 1, given = 0;
  using Index = std::conditional_t<__is_same(A, Axis1), IndexJ, IndexI>;
  using type = Equal<Index, VariableOf<result_category<A>, P, F::dim>>;

  template <class Passes, class T>
  struct Saved {
    typename Passes::Matrix both;
    void compute(Passes& passes, const View<const T>* arguments, View<const T>* to) {
      require_exact_indices<T>(passes.sizes().template extent<A>().reduced);
      both = passes.template reduce<ExtremumAndIndex<typename ArgOf<R>::type>, A, F>(arguments);
      to[0] = {passes.view_of(both).data + F::dim, both.rows(), F::dim, 2 * F::dim, 1};
    }
  };
};
// Over both axes: first that of each i, then among them that of all.
template <class R, int P, class F>
struct ExtremumPlace<R, Axis01, P, F> {
  static constexpr int saved = 2, given = 0;
  using type = Mult<Equal<IndexI, Pm<P, F::dim>>, Equal<IndexJ, Vi<P + 1, F::dim>>>;

  template <class Passes, class T>
  struct Saved {
    typename Passes::Matrix of_rows, of_all;
    void compute(Passes& passes, const View<const T>* arguments, View<const T>* to) {
      using Best = ExtremumAndIndex<typename ArgOf<R>::type>;
      require_exact_indices<T>(passes.sizes().i);
      require_exact_indices<T>(passes.sizes().j);
      of_rows = passes.template reduce<Best, Axis1, F>(arguments);
      const T* const data = passes.view_of(of_rows).data;
      const View<const T> extrema{data, of_rows.rows(), F::dim, 2 * F::dim, 1};
      of_all = passes.template columns<Best, Vj<0, F::dim>>(&extrema, of_rows.rows());
      to[0] = {passes.view_of(of_all).data + F::dim, 1, F::dim, 2 * F::dim, 1};
      to[1] = {data + F::dim, of_rows.rows(), F::dim, 2 * F::dim, 1};
    }
  };
};

// Returns r, or a view of into(out) that r was copied to.
template <class Bound, class T, class... Arguments>
auto result_or_out(const Bound& b, Tensor<T>&& r, const TypeList<Arguments...>&) {
  if constexpr (has_option<AnyInto, Arguments...>) {
    const View<T> out = checked_output<T>(b, r.rows(), static_cast<std::ptrdiff_t>(r.cols()));
    for (std::ptrdiff_t i = 0; i < r.rows(); ++i)
      for (std::ptrdiff_t k = 0; k < r.cols(); ++k) out(i, k) = r(i, k);
    return out;
  } else {
    return static_cast<Tensor<T>&&>(r);
  }
}

}  // namespace detail

/// The adjoint of Max or Min (R) over axis A of F in the variable V: an operator, see grad.
template <class R, class A, class V, class F>
struct ExtremumGradient {
  using E = typename detail::Differentiable<R, A, F>::E;
  using formula_type = Grad<F, V, E>;
  using Place = detail::ExtremumPlace<R, A, draft<F>.positions + 1, F>;
  // A choice, not a product: elsewhere the derivative may be infinite.
  using sum_type =
      IfElse<Subtract<Sum<typename Place::type>, RatCst<1, 2>>, Grad<F, V, Mult<E, typename Place::type>>, IntCst<0>>;

  template <class... T>
  auto operator()(const T&... arguments) const {
    if constexpr (detail::on_host<T...>)
      return at_extrema(arguments...);
    else
      return detail::with_saved<A, Place, F>(
          TypeList<E>{},
          [](auto& passes, const auto& b, const auto* views) {
            return passes.template result<Sum<>, detail::GradientAxis<V::category>, sum_type>(b, views);
          },
          arguments...);
  }

  /// The same on the CPU, of bound arguments.
  template <class Bound>
  static auto of(const Bound& b, const cpu::Sizes& n) {
    using Scalar = typename Bound::scalar;
    constexpr Category c = V::category;
    Tensor<Scalar> r(c == Category::i ? n.i : c == Category::j ? n.j : 1, V::dim);
    detail::fill_with_zeros(r);
    detail::at_extrema<R, A, formula_type, F, E>(
        b.argument, b.info, n, true,
        [&](int, std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t row, const Tensor<Scalar>& values) {
          for (int d = 0; d < V::dim; ++d) r(c == Category::i ? i : c == Category::j ? j : 0, d) += values(row, d);
        });
    return r;
  }

 private:
  template <class... T>
  static auto at_extrema(const T&... arguments) {
    using S = detail::SignatureOfFormula<Outputs<F, E>>;
    const auto b = bind_arguments<S>(arguments...);
    if constexpr (detail::Call<S, T...>::ok)
      return detail::result_or_out(b, of(b, cpu::sizes_of<Axis01, S, T...>(b)), TypeList<T...>{});
    else
      return Tensor<typename decltype(b)::scalar>();
  }
};

/// The derivative of Max or Min (R) over axis A of F in the variable V, forward: an operator, see jvp.
template <class R, class A, class V, class F>
struct ExtremumDerivative {
  using U = VariableOf<V::category, draft<F>.positions, V::dim>;
  using formula_type = Diff<F, V, U>;
  using Place = detail::ExtremumPlace<R, A, draft<F>.positions + 1, F>;
  using sum_type = IfElse<Subtract<typename Place::type, RatCst<1, 2>>, formula_type, IntCst<0>>;

  template <class... T>
  auto operator()(const T&... arguments) const {
    if constexpr (detail::on_host<T...>)
      return at_extrema(arguments...);
    else
      return detail::with_saved<A, Place, F>(
          TypeList<U>{},
          [](auto& passes, const auto& b, const auto* views) {
            return passes.template result<Sum<>, A, sum_type>(b, views);
          },
          arguments...);
  }

 private:
  template <class... T>
  static auto at_extrema(const T&... arguments) {
    using S = detail::SignatureOfFormula<Outputs<F, U>>;
    const auto b = bind_arguments<S>(arguments...);
    using Scalar = typename decltype(b)::scalar;
    if constexpr (detail::Call<S, T...>::ok) {
      const cpu::Sizes n = cpu::sizes_of<Axis01, S, T...>(b);
      Tensor<Scalar> r(n.rows<A>(), F::dim);
      detail::fill_with_zeros(r);
      detail::at_extrema<R, A, formula_type, F, U>(b.argument, b.info, n, false,
                                                   [&](int k, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t row,
                                                       const Tensor<Scalar>& values) { r(row, k) = values(row, k); });
      return detail::result_or_out(b, static_cast<Tensor<Scalar>&&>(r), TypeList<T...>{});
    } else {
      return Tensor<Scalar>();
    }
  }
};

template <class R, class A, class F, class V>
requires(detail::ArgOf<R>::exists) constexpr auto grad(Reduction<R, A, F>, V) {
  if constexpr (!detail::is_well_formed<R, A, F>())
    return detail::NoReduction{};
  else if constexpr (!detail::check_variable<F, V>())
    return detail::NoReduction{};
  else
    return ExtremumGradient<R, A, V, F>{};
}
template <class R, class A, class F, class V>
requires(detail::ArgOf<R>::exists) constexpr auto jvp(Reduction<R, A, F>, V) {
  if constexpr (!detail::is_well_formed<R, A, F>())
    return detail::NoReduction{};
  else if constexpr (!detail::check_variable<F, V>())
    return detail::NoReduction{};
  else
    return ExtremumDerivative<R, A, V, F>{};
}

namespace detail {
// Several gradients of Max or Min, one after the other: each takes O(M + N) beside the pass that finds the extrema.
template <bool WithValue, class R, class A, class F, class... V>
struct ExtremumGradients {
  template <class... T>
  auto operator()(const T&... arguments) const {
    refuse_into<T...>();
    // Bound once: to those who watch, it is one call.
    using S = SignatureOfFormula<Outputs<F, typename Differentiable<R, A, F>::E>>;
    const auto b = bind_arguments<S>(arguments...);
    using Result = typename decltype(b)::scalar;
    if constexpr (Call<S, T...>::ok) {
      const cpu::Sizes n = cpu::sizes_of<Axis01, S, T...>(b);
      [[maybe_unused]] const auto gradient = [&](auto op) {
        if constexpr (on_host<T...>)
          return op.of(b, n);
        else
          return op(arguments...);
      };
      const auto gradients = [&] {
        if constexpr (sizeof...(V) == 1)
          return (gradient(ExtremumGradient<R, A, V, F>{}), ...);
        else
          return std::tuple{gradient(ExtremumGradient<R, A, V, F>{})...};
      };
      if constexpr (WithValue) {
        using Passes = PassesOf<Result, T...>;
        using Value = decltype(std::declval<Passes>().give(std::declval<typename Passes::Matrix>()));
        Passes passes(b, n, arguments...);
        View<const Result> views[b.slots];
        for (int p = 0; p < b.positions; ++p) views[p] = passes.argument(b, p);
        return ValueAndGrad<Value, decltype(gradients())>{passes.give(passes.template reduce<R, A, F>(views)),
                                                          gradients()};
      } else {
        return gradients();
      }
    } else if constexpr (WithValue) {
      return ValueAndGrad<Tensor<Result>, Tensor<Result>>{};
    } else {
      return Tensor<Result>();
    }
  }
};
template <bool WithValue, class R, class A, class F, class... V>
constexpr auto extremum_gradients(Reduction<R, A, F>, V...) {
  if constexpr (!is_well_formed<R, A, F>())
    return NoReduction{};
  else if constexpr (!(check_variable<F, V>() && ...))
    return NoReduction{};
  else
    return ExtremumGradients<WithValue, R, A, F, V...>{};
}
}  // namespace detail

template <class R, class A, class F, class... V>
requires(sizeof...(V) > 0 && detail::ArgOf<R>::exists) constexpr auto grads(Reduction<R, A, F> op, V... v) {
  return detail::extremum_gradients<false>(op, v...);
}
template <class R, class A, class F, class... V>
requires(sizeof...(V) > 0 && detail::ArgOf<R>::exists) constexpr auto value_and_grad(Reduction<R, A, F> op, V... v) {
  return detail::extremum_gradients<true>(op, v...);
}

}  // namespace kernfold

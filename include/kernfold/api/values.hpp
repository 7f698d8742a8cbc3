// SPDX-License-Identifier: MIT
//
// A formula's values themselves, without a reduction: all of them, or those on the diagonal.
#pragma once

#include <kernfold/api/passes.hpp>

namespace kernfold {

/// Formula F of pairs that are given one by one: its arguments of both axes run over i together, and the indices i and
/// j are further arguments, at the next two positions.
template <class F>
struct Paired : Expression<Paired<F>> {
  using children = TypeList<F>;
  static constexpr int dim = F::dim;
  static constexpr Key key = detail::key_of("Paired", F::key);
  static constexpr int positions = draft<F>.positions;

  static constexpr int emit(Builder& b, const int*) {
    constexpr auto& p = draft<F>;
    if constexpr (!p.ok) return b.fail(ProgramError::explained);
    const auto kept = [](Category c) { return c == Category::parameter ? c : Category::i; };
    short to[p.size] = {};
    const auto at = [&to](int operand) { return operand < 0 ? -1 : to[operand]; };
    for (int k = 0; k < p.positions; ++k)
      if (p.argument[k].present) b.variable(kept(p.argument[k].category), k, p.argument[k].dim);
    for (int i = 0; i < 2; ++i) b.variable(Category::i, p.positions + i, 1);
    for (int i = 0; i < p.size; ++i) {
      const Node& x = p.node[i];
      if (x.is_variable())
        to[i] = static_cast<short>(b.variable(kept(x.category()), x.position(), x.dim));
      else if (x.is_index())
        to[i] = static_cast<short>(b.variable(Category::i, p.positions + (x.category() == Category::i ? 0 : 1), 1));
      else if (x.is_leaf())
        to[i] = static_cast<short>(b.copy(x, to));
      else
        to[i] =
            static_cast<short>(b.apply(*x.operation, at(x.operand[0]), at(x.operand[1]), at(x.operand[2]), x.p0, x.p1));
    }
    return to[p.size - 1];
  }
};

namespace detail {
// Explains that values do not go into out.
template <class... T>
constexpr void refuse_into_values() {
  static_assert(!has_option<AnyInto, T...>,
                "kernfold: dense(f, ...) and diagonal(f, ...) return memory of their own: into(out) is none of their "
                "options; leave it out");
}
}  // namespace detail

inline namespace KERNFOLD_ISA {

/// The values of f for the pairs (i, i): shape (M, dim). Arguments as for reduce; throws shape_error if the numbers of
/// i and j differ.
/// Example: `diagonal(SqDist(x, y), X, X)`.
template <Formula F, class... T>
auto diagonal(F, const T&... arguments) {
  detail::refuse_into_values<T...>();
  if constexpr (!detail::is_well_formed<Sum<>, Axis01, F>()) {
    return detail::NoReduction{}(arguments...);
  } else {
    using S = detail::SignatureOf<CodeOf<F, Kept::i>>;
    const auto b = bind_arguments<S>(arguments...);
    using Scalar = typename decltype(b)::scalar;
    constexpr int positions = S::value.positions;
    if constexpr (detail::Call<S, T...>::ok) {
      if (b.size_i >= 0 && b.size_j >= 0 && b.size_i != b.size_j)
        detail::throw_shape_error(detail::Message() << "diagonal(f, ...): " << b.size_i << " indices i, but "
                                                    << b.size_j << " indices j");
      const std::ptrdiff_t n = b.size_i >= 0 ? b.size_i : b.size_j >= 0 ? b.size_j : 1;
      using Passes = detail::PassesOf<Scalar, T...>;
      const cpu::Execution how{b.threads, b.monitors};
      Passes passes(b, {n, n, how}, arguments...);
      const auto index = passes.counting(n);
      View<const Scalar> views[positions + 2];
      for (int p = 0; p < positions; ++p) views[p] = passes.argument(b, p);
      views[positions] = views[positions + 1] = passes.view_of(index);
      typename Passes::Matrix r = passes.matrix(n, F::dim);
      passes.template rows<Paired<F>>(views, passes.view_of(r), how);
      return passes.give(static_cast<typename Passes::Matrix&&>(r));
    } else {
      return Tensor<Scalar>();
    }
  }
}

/// All values of f: shape (M, N * dim), the components of the pair (i, j) in columns j * dim, .... Arguments as for
/// reduce; for a block of the matrix pass the rows of the data that it needs. Takes M N dim numbers of memory, which
/// reductions do not: to look at a formula, or for what needs the matrix itself.
/// Example: `dense(f, X, Y, W)`.
template <Formula F, class... T>
auto dense(F, const T&... arguments) {
  detail::refuse_into_values<T...>();
  if constexpr (!detail::is_well_formed<Sum<>, Axis01, F>()) {
    return detail::NoReduction{}(arguments...);
  } else {
    using S = detail::SignatureOf<CodeOf<F, Kept::i>>;
    const auto b = bind_arguments<S>(arguments...);
    using Scalar = typename decltype(b)::scalar;
    constexpr int positions = S::value.positions;
    if constexpr (detail::Call<S, T...>::ok) {
      const cpu::Sizes n = cpu::sizes_of<Axis01, S, T...>(b);
      using Passes = detail::PassesOf<Scalar, T...>;
      Passes passes(b, n, arguments...);
      const auto index_i = passes.counting(n.i), index_j = passes.counting(n.j);
      const View<const Scalar> of_i = passes.view_of(index_i);
      View<const Scalar> all[positions + 1], views[positions + 2];
      for (int p = 0; p < positions; ++p) all[p] = views[p] = passes.argument(b, p);
      views[positions + 1] = passes.view_of(index_j);
      typename Passes::Matrix r = passes.matrix(n.i, n.j * F::dim);
      const View<Scalar> out = passes.view_of(r);
      if (n.i == 0) n.how.monitors.skip();
      for (std::ptrdiff_t i = 0; i < n.i; ++i) {  // the row i of the data again and again, beside all j
        for (int p = 0; p < positions; ++p)
          if (b.info[p].category == Category::i)
            views[p] = {passes.row(all, p, i), n.j, all[p].cols, 0, all[p].col_stride};
        views[positions] = {of_i.data + i, n.j, 1, 0, 1};
        const double count = static_cast<double>(n.i);
        passes.template rows<Paired<F>>(views, View<Scalar>{out.data + i * out.row_stride, n.j, F::dim, F::dim, 1},
                                        n.how.part(static_cast<double>(i) / count, static_cast<double>(i + 1) / count));
      }
      return passes.give(static_cast<typename Passes::Matrix&&>(r));
    } else {
      return Tensor<Scalar>();
    }
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold

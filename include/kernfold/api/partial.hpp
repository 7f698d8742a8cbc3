// SPDX-License-Identifier: MIT
//
// Reductions in parts: the states of a part of the axis, which merge to those of the whole. What does not fit into
// memory, comes as a stream, or lies on several machines is reduced so:
//
//     auto total = partial(op, X, first_rows);
//     total.merge(partial(op, X, more_rows, first_index(n)));
//     auto c = total.finish();
#pragma once

#include <kernfold/api/passes.hpp>
#include <kernfold/program/from_index.hpp>

namespace kernfold {

/// first_index(k): the reduced axis of this part begins at index k of the whole. Matters for indices only, those that
/// the reduction gives and IndexI or IndexJ in the formula. Throws shape_error if k < 0.
struct first_index : AnyOption {
  std::ptrdiff_t count;
  constexpr explicit first_index(std::ptrdiff_t k) : count(k) {
    if (k < 0) detail::throw_negative_size("first_index(", k, "an index");
  }
  template <detail::NoWholeNumber N>
  constexpr explicit first_index(N) : count(0) {
    detail::explain<detail::no_whole_number<N>>();
  }
};

/// The states of reduction R for a part of the axis. A value: copied, moved, and its bytes may be sent elsewhere.
template <class R, class T, int Dim>
class PartialResult {
  using P = math::Pack<T, 1>;
  using State = typename Accumulation<R, P>::State;

 public:
  /// The identity for each of `rows` rows.
  explicit PartialResult(std::ptrdiff_t rows) : bytes_(rows, Dim * static_cast<std::ptrdiff_t>(sizeof(State))) {
    for (std::ptrdiff_t k = 0; k < rows * Dim; ++k) states()[k] = R::template identity<P>();
  }

  std::ptrdiff_t rows() const { return bytes_.rows(); }

  /// Takes in another part. For sums the order of parts may change the last bits; indices and extrema do not depend on
  /// it. Throws shape_error if the other has another number of rows.
  void merge(const PartialResult& other) {
    if (other.rows() != rows())
      detail::throw_shape_error(detail::Message() << "merge: a partial result of " << other.rows()
                                                  << " rows, but this one has " << rows());
    for (std::ptrdiff_t k = 0; k < rows() * Dim; ++k) R::merge(states()[k], other.states()[k]);
  }

  /// What the reduction of all parts returns.
  auto finish() const {
    cpu::Returned<R, T, Dim> r(rows());
    const auto to = r.destination();
    for (std::ptrdiff_t i = 0; i < rows(); ++i) cpu::Results<R, P, Dim>::store(states() + i * Dim, 1, i, rows(), to);
    return r.release();
  }

  /// Row after row, Dim states in each.
  State* states() { return reinterpret_cast<State*>(bytes_.data()); }
  const State* states() const { return reinterpret_cast<const State*>(bytes_.data()); }

 private:
  Tensor<unsigned char> bytes_;
};

inline namespace KERNFOLD_ISA {

/// The reduction op of a part of its axis, as states. The arguments are those of op(X, Y, ...), with the option
/// first_index(k) for reductions that give indices and formulas that have them. Over one axis only. The states are in
/// host memory, also where they are computed on a GPU. Example: `partial(reduction<ArgMin, Axis1>(SqDist(x, y)), X, Y,
/// first_index(1000))`.
template <class R, class A, class... F, class... T>
auto partial(Reduction<R, A, F...>, const T&... arguments) {
  static_assert(!__is_same(A, Axis01), "kernfold: partial(op, ...): op must reduce over one axis, Axis0 or Axis1");
  static_assert(!has_option<AnyInto, T...>, "kernfold: partial(op, ...): states cannot go into(out); leave it out");
  using Value = typename detail::FormulaFor<R, 0, F...>::type;
  using C = CodeOf<Value, kept_by<A>>;
  using S = detail::SignatureOf<C>;
  using Accurate = typename detail::Accurate<R, T...>::type;
  const auto b = bind_arguments<S>(arguments...);
  using Scalar = typename decltype(b)::scalar;
  cpu::Sizes n{0, 0, {0, {}}};
  if constexpr (detail::Call<S, T...>::ok) n = cpu::sizes_of<A, S, T...>(b);
  const auto e = n.extent<A>();
  PartialResult<Accurate, Scalar, C::dim> r(e.kept);
  if constexpr (detail::Call<S, T...>::ok) {
    const std::ptrdiff_t first = detail::count_or(find_option<first_index>(arguments...), 0);
    detail::PassesOf<Scalar, T...> passes(b, n, arguments...);
    View<const Scalar> views[b.slots + 1];
    for (int p = 0; p < b.positions; ++p) views[p] = passes.argument(b, p);
    constexpr Category reduced = __is_same(A, Axis0) ? Category::i : Category::j;
    if constexpr (has_option<first_index, T...> && has_index<Value, reduced>) {
      views[b.positions] = passes.number(static_cast<Scalar>(first));
      passes.template states<Accurate, A, FromIndex<Value, reduced>>(views, r.states());
    } else {
      passes.template states<Accurate, A, Value>(views, r.states());
    }
    if constexpr (requires { R::move(*r.states(), std::ptrdiff_t{}); })
      for (std::ptrdiff_t k = 0; k < e.kept * C::dim; ++k) R::move(r.states()[k], first);
  }
  return r;
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold

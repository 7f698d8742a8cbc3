// SPDX-License-Identifier: MIT
//
// What the stages of a program execute, counted by kind: per call, per row, per column, per pair. (Its rougher sibling
// for the compiler's own decisions is cost.hpp.)
#pragma once

#include <utility>

#include <kernfold/engine/evaluator.hpp>
#include <kernfold/operations/counted.hpp>
#include <kernfold/program/cost.hpp>
#include <kernfold/program/row_factor.hpp>
#include <kernfold/reductions/reduction.hpp>

namespace kernfold {

namespace detail {

// One application of elementwise operation O. Where its value takes no counted number, the operation's cost tells.
template <class O, std::int64_t P0>
Tally tally_of_value() {
  using math::Counted;
  Tally t;
  [[maybe_unused]] const Counted x(t);
  if constexpr (O::arity == 0) {
    // a constant
  } else if constexpr (requires { O::integers; }) {
    if constexpr (requires { O::template value<P0>(x); })
      static_cast<void>(O::template value<P0>(x));
    else
      t.call(O::name);
  } else if constexpr (O::arity == 1 && requires { O::value(x); }) {
    static_cast<void>(O::value(x));
  } else if constexpr (O::arity == 2 && requires { O::value(x, x); }) {
    static_cast<void>(O::value(x, x));
  } else if constexpr (O::arity == 3 && requires { O::value(x, x, x); }) {
    static_cast<void>(O::value(x, x, x));
  } else {
    t.call(O::name);
  }
  return t;
}

// A contraction over n components.
template <class O>
Tally tally_of_contraction(double n) {
  using math::Counted;
  Tally first, next;
  const Counted x(first), y(next);
  if constexpr (O::arity == 1) {
    static_cast<void>(O::first(x));
    static_cast<void>(O::next(y, y));
  } else {
    static_cast<void>(O::first(x, x));
    static_cast<void>(O::next(y, y, y));
  }
  first.take(next, n - 1);
  return first;
}

// A gather, all components: the rules of Evaluator::gather.
template <class O>
Tally tally_of_gather(int dim, const Shape& shape) {
  Tally t;
  if constexpr (!O::partial) {
    for (int k = 0; k < dim; ++k)
      for (int q = 0; q < O::terms(shape); ++q) {
        const bool negative = O::negative(k, q, shape);
        if (O::arity == 2 && q > 0)
          t.fma += 1;
        else if (O::arity == 2)
          t.multiply += 1;
        else if (q > 0)
          t.add += 1;
        if (negative && (q == 0 || O::arity == 1)) t.other += 1;
      }
  }
  return t;
}

template <int Dim>
struct CountedVector {
  math::Counted v[Dim];
  CountedVector() = default;
  explicit CountedVector(Tally& t) {
    for (math::Counted& x : v) x = math::Counted(t);
  }
};
// The opaque operation at node I, all components.
template <class C, int I, int... K>
Tally tally_of_opaque(std::integer_sequence<int, K...>) {
  Tally t;
  CountedVector<C::template node<I>.dim> r;
  opaque_value<typename C::template OperationAt<I>, C::template node<I>.p0>(
      r.v, CountedVector<C::template shape<I>.dim[K]>(t).v...);
  return t;
}

template <class C, int I>
void tally_node(Tally* tallies) {
  constexpr Instruction x = C::template node<I>;
  if constexpr (x.leaf == Leaf::none) {
    using O = typename C::template OperationAt<I>;
    constexpr NodePlan n = C::template node_plan<I>;
    // a short sweep is unrolled, and compilers compute once what two of them share
    constexpr double times = x.dim <= unrolled_components ? 1 : n.evaluations;
    Tally& to = tallies[static_cast<int>(n.stage)];
    if constexpr (O::kind == Kind::gather)
      to.take(tally_of_gather<O>(x.dim, C::template shape<I>), times);
    else if constexpr (O::kind == Kind::contraction)
      to.take(tally_of_contraction<O>(static_cast<double>(applications(C::program(), I))), times);
    else if constexpr (O::kind == Kind::opaque)
      to.take(tally_of_opaque<C, I>(std::make_integer_sequence<int, O::arity>{}), 1);
    else
      to.take(tally_of_value<O, x.p0>(), x.dim * times);
  }
}

template <class R>
auto empty_partial() {
  using math::Counted;
  if constexpr (requires { R::template start<Counted>(); }) {
    return R::template start<Counted>();
  } else {
    const auto none = R::template identity<Counted>();
    return Accumulation<R, Counted>::start(none);
  }
}

}  // namespace detail

/// What each stage of C = CodeOf<F, K> does once for a reduction R is added to tallies[stage]. fused: the value of the
/// formula is a product that the reduction takes in as such, or two of them. The product by a row's factor is left out:
/// partial sums are multiplied by it, once for many pairs.
template <class C, class R>
void tally(bool fused, RowFactor factored, Tally* tallies) {
  const bool root_factored = factored.product == C::root;
  const int taken_apart = root_factored ? factored.rest : fused ? C::root : -1;
  fused = fused || root_factored;
  [&]<int... I>(std::integer_sequence<int, I...>) {
    ((I == factored.product || I == taken_apart ? static_cast<void>(0) : detail::tally_node<C, I>(tallies)), ...);
  }
  (std::make_integer_sequence<int, C::size>{});
  Tally one;
  const math::Counted x(one);
  using A = Accumulation<R, math::Counted>;
  if constexpr (A::in_place) {
    one.other += 1;  // a comparison
  } else {
    auto partial = detail::empty_partial<R>();
    if constexpr (A::fuses_products || requires { R::accumulate(partial, x, x); })
      if (fused) A::take(partial, x, x, {0, x});
    if (!fused) A::take(partial, x, {0, x});
  }
  Tally& pair = tallies[static_cast<int>(Stage::pair)];
  pair.take(one, C::dim);
  if (taken_apart == C::root && C::plan().node[C::root].taken == TakenOperands::terms) {  // the other product, too
    pair.multiply -= C::dim;
    pair.fma += C::dim;
  }
}

}  // namespace kernfold

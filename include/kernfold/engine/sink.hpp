// SPDX-License-Identifier: MIT
//
// Where the values of a tile go: into the states of the reductions, one state for each component of each output and
// each pack of rows; short runs of columns first into partials, which live in registers.
#pragma once

#include <type_traits>
#include <utility>

#include <kernfold/engine/evaluator.hpp>
#include <kernfold/reductions/reduction.hpp>

namespace kernfold {

/// By how much an exponent may pass its shift, for values of type P.
template <class P>
inline constexpr double shift_margin = 8;

/// Several reductions in one pass, one for each output of a program.
template <class... R>
struct Reductions {};

namespace detail {
template <class R, int O>
struct ReductionAt {
  using type = R;
};
template <class R, class... More, int O>
struct ReductionAt<Reductions<R, More...>, O> : ReductionAt<Reductions<More...>, O - 1> {};
template <class R, class... More>
struct ReductionAt<Reductions<R, More...>, 0> {
  using type = R;
};

// Components of the exponent of which output `o` has the shift; 0 if there is none.
template <int N, int P>
constexpr int exponent_dim(const Program<N, P>& p, int o) {
  for (int i = 0; i < N; ++i)
    if (!p.node[i].is_leaf() && p.node[i].operation->id == operation_id<ShiftedExpOp> && p.node[i].p0 == o)
      return p.node[i].dim;
  return 0;
}
// Are the values of output 0 taken in with weights?
template <class C>
inline constexpr bool has_weights = C::template node_plan<C::template output<0>>.taken == TakenOperands::weighted;
}  // namespace detail

template <class R, int O>
using reduction_at = typename detail::ReductionAt<R, O>::type;

namespace detail {
template <int... Dim>
constexpr int dim_at(int o) {
  const int all[] = {Dim...};
  return all[o];
}
}  // namespace detail
/// The dimensions of the outputs of a formula: those of one shape share what is done with their states.
template <int... Dim>
struct OutputDims {
  static constexpr int outputs = sizeof...(Dim);
  template <int O>
  static constexpr int output_dim = detail::dim_at<Dim...>(O);
};
namespace detail {
template <class C, class Numbers>
struct OutputDimsOf;
template <class C, int... O>
struct OutputDimsOf<C, std::integer_sequence<int, O...>> {
  using type = OutputDims<C::template output_dim<O>...>;
};
}  // namespace detail

inline namespace KERNFOLD_ISA {

/// The states of one output: component k of the pack of rows u at [k * U + u].
template <int O, class R, class P, int Dim, int U>
struct OutputStates {
  using A = Accumulation<R, P>;
  typename A::State at[Dim * U];

  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD void start() {
    for (auto& s : at) s = R::template identity<P>();
  }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD void merge(const OutputStates& from) {
    for (int k = 0; k < Dim * U; ++k) R::merge(at[k], from.at[k]);
  }
};

template <class Dims, class R, class P, int U, class Numbers>
struct StatesOfDims;
template <class Dims, class R, class P, int U, int... O>
struct StatesOfDims<Dims, R, P, U, std::integer_sequence<int, O...>>
    : OutputStates<O, reduction_at<R, O>, P, Dims::template output_dim<O>, U>... {
  template <int Q>
  using Of = OutputStates<Q, reduction_at<R, Q>, P, Dims::template output_dim<Q>, U>;
  KERNFOLD_NO_EXEC_CHECK
  template <int Q>
  KERNFOLD_HD KERNFOLD_INLINE auto* of() {
    return static_cast<Of<Q>*>(this)->at;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int Q>
  KERNFOLD_HD KERNFOLD_INLINE const auto* of() const {
    return static_cast<const Of<Q>*>(this)->at;
  }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD void start() { (Of<O>::start(), ...); }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD void merge(const StatesOfDims& from) { (Of<O>::merge(from), ...); }
};
template <class C, class R, class P, int U, class Numbers>
using TileStates = StatesOfDims<typename detail::OutputDimsOf<C, Numbers>::type, R, P, U, Numbers>;

/// The partials of one output, and the shifts of its exponents.
template <int O, class R, class P, int Dim, int U, int Exponents>
struct OutputPartials {
  using A = Accumulation<R, P>;
  typename A::Partial at[A::in_place ? 1 : Dim * U];
  P shift[Exponents > 0 ? Exponents* U : 1];

  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE void start(const typename A::State* total) {
    if constexpr (!A::in_place) {
      KERNFOLD_UNROLL_ON_DEVICE
      for (int k = 0; k < Dim * U; ++k) at[k] = A::start(total[k]);
    }
    if constexpr (Exponents > 0) {
      KERNFOLD_UNROLL_ON_DEVICE
      for (int k = 0; k < Exponents * U; ++k) shift[k] = total[k].shift;
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE void merge_into(typename A::State* total, const Run& run) const {
    if constexpr (!A::in_place) {
      KERNFOLD_UNROLL_ON_DEVICE
      for (int k = 0; k < Dim * U; ++k) A::merge(total[k], at[k], run);
    }
  }
};

template <class C, class R, class P, int U, class Numbers>
struct TilePartials;
template <class C, class R, class P, int U, int... O>
struct TilePartials<C, R, P, U, std::integer_sequence<int, O...>>
    : OutputPartials<O, reduction_at<R, O>, P, C::template output_dim<O>, U, detail::exponent_dim(C::program(), O)>... {
  template <int Q>
  using Of =
      OutputPartials<Q, reduction_at<R, Q>, P, C::template output_dim<Q>, U, detail::exponent_dim(C::program(), Q)>;
  using States = TileStates<C, R, P, U, std::integer_sequence<int, O...>>;
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE void start(const States& total) { (Of<O>::start(total.template of<O>()), ...); }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE void merge_into(States& total, const Run& run) const {
    (Of<O>::merge_into(total.template of<O>(), run), ...);
  }
};

// Does no value of a tile change what it would be taken into, to[u] of its pack of rows u?
KERNFOLD_NO_EXEC_CHECK
template <class A, int Columns, class S, class P, int H, int L>
KERNFOLD_HD KERNFOLD_INLINE auto stay_out(const S& to, const Tile<P, H, L>& f, int u) {
  if constexpr (A::tests_either) {
    P x = f.at(u, 0);
    KERNFOLD_UNROLL_FULL
    for (int b = 1; b < Columns; ++b) x = A::either(f.at(u, b), x);  // a later NaN drops out
    return A::stays_out(to, x);
  } else {
    auto unchanged = A::stays_out(to, f.at(u, 0));
    KERNFOLD_UNROLL_FULL
    for (int b = 1; b < Columns; ++b) unchanged = unchanged & A::stays_out(to, f.at(u, b));
    return unchanged;
  }
}
KERNFOLD_NO_EXEC_CHECK
template <class A, int V, int Columns, class S, class P, int H, int L>
KERNFOLD_HD KERNFOLD_INLINE bool all_stay_out(const S* to, const Tile<P, H, L>& f) {
  auto unchanged = stay_out<A, Columns>(to[0], f, 0);
  KERNFOLD_UNROLL_FULL
  for (int u = 1; u < V; ++u) unchanged = unchanged & stay_out<A, Columns>(to[u], f, u);
  return all(unchanged);
}

/// What an evaluator of V packs of rows hands its values to; those packs are number u0, ... of the U packs of a tile.
/// Partials: TilePartials, or a reference to them.
template <class C, class R, class P, class Partials, int V, int U, class Numbers>
struct Sink {
  using States = TileStates<C, R, P, U, Numbers>;
  Partials partial;
  States* total;
  int u0;
  std::int64_t first;  // index of the first column of this run
  P local;             // of the next column, from `first` on

  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE Sink(States& states, int first_pack, std::int64_t first_column)
      : total(&states), u0(first_pack), first(first_column), local(0) {}
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE Sink(Partials partials, States& states, int first_pack, std::int64_t first_column)
      : partial(partials), total(&states), u0(first_pack), first(first_column), local(0) {}
  /// Nothing has been taken in but into `partials`, `before` columns of this run.
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE Sink(Partials partials, std::int64_t first_column, int before)
      : partial(partials), total(nullptr), u0(0), first(first_column), local(before) {}

  // A constant where it can be: a GPU's registers have no addresses.
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE int begin() const { return V == U ? 0 : u0; }

  template <int O>
  using A = Accumulation<reduction_at<R, O>, P>;
  template <int O>
  static constexpr bool fuses_products = A<O>::fuses_products;
  template <int O>
  static constexpr bool adds_terms = A<O>::adds_terms;

  KERNFOLD_NO_EXEC_CHECK
  template <int O>
  KERNFOLD_HD KERNFOLD_INLINE auto& own() {
    return static_cast<typename std::remove_reference_t<Partials>::template Of<O>&>(partial);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int Columns>
  KERNFOLD_HD KERNFOLD_INLINE void advance() {
    local = local + P(Columns);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int O, int Columns, int H, int L>
  KERNFOLD_HD KERNFOLD_INLINE void value(int k, const Tile<P, H, L>& f) {
    if constexpr (A<O>::in_place) {
      auto* const to = total->template of<O>() + k * U + begin();
      if (!all_stay_out<A<O>, V, Columns>(to, f)) [[unlikely]]
        for (int u = 0; u < V; ++u) insert<O, Columns>(to[u], f, u);
    } else {
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < V; ++u) {
        auto s = own<O>().at[k * U + begin() + u];
        KERNFOLD_UNROLL_FULL
        for (int b = 0; b < Columns; ++b) A<O>::take(s, f.at(u, b), {first, local + P(b)});
        own<O>().at[k * U + begin() + u] = s;
      }
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int O, int Columns, int H, int L, int H2, int L2>
  KERNFOLD_HD KERNFOLD_INLINE void two(int k, const Tile<P, H, L>& f, const Tile<P, H2, L2>& g, int b0 = 0) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < V; ++u) {
      auto s = own<O>().at[k * U + begin() + u];
      KERNFOLD_UNROLL_FULL
      for (int b = b0; b < b0 + Columns; ++b) A<O>::take(s, f.at(u, b), g.at(u, b), {first, local + P(b)});
      own<O>().at[k * U + begin() + u] = s;
    }
  }

  /// exp(f - shift) for component k of the exponent of output O. The shift is at least f minus a constant, so that
  /// nothing overflows; only where f passes that, what was taken in before is scaled down.
  KERNFOLD_NO_EXEC_CHECK
  template <int O, int Exponents, int B>
  KERNFOLD_HD KERNFOLD_INLINE Tile<P, V, B> shifted_exp(int k, const Tile<P, V, B>& f) {
    using math::exp2;
    constexpr double margin = shift_margin<P>, log2_e = math::constant::log2_e;
    Tile<P, V, B> r;
    if constexpr (P::lanes == 1) {  // one branch for all rows of a thread
      auto above = f.v[0][0] - own<O>().shift[k * U + begin()] > P(margin);
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < V; ++u) KERNFOLD_UNROLL_FULL
      for (int b = 0; b < B; ++b) {
        r.v[u][b] = f.v[u][b] - own<O>().shift[k * U + begin() + u];
        above = above | (r.v[u][b] > P(margin));
      }
      if (any(above)) [[unlikely]] {
        KERNFOLD_UNROLL_FULL
        for (int u = 0; u < V; ++u) {
          P top = own<O>().shift[k * U + begin() + u];
          for (int b = 0; b < B; ++b) top = select(f.v[u][b] > top, f.v[u][b], top);
          top = raise<O, Exponents>(k, begin() + u, top);
          for (int b = 0; b < B; ++b) r.v[u][b] = f.v[u][b] - top;
        }
      }
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < V; ++u) KERNFOLD_UNROLL_FULL
      for (int b = 0; b < B; ++b) r.v[u][b] = exp2(r.v[u][b] * P(log2_e));
    } else {
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < V; ++u) {
        P shift = own<O>().shift[k * U + begin() + u];
        P over[B];
        KERNFOLD_UNROLL_FULL
        for (int b = 0; b < B; ++b) over[b] = f.v[u][b] - shift;
        auto above = over[0] > P(margin);
        KERNFOLD_UNROLL_FULL
        for (int b = 1; b < B; ++b) above = above | (over[b] > P(margin));
        if (any(above)) [[unlikely]] {
          P top = shift;
          for (int b = 0; b < B; ++b) top = select(f.v[u][b] > top, f.v[u][b], top);
          shift = raise<O, Exponents>(k, begin() + u, top);
          for (int b = 0; b < B; ++b) over[b] = f.v[u][b] - shift;
        }
        KERNFOLD_UNROLL_FULL
        for (int b = 0; b < B; ++b) r.v[u][b] = exp2(over[b] * P(log2_e));
      }
    }
    return r;
  }

 private:
  // The values of pack u that change state s go into it, lane by lane.
  KERNFOLD_NO_EXEC_CHECK
  template <int O, int Columns, class S, int H, int L>
  KERNFOLD_HD KERNFOLD_INLINE void insert(S& s, const Tile<P, H, L>& f, int u) {
    constexpr int W = P::lanes, most = Columns * W < 64 ? Columns : 64 / W;  // as many as there are bits
    typename P::value_type x[most * W], column[W];
    local.store(column);
    for (int b0 = 0; b0 < Columns; b0 += most) {
      std::uint64_t changes = 0;
      KERNFOLD_UNROLL_FULL
      for (int b = 0; b < most; ++b) {
        if (b0 + b >= Columns) break;
        f.at(u, b0 + b).store(x + b * W);
        changes |= std::uint64_t{bits(!A<O>::stays_out(s, f.at(u, b0 + b)))} << (b * W);
      }
      for (; changes != 0; changes &= changes - 1) {
        const int n = detail::lowest_bit(changes);
        A<O>::insert(s, n % W, x[n], first + static_cast<std::int64_t>(column[n % W]) + b0 + n / W);
      }
    }
  }
  // The shift of component k and pack u becomes top, as far as that is finite; returns it.
  KERNFOLD_NO_EXEC_CHECK
  template <int O, int Exponents>
  KERNFOLD_HD KERNFOLD_INLINE P raise(int k, int u, P top) {
    using math::exp;
    const P largest(detail::Limits<typename P::value_type>::largest);
    top = select(top > largest, largest, top);
    auto& part = own<O>();
    const P factor = exp(part.shift[k * U + u] - top);
    part.shift[k * U + u] = top;
    constexpr int dim = C::template output_dim<O>;
    KERNFOLD_UNROLL_ON_DEVICE
    for (int c = Exponents == 1 ? 0 : k; c < (Exponents == 1 ? dim : k + 1); ++c) {
      A<O>::scale(part.at[c * U + u], factor);
      if (total == nullptr) continue;
      A<O>::scale(total->template of<O>()[c * U + u], factor);
      total->template of<O>()[c * U + u].shift = top;
    }
    return top;
  }
};

/// Tells which packs of rows of a tile have values that change their states. The states stay as they are.
template <class R, class P, int U>
struct ProbeSink {
  using A = Accumulation<R, P>;
  const typename A::State* total;
  int changes[U] = {};  // 1 or 0
  template <int>
  static constexpr bool fuses_products = false;

  template <int, int Columns, int H, int L>
  KERNFOLD_INLINE void value(int k, const Tile<P, H, L>& f) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) changes[u] |= all(stay_out<A, Columns>(total[k * U + u], f, u)) ? 0 : 1;
  }
};

/// Takes one value of each group of columns into a forecast, for states that are empty.
template <class R, class P, int U>
struct ForecastSink {
  typename R::template Forecast<P> at[U];
  P group[U];
  bool starts = true;  // the next tile begins a group
  template <int>
  static constexpr bool fuses_products = false;

  ForecastSink() {
    for (auto& f : at) f = R::template forecast<P>();
    for (P& x : group) x = P(0);
  }
  template <int, int Columns, int H, int L>
  KERNFOLD_INLINE void value(int, const Tile<P, H, L>& f) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) {
      P x = f.at(u, 0);
      KERNFOLD_UNROLL_FULL
      for (int b = 1; b < Columns; ++b) x = R::either(x, f.at(u, b));
      group[u] = starts ? x : R::either(group[u], x);
    }
    starts = false;
  }
  void end_group() {
    for (int u = 0; u < U; ++u) R::accumulate(at[u], group[u]);
    starts = true;
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold

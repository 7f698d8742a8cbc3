// SPDX-License-Identifier: MIT
//
// What a reduction is: a monoid on states, one state for each component of the result. Ours and a user's are written
// alike; P is a scalar or a pack of neighbouring rows:
//
//     struct SumOfCubes {
//       static constexpr const char* name = "SumOfCubes";
//       template <class P>
//       struct State { P sum; };
//       template <class P>
//       static State<P> identity() { return {P(0)}; }
//       template <class P>
//       static void accumulate(State<P>& s, P x) { s.sum = s.sum + x * x * x; }
//       template <class P>
//       static void merge(State<P>& s, const State<P>& t) { s.sum = s.sum + t.sum; }
//       template <class P>
//       static P finish(const State<P>& s) { return s.sum; }
//     };
//     auto c = kernfold::reduce<SumOfCubes, kernfold::Axis1>(f, X, Y);
//
// merge(s, t): s takes in all that t has taken in, t later along the axis. What else a reduction may have stands at
// Accumulation, which engines go through. A reduction knows no engine.
#pragma once

#include <cstdint>
#include <limits>

#include <kernfold/operations/math.hpp>

namespace kernfold {

/// Where a value stands along the reduced axis: at index first + local, local an exact small number.
template <class P>
struct Place {
  std::int64_t first;
  P local;
};

/// A run of values: those at first, ..., first + count - 1.
struct Run {
  std::int64_t first, count;
};

namespace detail {
inline namespace KERNFOLD_ISA {
// An index becomes first + local where that is not negative; where it is negative still, first. By masks, of which no
// compiler makes branches: nobody can foretell which change.
KERNFOLD_NO_EXEC_CHECK
template <class T>
KERNFOLD_HD KERNFOLD_INLINE void take_index(T local, std::int64_t first, std::int64_t& index) {
  const auto i = static_cast<std::int64_t>(static_cast<std::int32_t>(local));
  const std::int64_t none = i >> 63, taken = ((first + i) & ~none) | (index & none), still = taken >> 63;
  index = (first & still) | (taken & ~still);
}
// Of many lanes, a multiple of 8. Compilers vectorize it if they know the number of steps, but not of all.
template <class T>
KERNFOLD_NOINLINE void take_indices(const T* __restrict local, int n, std::int64_t first, std::int64_t* __restrict at) {
  for (; n > 0; n -= 8, local += 8, at += 8)
    for (int l = 0; l < 8; ++l) take_index(local[l], first, at[l]);
}
}  // namespace KERNFOLD_ISA
}  // namespace detail

/// The 64-bit indices of the lanes of P; -1 where there is none.
template <class P>
struct Indices {
  std::int64_t at[P::lanes];

  /// Where `local` is not negative, first + local; where there is none otherwise, first.
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE void take(P local, std::int64_t first) {
    typename P::value_type lane[P::lanes];
    local.store(lane);
    if constexpr (P::lanes % 8 == 0)
      detail::take_indices(lane, P::lanes, first, at);
    else
      for (int l = 0; l < P::lanes; ++l) detail::take_index(lane[l], first, at[l]);
  }
};

namespace detail {

template <class R, bool ok = false>
struct reduction_of_components {
  static_assert(ok,
                "kernfold: Norm(f), Mean(f), Prod(f): reduction_of_components<R>: R reduces over an axis, as in "
                "reduce<R, Axis1>(f, ...); over the components of a formula there are Sum(f), Norm2(f), SqNorm2(f), "
                "Max(f), Min(f) and LogSumExp(f)");
};

// The numbers of <limits>, whose functions device code cannot call.
template <class T>
struct Limits {
  static constexpr T largest = std::numeric_limits<T>::max(), least = std::numeric_limits<T>::min(),
                     infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
};

// The number of the lowest 1 of x, which has one. (nvcc takes __builtin_ctzll in device code for unreachable.)
KERNFOLD_HD KERNFOLD_INLINE int lowest_bit(std::uint64_t x) {
#if defined(__CUDA_ARCH__)
  return __ffsll(static_cast<long long>(x)) - 1;
#else
  return __builtin_ctzll(x);
#endif
}

template <class R, class P>
struct PartialOf {
  using type = typename R::template State<P>;
};
template <class R, class P>
requires requires { typename R::template Partial<P>; }
struct PartialOf<R, P> {
  using type = typename R::template Partial<P>;
};

template <class R>
constexpr bool is_in_place() {
  if constexpr (requires { R::in_place; })
    return R::in_place;
  else
    return false;
}
template <class R>
constexpr bool does_fuse_products() {
  if constexpr (requires { R::fuses_products; })
    return R::fuses_products;
  else
    return false;
}
template <class R>
constexpr bool does_add_terms() {
  if constexpr (requires { R::adds_terms; })
    return R::adds_terms && does_fuse_products<R>();
  else
    return false;
}
template <class R>
constexpr bool does_take_factors() {
  if constexpr (requires { R::takes_factors; })
    return R::takes_factors;
  else
    return false;
}
template <class R>
constexpr bool does_shift() {
  if constexpr (requires { R::shifts; })
    return R::shifts;
  else
    return false;
}
template <class R>
constexpr bool goes_in_any_order() {
  if constexpr (requires { R::any_order; })
    return R::any_order;
  else
    return false;
}
template <class R>
constexpr int number_of_values() {
  if constexpr (requires { R::values; })
    return R::values;
  else
    return 1;
}
template <class R>
constexpr int number_of_indices() {
  if constexpr (requires { R::indices; })
    return R::indices;
  else
    return 0;
}

// Components of the result, from those of the formula.
template <class R>
constexpr int result_dim(int dim) {
  if constexpr (requires { R::result_dim(dim); })
    return R::result_dim(dim);
  else
    return dim;
}

}  // namespace detail

/// Reduction R as engines use it, with defaults for what R does not have:
/// - Partial<P>, start(state), accumulate(partial, ...), merge(state, partial, run): what a short run of values is
///   taken into, in registers; else the state itself;
/// - accumulate(s, x, Place): for reductions that ask where x stands;
/// - accumulate_product(s, x, y), with fuses_products: takes in x y;
/// - adds_terms, beside it: a value a b + c d may be taken in as two products;
/// - scale(partial, factor), with takes_factors: multiplies what it has taken in, as if each value had that factor;
/// - scale_all(partials, factors), beside it: scale() of all partials of a tile; false where values are to be taken in
///   again, each with its factor;
/// - accumulate(s, x, w): takes in x with its weight w;
/// - stays_out(state, x), empty(state): where x does not change the state, for states that seldom change; engines ask
///   before they take values in;
/// - in_place: such a state has no partial; insert(state, lane, x, i): that lane takes in the value x at index i;
/// - either(x, y): one of two values, such that both stay out of a state where it does;
/// - Forecast<P>, forecast(), accumulate(forecast, x), expect(state, forecast), kept: what an empty state can expect of
///   some of the values to come, the first `kept` of them;
/// - Unweighted: a reduction with the same states that takes in values without weights with less work, once its
///   center(state, x), where it has that, has told an empty state one of them;
/// - shifts: the values are exponentials exp(f - shift), and the state has that shift (logsumexp.hpp);
/// - finish(states, stride, k, n), with result_dim(n): component k of the result from the n states of a row;
/// - move(state, by): adds to the state's indices;
/// - any_order: values and states may come in any order, each with its place;
/// - values, indices: how many numbers and 64-bit indices of the result come from one state, and then
///   value(state, lane, k) and index(state, lane, k) instead of finish(state).
template <class R, class P>
struct Accumulation {
  using State = typename R::template State<P>;
  using Partial = typename detail::PartialOf<R, P>::type;
  static constexpr bool in_place = detail::is_in_place<R>();
  static constexpr bool fuses_products = detail::does_fuse_products<R>();
  static constexpr bool adds_terms = detail::does_add_terms<R>();
  static constexpr bool takes_factors = detail::does_take_factors<R>();
  static constexpr bool shifts = detail::does_shift<R>();
  static constexpr bool any_order = detail::goes_in_any_order<R>();
  static constexpr bool tests = requires(const State& s, P x) { R::stays_out(s, x); };
  static constexpr bool tests_either = requires(P x) { R::either(x, x); };

  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD static KERNFOLD_INLINE Partial start([[maybe_unused]] const State& s) {
    if constexpr (requires { R::start(s); })
      return R::start(s);
    else if constexpr (requires { R::template start<P>(); })
      return R::template start<P>();
    else
      return R::template identity<P>();
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class S>
  KERNFOLD_HD static KERNFOLD_INLINE void take(S& s, P x, [[maybe_unused]] const Place<P>& place) {
    if constexpr (requires { R::accumulate(s, x, place); })
      R::accumulate(s, x, place);
    else
      R::accumulate(s, x);
  }
  /// Takes in x y, or x with weight y.
  KERNFOLD_NO_EXEC_CHECK
  template <class S>
  KERNFOLD_HD static KERNFOLD_INLINE void take(S& s, P x, P y, [[maybe_unused]] const Place<P>& place) {
    if constexpr (fuses_products)
      R::accumulate_product(s, x, y);
    else
      R::accumulate(s, x, y);
  }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State& s, const Partial& t, [[maybe_unused]] const Run& run) {
    if constexpr (requires { R::merge(s, t, run); })
      R::merge(s, t, run);
    else
      R::merge(s, t);
  }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD static KERNFOLD_INLINE auto stays_out(const State& s, P x) { return R::stays_out(s, x); }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD static KERNFOLD_INLINE P either(P x, P y) { return R::either(x, y); }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD static KERNFOLD_INLINE void insert(State& s, int lane, T x, std::int64_t index) {
    R::insert(s, lane, x, index);
  }
  /// Multiplies what s has taken in by a factor.
  KERNFOLD_NO_EXEC_CHECK
  template <class S>
  KERNFOLD_HD static KERNFOLD_INLINE void scale(S& s, P factor) {
    R::scale(s, factor);
  }
};

namespace detail {

// A pack of another size. A member of a state that is no pack does not grow with it, also where padding makes it look
// as long as a pack.
template <class P>
struct Longer : P {
  char more;
};

// The state of lane l of packs, as that of packs of one lane. A state without its own `lane` is made of packs alone.
template <class R, template <class, int> class Pack, class T, int W>
KERNFOLD_INLINE typename R::template State<Pack<T, 1>> lane_of(const typename R::template State<Pack<T, W>>& s, int l) {
  using Lane = typename R::template State<Pack<T, 1>>;
  if constexpr (requires { R::lane(s, l); }) {
    return R::lane(s, l);
  } else {
    constexpr int n = static_cast<int>(sizeof(Lane) / sizeof(T));
    static_assert(sizeof(Lane) == n * sizeof(T) && sizeof(s) == n * sizeof(Pack<T, W>) &&
                      sizeof(typename R::template State<Longer<Pack<T, 1>>>) == n * sizeof(Longer<Pack<T, 1>>),
                  "kernfold: reduce<R, Axis>(f, ...): the State<P> of R has members that are no P; add a member "
                  "template lane(state, l) to R");
    Pack<T, W> from[n];
    T to[n];
    __builtin_memcpy(from, &s, sizeof(s));
    for (int k = 0; k < n; ++k) to[k] = from[k][l];
    Lane r;
    __builtin_memcpy(&r, to, sizeof(r));
    return r;
  }
}

}  // namespace detail
}  // namespace kernfold

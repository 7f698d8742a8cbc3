// SPDX-License-Identifier: MIT
//
// The K smallest or largest values over an axis, sorted, and where they stand. The state seldom changes: of N values in
// random order, about K log(N / K) enter it. So all others are turned away by one comparison.
#pragma once

#include <kernfold/operations/libm.hpp>
#include <kernfold/reductions/argmax.hpp>

namespace kernfold {

namespace detail {

// The states of a tile of rows stand on the stack when rows are merged: 4 MiB for the most places.
template <int K>
struct places_out_of_range {
  static_assert(K >= 1 && K <= 4096,
                "kernfold: KMin<K> and its kin: places_out_of_range<K>: K must be 1 to 4096; to sort more of the "
                "values of a row, write dense(f, ...)");
};
template <int K>
constexpr int places() {
  if constexpr (K < 1 || K > 4096) {
    explain<places_out_of_range<K>>();
    return 1;
  } else {
    return K;
  }
}

// Before::no_later(x, y): of two numbers, may x stand before y? NaN comes after all numbers, as in numpy.sort.
template <class Before, int Sign, int K, int Values, int Indices>
struct Best {
  static constexpr int values = Values * K, indices = Indices * K;
  static constexpr bool in_place = true;
  static constexpr bool any_order = true;  // in each lane by their indices
  static constexpr int kept = K;
  // a part of the axis fills all K places again
  static constexpr int smallest_chunk = (1 << 16) + 2048 * K;

  template <class P>
  struct State {
    using T = typename P::value_type;
    struct Lane {
      std::int64_t index[K];  // -1 behind the last value
      T value[K];
    };
    T last[P::lanes];  // of the K values of each lane; as long as there are fewer, what nothing comes after
    Lane lane[P::lanes];
  };

  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static State<P> identity() {
    using T = typename P::value_type;
    constexpr T end = static_cast<T>(Sign * Limits<double>::infinity);
    State<P> s;
    for (int l = 0; l < P::lanes; ++l) {
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
      s.last[l] = end;
#else
      s.last[l] = Limits<T>::nan;
#endif
      for (int k = 0; k < K; ++k) {
        s.lane[l].value[k] = end;
        s.lane[l].index[k] = -1;
      }
    }
    return s;
  }
  /// Where x does not change the state.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto stays_out(const State<P>& s, P x) {
    return Before::no_later(P::load(s.last), x);
  }
  /// The earlier of two values, or the second: a NaN stays out of K numbers as any value does, and else nothing does.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P either(P x, P y) {
    return Before::earlier(x, y);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x, const Place<P>& place) {
    const std::int64_t index = place.first + static_cast<std::int64_t>(place.local[0]);
    for (unsigned rest = bits(!stays_out(s, x)); rest != 0; rest &= rest - 1) {
      const int l = lowest_bit(rest);
      insert(s, l, x[l], index);
    }
  }
  /// The K first of some of the values to come, without NaN.
  template <class P>
  struct Forecast {
    P value[K];
  };
  template <class P>
  static Forecast<P> forecast() {
    Forecast<P> f;
    for (P& v : f.value) v = P(Sign * Limits<double>::infinity);
    return f;
  }
  template <class P>
  static KERNFOLD_INLINE void accumulate(Forecast<P>& f, P x) {
    for (P& v : f.value) {
      const auto sooner = Before::no_later(x, v);  // never if x is NaN
      const P later = select(sooner, v, x);
      v = select(sooner, x, v);
      x = later;
    }
  }
  template <class P>
  static bool empty(const State<P>& s) {
    return s.lane[0].index[0] < 0;
  }
  /// What comes after K values to come stays out of the empty state from the start.
  template <class P>
  static void expect(State<P>& s, const Forecast<P>& f) {
    using T = typename P::value_type;
    constexpr T end = static_cast<T>(Sign * Limits<double>::infinity), least = Limits<T>::least;
    for (int l = 0; l < P::lanes; ++l) {
      const T last = f.value[K - 1][l];
      if (last == end) continue;
      s.last[l] = math::libm::nextafter(last, end);
      // Where subnormal numbers count as 0, as with -ffast-math, they do not come after it.
      if (s.last[l] > -least && s.last[l] < least) s.last[l] = Sign * least;
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static void merge(State<P>& s, const State<P>& t) {
    for (int l = 0; l < P::lanes; ++l) {
      const auto one = s.lane[l];
      const auto& other = t.lane[l];
      for (int k = 0, i = 0, j = 0; k < K; ++k) {
        const bool first = comes_before(one.value[i], one.index[i], other.value[j], other.index[j]);
        s.lane[l].value[k] = first ? one.value[i] : other.value[j];
        s.lane[l].index[k] = first ? one.index[i] : other.index[j];
        ++(first ? i : j);
      }
      if (s.lane[l].index[K - 1] >= 0) s.last[l] = s.lane[l].value[K - 1];
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static void move(State<P>& s, std::int64_t by) {
    for (auto& lane : s.lane)
      for (auto& i : lane.index)
        if (i >= 0) i += by;
  }
  template <template <class, int> class Pack, class T, int W>
  static State<Pack<T, 1>> lane(const State<Pack<T, W>>& s, int l) {
    State<Pack<T, 1>> r;
    r.last[0] = s.last[l];
    for (int k = 0; k < K; ++k) {
      r.lane[0].index[k] = s.lane[l].index[k];
      r.lane[0].value[k] = s.lane[l].value[k];
    }
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static auto value(const State<P>& s, int lane, int k) {
    return s.lane[lane].value[k];
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static std::int64_t index(const State<P>& s, int lane, int k) {
    return s.lane[lane].index[k];
  }
  /// Lane l takes in x at index i, later than all that it has taken in.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void insert(State<P>& s, int l, typename P::value_type x, std::int64_t i) {
    auto& to = s.lane[l];
    int k = K - 1;
    if (to.index[k] < 0)
      while (k > 0 && to.index[k - 1] < 0) --k;
    else if (!earlier(x, to.value[k]))
      return;
    for (; k > 0 && earlier(x, to.value[k - 1]); --k) {
      to.value[k] = to.value[k - 1];
      to.index[k] = to.index[k - 1];
    }
    to.value[k] = x;
    to.index[k] = i;
    if (to.index[K - 1] >= 0) s.last[l] = to.value[K - 1];
  }

 private:
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD static KERNFOLD_INLINE bool earlier(T x, T y) {
    return !Before::no_later(y, x) && x == x;
  }
  // Equal values, and NaN, are in the order of their indices; what has none is last.
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static bool comes_before(T x, std::int64_t i, T y, std::int64_t j) {
    if (i < 0 || j < 0) return i >= 0;
    return earlier(x, y) || (!earlier(y, x) && i < j);
  }
};

struct Ascending {
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto no_later(P x, P y) {
    return x <= y;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P earlier(P x, P y) {
    return at_most(x, y);
  }
};
struct Descending {
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto no_later(P x, P y) {
    return y <= x;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P earlier(P x, P y) {
    return at_least(x, y);
  }
};

}  // namespace detail

/// Reduction: the K smallest of the formula's values over an axis, ascending, componentwise: K * dim columns, rank
/// after rank; K is 1 to 4096. Of equal values the lower index comes first; NaN comes after all numbers. Fewer than K
/// values: the rest is +inf. No gradient: take the formula at the indices of ArgKMin.
/// Example: `reduce<KMin<5>, Axis1>(SqDist(x, y), X, Y)`.
template <int K>
struct KMin : detail::Best<detail::Ascending, 1, detail::places<K>(), 1, 0> {
  static constexpr const char* name = "KMin";
};
/// Reduction: the indices of the K smallest values, 64-bit integers; -1 where there are fewer values. See KMin.
/// Example: `reduce<ArgKMin<5>, Axis1>(SqDist(x, y), X, Y)`.
template <int K>
struct ArgKMin : detail::Best<detail::Ascending, 1, detail::places<K>(), 0, 1> {
  static constexpr const char* name = "ArgKMin";
};
/// Reduction: the K smallest values and their indices, {values, indices}. See KMin and ArgKMin.
/// Example: `reduce<KMinArgKMin<5>, Axis1>(SqDist(x, y), X, Y).indices`.
template <int K>
struct KMinArgKMin : detail::Best<detail::Ascending, 1, detail::places<K>(), 1, 1> {
  static constexpr const char* name = "KMinArgKMin";
};
/// Reduction: the K largest values, descending; where there are fewer, -inf. See KMin.
/// Example: `reduce<KMax<5>, Axis1>(f, X, Y, W)`.
template <int K>
struct KMax : detail::Best<detail::Descending, -1, detail::places<K>(), 1, 0> {
  static constexpr const char* name = "KMax";
};
/// Reduction: the indices of the K largest values. See KMax and ArgKMin.
/// Example: `reduce<ArgKMax<5>, Axis1>(f, X, Y, W)`.
template <int K>
struct ArgKMax : detail::Best<detail::Descending, -1, detail::places<K>(), 0, 1> {
  static constexpr const char* name = "ArgKMax";
};
/// Reduction: the K largest values and their indices, {values, indices}. See KMax and ArgKMin.
/// Example: `reduce<KMaxArgKMax<5>, Axis1>(f, X, Y, W).values`.
template <int K>
struct KMaxArgKMax : detail::Best<detail::Descending, -1, detail::places<K>(), 1, 1> {
  static constexpr const char* name = "KMaxArgKMax";
};

}  // namespace kernfold

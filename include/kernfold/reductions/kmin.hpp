// SPDX-License-Identifier: MIT
//
// The K smallest or largest values over an axis, sorted, and where they stand. The state seldom changes: of N values in
// random order, about K log(N / K) enter it. So all others are turned away by one comparison.
#pragma once

#include <kernfold/reductions/argmax.hpp>

namespace kernfold {

namespace detail {

// Before::no_later(x, y): of two numbers, may x stand before y? NaN comes after all numbers, as in numpy.sort.
template <class Before, int Sign, int K, int Values, int Indices>
struct Best {
  static_assert(K >= 1, "kernfold: KMin<K> and its kin: K must be at least 1");
  static constexpr int values = Values * K, indices = Indices * K;
  static constexpr bool in_place = true;
  static constexpr int smallest_chunk = K < 4096 ? 4096 * K : 1 << 24;  // a part of the axis fills all K places again

  template <class P>
  struct State {
    using T = typename P::value_type;
    static constexpr int W = P::lanes;
    T last[W];  // of the K values of each lane; as long as there are fewer, what nothing comes after
    int filled[W];
    T value[W][K];
    std::int64_t index[W][K];  // -1 behind the last value
  };

  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static State<P> identity() {
    using T = typename P::value_type;
    State<P> s;
    for (int l = 0; l < P::lanes; ++l) {
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
      s.last[l] = static_cast<T>(Sign * Limits<double>::infinity);
#else
      s.last[l] = Limits<T>::nan;
#endif
      s.filled[l] = 0;
      for (int k = 0; k < K; ++k) {
        s.value[l][k] = static_cast<T>(Sign * Limits<double>::infinity);
        s.index[l][k] = -1;
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
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x, const Place<P>& place) {
    const std::int64_t index = place.first + static_cast<std::int64_t>(place.local[0]);
    for (unsigned rest = bits(!stays_out(s, x)); rest != 0; rest &= rest - 1) {
      const int l = __builtin_ctz(rest);
      insert(s, l, x[l], index);
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static void merge(State<P>& s, const State<P>& t) {
    for (int l = 0; l < P::lanes; ++l)
      for (int k = 0; k < t.filled[l]; ++k) insert(s, l, t.value[l][k], t.index[l][k]);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static void move(State<P>& s, std::int64_t by) {
    for (auto& row : s.index)
      for (auto& i : row)
        if (i >= 0) i += by;
  }
  template <template <class, int> class Pack, class T, int W>
  static State<Pack<T, 1>> lane(const State<Pack<T, W>>& s, int l) {
    State<Pack<T, 1>> r;
    r.last[0] = s.last[l];
    r.filled[0] = s.filled[l];
    for (int k = 0; k < K; ++k) {
      r.value[0][k] = s.value[l][k];
      r.index[0][k] = s.index[l][k];
    }
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static auto value(const State<P>& s, int lane, int k) {
    return s.value[lane][k];
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static std::int64_t index(const State<P>& s, int lane, int k) {
    return s.index[lane][k];
  }

 private:
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_NOINLINE void insert(State<P>& s, int l, typename P::value_type x, std::int64_t i) {
    using T = typename P::value_type;
    T* const value = s.value[l];
    std::int64_t* const index = s.index[l];
    const int filled = s.filled[l];
    int at = 0;  // numbers that are no later than x
    for (int k = 0; k < K; ++k) at += k < filled && Before::no_later(value[k], x) ? 1 : 0;
    if (!(x == x)) at = filled;
    // in a merge, equal values may come with lower indices
    while (at > 0 && i < index[at - 1] && (value[at - 1] == x || (!(x == x) && !(value[at - 1] == value[at - 1]))))
      --at;
    if (at >= K) return;
    // all of them are moved, so that it takes no branches
    T moved[K + 1];
    std::int64_t moved_index[K + 1];
    for (int k = 0; k < K; ++k) {
      moved[k + 1] = value[k];
      moved_index[k + 1] = index[k];
    }
    moved[0] = x;
    moved_index[0] = i;
    for (int k = 0; k < K; ++k) {
      value[k] = k < at ? moved[k + 1] : k == at ? x : moved[k];
      index[k] = k < at ? moved_index[k + 1] : k == at ? i : moved_index[k];
    }
    if (filled < K) s.filled[l] = filled + 1;
    if (s.filled[l] == K) s.last[l] = value[K - 1];
  }
};

struct Ascending {
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto no_later(P x, P y) {
    return x <= y;
  }
};
struct Descending {
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE auto no_later(P x, P y) {
    return y <= x;
  }
};

}  // namespace detail

/// Reduction: the K smallest of the formula's values over an axis, ascending, componentwise: K * dim columns, rank
/// after rank. Of equal values the lower index comes first; NaN comes after all numbers. Fewer than K values: the rest
/// is +inf.
template <int K>
struct KMin : detail::Best<detail::Ascending, 1, K, 1, 0> {
  static constexpr const char* name = "KMin";
};
/// Reduction: the indices of the K smallest values, 64-bit integers; -1 where there are fewer values. See KMin.
template <int K>
struct ArgKMin : detail::Best<detail::Ascending, 1, K, 0, 1> {
  static constexpr const char* name = "ArgKMin";
};
/// Reduction: the K smallest values and their indices, {values, indices}. See KMin and ArgKMin.
template <int K>
struct KMinArgKMin : detail::Best<detail::Ascending, 1, K, 1, 1> {
  static constexpr const char* name = "KMinArgKMin";
};
/// Reduction: the K largest values, descending; where there are fewer, -inf. See KMin.
template <int K>
struct KMax : detail::Best<detail::Descending, -1, K, 1, 0> {
  static constexpr const char* name = "KMax";
};
/// Reduction: the indices of the K largest values. See KMax and ArgKMin.
template <int K>
struct ArgKMax : detail::Best<detail::Descending, -1, K, 0, 1> {
  static constexpr const char* name = "ArgKMax";
};
/// Reduction: the K largest values and their indices, {values, indices}. See KMax and ArgKMin.
template <int K>
struct KMaxArgKMax : detail::Best<detail::Descending, -1, K, 1, 1> {
  static constexpr const char* name = "KMaxArgKMax";
};

}  // namespace kernfold

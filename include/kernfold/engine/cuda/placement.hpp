// SPDX-License-Identifier: MIT
//
// How a block of the kernel moves and scales the vectors of a scaled distance.
#pragma once

#include <cstddef>

#include <kernfold/engine/cuda/fields.hpp>
#include <kernfold/engine/cuda/lane_math.hpp>
#include <kernfold/engine/cuda/scaled_distance.hpp>
#include <kernfold/reductions/reduction.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// C: a Code; F: its Fields. Nothing, where the formula has no such distance or P no approximate functions.
template <class C, class P, class F>
struct DistancePlacement {
  using T = typename P::value_type;
  static constexpr ScaledDistance distance =
      P::approximate ? scaled_distance(C::program(), C::plan()) : ScaledDistance{};
  static constexpr bool moves = distance.found();
  static constexpr int dim = C::template node<(moves ? distance.row : 0)>.dim;
  T scale, centre[moves ? dim : 1];

  /// Component c of node I, that is v before.
  template <int I>
  KERNFOLD_HD KERNFOLD_INLINE T value(T v, [[maybe_unused]] int c) const {
    if constexpr (moves && (I == distance.row || I == distance.column))
      return (v - centre[c]) * scale;
    else
      return v;
  }

  /// By each of the threads, for rows begin to end. Scaled are the distances from the middle one of three rows, so that
  /// data far from 0 lose nothing.
  KERNFOLD_HD KERNFOLD_INLINE void set(const typename F::Inputs& inputs, std::ptrdiff_t begin, std::ptrdiff_t end,
                                       const T* given, int t, int threads) {
    const T square = math::abs(factor(given));
    const bool finite = !is_infinite(square);
    const std::ptrdiff_t last = end - 1;
    for (int k = t; k < dim; k += threads) {
      const T one = F::template input<distance.row>(inputs, begin, k),
              two = F::template input<distance.row>(inputs, begin + (last - begin) / 2, k),
              three = F::template input<distance.row>(inputs, last, k);
      const T middle =
          math::libm::fmax(math::libm::fmin(one, two), math::libm::fmin(math::libm::fmax(one, two), three));
      centre[k] = finite && middle - middle == T(0) ? middle : T(0);  // not where it is infinite or NaN
    }
    if (t == 0) scale = math::sqrt(finite ? square : T(1));
  }
  /// A thread's U rows.
  template <int U>
  KERNFOLD_HD KERNFOLD_INLINE void place_rows(T* rows) const {
    constexpr int field = F::template field_at<distance.row>;
    for_components<P, dim>([&](int k) KERNFOLD_INLINE_LAMBDA {
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) {
        T& v = rows[(field + k) * U + u];
        v = value<distance.row>(v, k);
      }
    });
  }

  /// What pairs read for the factor: -1 if the exponential falls with the scaled distance; rarely, 1 if it grows, or an
  /// infinite factor.
  static KERNFOLD_HD KERNFOLD_INLINE T factor_left([[maybe_unused]] const T* given) {
    if constexpr (moves) {
      const T c = factor(given);
      if (is_infinite(c)) return c;
      return c <= T(0) ? T(-1) : T(1);
    } else {
      return T(-1);
    }
  }
  /// The parameters that pairs read: with a scaled distance a copy, in which its factor is `left`.
  static constexpr int parameters = moves ? C::template fields<Stage::parameter> : 1;
  static KERNFOLD_HD KERNFOLD_INLINE T* parameters_of_pairs(T* given, [[maybe_unused]] T* copy,
                                                            [[maybe_unused]] T left) {
    if constexpr (moves) {
      KERNFOLD_UNROLL_FULL
      for (int k = 0; k < parameters; ++k) copy[k] = given[k];
      copy[C::template node_plan<distance.factor>.field] = left;
      return copy;
    } else {
      return given;
    }
  }

 private:
  // For an infinite factor nothing is moved or scaled.
  static KERNFOLD_HD KERNFOLD_INLINE T factor(const T* given) {
    return given[C::template node_plan<distance.factor>.field];
  }
  static KERNFOLD_HD KERNFOLD_INLINE bool is_infinite(T v) { return math::abs(v) > detail::Limits<T>::largest; }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

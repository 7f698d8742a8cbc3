// SPDX-License-Identifier: MIT
//
// Means and variances of one pass are of deviations from the first value of each row.
#pragma once

#include <type_traits>

#include <kernfold/engine/cuda/lane_math.hpp>
#include <kernfold/engine/evaluator.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// R::Unweighted, where R has that and no weights are; else R.
template <class R, bool unweighted>
struct UnweightedOf {
  using type = R;
};
template <class R>
requires std::is_base_of_v<R, typename R::Unweighted>  // not that of a base
struct UnweightedOf<R, true> {
  using type = typename R::Unweighted;
};
/// Tells the states of U rows the value that they are handed.
template <class R, class P, int U>
struct FirstValue {
  typename R::template State<P>* total;
  template <int>
  static constexpr bool fuses_products = false;

  KERNFOLD_NO_EXEC_CHECK
  template <int, int, int H, int L>
  KERNFOLD_HD KERNFOLD_INLINE void value(int k, const Tile<P, H, L>& f) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) R::center(total[k * U + u], f.at(u, 0));
  }
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

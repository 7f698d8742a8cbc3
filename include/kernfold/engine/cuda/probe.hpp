// SPDX-License-Identifier: MIT
//
// For reductions whose states seldom change: does a group of columns change any of a thread's?
#pragma once

#include <kernfold/engine/cuda/lane_math.hpp>
#include <kernfold/engine/sink.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// Takes the values of U rows, one column after the other, of Dim components; `total` is constant meanwhile.
template <class R, class P, int Dim, int U>
struct GroupProbe {
  using A = Accumulation<R, P>;
  using State = typename A::State;
  template <int>
  static constexpr bool fuses_products = false;

  KERNFOLD_HD KERNFOLD_INLINE explicit GroupProbe(const State* states) : total(states) {}

  KERNFOLD_NO_EXEC_CHECK
  template <int, int, int H, int L>
  KERNFOLD_HD KERNFOLD_INLINE void value(int k, const Tile<P, H, L>& f) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) unchanged = unchanged & all(A::stays_out(total[k * U + u], f.at(u, 0)));
  }
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE bool stays_out() const { return unchanged; }

 private:
  const State* total;
  bool unchanged = true;
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

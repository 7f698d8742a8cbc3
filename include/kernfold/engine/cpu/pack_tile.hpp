// SPDX-License-Identifier: MIT
//
// Functions of the packs of a tile at once, which decide once for all of them.
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// F of the packs of a tile at once: F::within where all of them are in F's range, else F::beyond, out of line.
template <class F, class P>
KERNFOLD_NOINLINE void far_values(P* x, int n) {
  for (; n > 0; ++x, --n) *x = F::beyond(*x);
}
template <class F, Real T, int W, int U, int B>
KERNFOLD_INLINE void function_of_tile(Pack<T, W> (&x)[U][B]) {
  using P = Pack<T, W>;
  P largest = abs(x[0][0]);
  KERNFOLD_UNROLL_FULL
  for (int n = 1; n < U * B; ++n) largest = at_least(abs(x[n / B][n % B]), largest);
  if (!all(largest < F::template range<T>)) [[unlikely]] {
    P y[U * B];
    for (int n = 0; n < U * B; ++n) y[n] = x[n / B][n % B];
    far_values<F>(y, U * B);
    for (int n = 0; n < U * B; ++n) x[n / B][n % B] = y[n];
    return;
  }
  KERNFOLD_UNROLL_FULL
  for (int n = 0; n < U * B; ++n) x[n / B][n % B] = F::within(x[n / B][n % B]);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

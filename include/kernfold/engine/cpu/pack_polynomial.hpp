// SPDX-License-Identifier: MIT
//
// What functions of packs have in common: polynomials, ln 2 and the smallest normal number.
//
// Coefficients are minimax (Remez' exchange) for the error in ulp, unless another way is named. They are rounded one
// after the other, lowest first, the rest fitted again each time.
#pragma once

#include <kernfold/config.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// c[K] + c[K + 1] x + ... by Horner's rule: fewest instructions; packs in flight hide the latency.
template <class S, int K = 0, class Register, class T, int N>
KERNFOLD_INLINE Register polynomial(Register x, const T (&c)[N]) {
  if constexpr (K == N - 1) {
    return S::set(c[K]);
  } else {
    return S::fma(polynomial<S, K + 1>(x, c), x, S::set(c[K]));
  }
}

template <class T>
struct Constants;

template <>
struct Constants<float> {
  static constexpr float ln2_hi = 0x1.62e4p-1F;  // 16 bits: n * ln2_hi is exact
  static constexpr float ln2_lo = 0x1.7f7d1cp-20F;
  static constexpr float smallest_normal = 0x1p-126F;
};

template <>
struct Constants<double> {
  static constexpr double ln2_hi = 0x1.62e42fefap-1;  // 36 bits
  static constexpr double ln2_lo = 0x1.cf79abc9e3b3ap-40;
  static constexpr double smallest_normal = 0x1p-1022;
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

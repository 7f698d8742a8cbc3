// SPDX-License-Identifier: MIT
//
// tanh of packs: x (1 + x^2 p(x^2)) near 0, elsewhere (1 - t) / (1 + t) with t = exp(-2 |x|).
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/engine/cpu/pack_exp.hpp>
#include <kernfold/engine/cpu/pack_polynomial.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// Least squares at Chebyshev's nodes, for the relative error of tanh up to 0.55.
template <class T>
struct TanhConstants;

template <>
struct TanhConstants<float> {
  static constexpr float polynomial[5] = {-0x1.55554ap-2F, 0x1.110cfcp-3F, -0x1.b92268p-5F, 0x1.590fcep-6F,
                                          -0x1.9a449ep-8F};
};

template <>
struct TanhConstants<double> {
  static constexpr double polynomial[10] = {-0x1.5555555555492p-2,  0x1.1111111101f26p-3,  -0x1.ba1ba1ad06fdcp-5,
                                            0x1.664f45b17dd5bp-6,   -0x1.226ddba69fb09p-7, 0x1.d6c5edcbaff44p-9,
                                            -0x1.7cf20890355aap-10, 0x1.2f9918f74e05dp-11, -0x1.b8cfd2ba545cep-13,
                                            0x1.ab69c4bc685b2p-15};
};

template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> tanh(Pack<T, W> x) {
  using P = Pack<T, W>;
  if constexpr (W == 1) {
    return P(math::tanh(x.v));
  } else {
    const P a = abs(x), z = x * x, t = exp(-2 * a), distant = (1 - t) / (1 + t);
    // a product, for the sign of -0
    const P close = x * fma(z, P::wrap(polynomial<typename P::S>(z.v, TanhConstants<T>::polynomial)), P(1));
    return select(a < 0.55, close, select(x < 0, -distant, distant));
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

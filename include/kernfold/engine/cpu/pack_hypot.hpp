// SPDX-License-Identifier: MIT
//
// hypot of packs, and the power of two that scales two numbers.
#pragma once

#include <cstdint>
#include <type_traits>

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/engine/cpu/pack_polynomial.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold::math {
inline namespace KERNFOLD_ISA {

// Both are divided by a power of two near the larger one, which rounds nothing.
template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> hypot(Pack<T, W> x, Pack<T, W> y) {
  using P = Pack<T, W>;
  if constexpr (W == 1) {
    return P(math::hypot(x.v, y.v));
  } else {
#if defined(__CUDA_ARCH__)
    return x;
#else
    using C = Constants<T>;
    using Register = typename P::S::Register;
    using Integer = std::conditional_t<std::is_same_v<T, float>, std::uint32_t, std::uint64_t>;
    using Bits = typename BitsOf<T, W>::type;
    constexpr int digits = std::is_same_v<T, float> ? 23 : 52;
    constexpr Integer exponents = (Integer{2} << (8 * sizeof(T) - 2)) - (Integer{1} << digits);
    const P a = abs(x), b = abs(y), larger = at_least(a, b), infinite(static_cast<T>(constant::inf));
    P power = P::wrap(__builtin_bit_cast(Register, __builtin_bit_cast(Bits, larger.v) & exponents));
    power = at_least(at_most(power, P(1 / C::smallest_normal)), P(C::smallest_normal));
    const Bits inverse = exponents - (Integer{1} << digits) - __builtin_bit_cast(Bits, power.v);
    const P scale = P::wrap(__builtin_bit_cast(Register, inverse)), u = x * scale, v = y * scale;
    return select((a == infinite) | (b == infinite), infinite, sqrt(fma(u, u, v * v)) * power);
#endif
  }
}

template <Real T, int W>
KERNFOLD_INLINE Pack<T, W> magnitude_scale(Pack<T, W> x, Pack<T, W> y) {
  using P = Pack<T, W>;
  if constexpr (W == 1) {
    return P(math::magnitude_scale(x.v, y.v));
  } else {
#if defined(__CUDA_ARCH__)
    return x;
#else
    using Register = typename P::S::Register;
    using Integer = std::conditional_t<std::is_same_v<T, float>, std::uint32_t, std::uint64_t>;
    using Bits = typename BitsOf<T, W>::type;
    constexpr Integer one = Integer{1} << (std::is_same_v<T, float> ? 23 : 52);
    constexpr Integer exponents = (Integer{2} << (8 * sizeof(T) - 2)) - one;
    const auto power = [](P v) KERNFOLD_INLINE_LAMBDA {
      return P::wrap(__builtin_bit_cast(Register, __builtin_bit_cast(Bits, v.v) & exponents));
    };
    const P larger = at_most(at_least(power(x), power(y)), P(1 / Constants<T>::smallest_normal));
    const Bits inverse = exponents - one - __builtin_bit_cast(Bits, larger.v);
    return P::wrap(__builtin_bit_cast(Register, inverse));
#endif
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math

// SPDX-License-Identifier: MIT
//
// Stands in for CUDA's header: half, by arithmetic in double.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace cuda_on_host {

// A binary floating point number of 16 bits, with `Precision` bits of significand and exponents from `Least` on.
template <int Precision, int Least>
struct Number16 {
  static constexpr int fraction_bits = Precision - 1;
  static constexpr int special = (1 << (15 - fraction_bits)) - 1;  // the exponent's bits where it is infinite or NaN

  static double value(std::uint16_t bits) {
    const int exponent = bits >> fraction_bits & special, fraction = bits & ((1 << fraction_bits) - 1);
    double v = std::ldexp(fraction, Least - fraction_bits);
    if (exponent == special)
      v = fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    else if (exponent > 0)
      v = std::ldexp(fraction + (1 << fraction_bits), Least - fraction_bits + exponent - 1);
    return bits >> 15 != 0 ? -v : v;
  }
  // The nearest, of two equally near ones the even one.
  static std::uint16_t nearest(double v) {
    const unsigned sign = std::signbit(v) ? 0x8000U : 0U;
    const double magnitude = std::fabs(v);
    unsigned bits = special << fraction_bits;
    if (std::isnan(v)) {
      bits += 1U << (fraction_bits - 1);
    } else if (!std::isinf(v)) {
      int exponent = Least;
      if (magnitude > 0 && std::ilogb(magnitude) > Least) exponent = std::ilogb(magnitude);
      // In units of the last place: a carry goes into the exponent, one out of the largest number makes it infinite.
      const double units = std::nearbyint(std::ldexp(magnitude, fraction_bits - exponent));
      const unsigned long whole = static_cast<unsigned long>(units) +
                                  (static_cast<unsigned long>(exponent - Least) << fraction_bits);
      if (whole < bits) bits = static_cast<unsigned>(whole);
    }
    return static_cast<std::uint16_t>(sign | bits);
  }
};

}  // namespace cuda_on_host

struct alignas(2) __half {
  using Number = cuda_on_host::Number16<11, -14>;
  std::uint16_t bits;
  __half() = default;
  __half(float v) : bits(Number::nearest(v)) {}
  operator float() const { return static_cast<float>(Number::value(bits)); }
};

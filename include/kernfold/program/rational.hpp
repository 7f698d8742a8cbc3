// SPDX-License-Identifier: MIT
//
// Exact arithmetic on the constants of a program: 64-bit fractions in lowest terms. A result that does not fit is not
// `ok`; the compiler then leaves the operation to run time.
#pragma once

#include <kernfold/formula/constant.hpp>

namespace kernfold {

namespace detail {

// a * b and a + b, or false where they do not fit. (nvcc has no __builtin_mul_overflow in constant expressions.)
constexpr bool multiply(std::int64_t a, std::int64_t b, std::int64_t& r) {
  if (a == INT64_MIN || b == INT64_MIN) return false;
  const std::int64_t m = a < 0 ? -a : a, n = b < 0 ? -b : b;
  if (m != 0 && n > INT64_MAX / m) return false;
  r = a * b;
  return true;
}
constexpr bool add(std::int64_t a, std::int64_t b, std::int64_t& r) {
  if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b) return false;
  r = a + b;
  return true;
}

}  // namespace detail

struct Rational {
  std::int64_t num = 0, den = 1;
  bool ok = true;

  constexpr bool is(std::int64_t n) const { return ok && num == n && den == 1; }

  static constexpr Rational reduced(std::int64_t n, std::int64_t d) {
    if (d == 0 || n == INT64_MIN || d == INT64_MIN) return {0, 1, false};
    const std::int64_t g = detail::gcd(n, d), s = d < 0 ? -1 : 1;
    return {s * (n / g), s * (d / g), true};
  }
  friend constexpr Rational operator*(Rational a, Rational b) {
    if (!a.ok || !b.ok) return {0, 1, false};
    if (a.is(1)) return b;
    if (b.is(1)) return a;
    const Rational u = reduced(a.num, b.den), v = reduced(b.num, a.den);  // cross-cancelling first keeps products small
    Rational r;
    r.ok = u.ok && v.ok && detail::multiply(u.num, v.num, r.num) && detail::multiply(u.den, v.den, r.den);
    return r;
  }
  friend constexpr Rational operator+(Rational a, Rational b) {
    if (!a.ok || !b.ok) return {0, 1, false};
    std::int64_t x = 0, y = 0, n = 0, d = 0;
    if (!detail::multiply(a.num, b.den, x) || !detail::multiply(b.num, a.den, y) || !detail::add(x, y, n) ||
        !detail::multiply(a.den, b.den, d))
      return {0, 1, false};
    return reduced(n, d);
  }
  friend constexpr Rational operator-(Rational a) {
    return {a.num == INT64_MIN ? 0 : -a.num, a.den, a.ok && a.num != INT64_MIN};
  }
  constexpr Rational inverse() const { return num == 0 ? Rational{0, 1, false} : reduced(den, num); }
};

}  // namespace kernfold

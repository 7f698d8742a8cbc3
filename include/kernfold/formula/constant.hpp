// SPDX-License-Identifier: MIT
//
// Numbers inside formulas: exact rationals in the type. `2_c`, `0.5_c`, `1e-3_c`, IntCst<n>, RatCst<n, d>, Zero<dim>.
#pragma once

#include <cstdint>

#include <kernfold/formula/formula.hpp>

namespace kernfold {

namespace detail {
constexpr std::int64_t gcd(std::int64_t a, std::int64_t b) {
  while (b != 0) {
    const std::int64_t r = a % b;
    a = b;
    b = r;
  }
  return a < 0 ? -a : a;
}
}  // namespace detail

/// The number Num / Den in lowest terms; written RatCst<n, d>, IntCst<n> or 0.5_c.
template <std::int64_t Num, std::int64_t Den>
struct Constant : Expression<Constant<Num, Den>> {
  using children = TypeList<>;
  static constexpr int dim = 1;
  static constexpr std::int64_t num = Num, den = Den;
  static constexpr Key key = detail::key_of("constant", Num, Den);

  template <class Builder>
  static constexpr int emit(Builder& b, const int*) {
    return b.constant(Num, Den);
  }
};

namespace detail {
template <std::int64_t N, std::int64_t D>
struct LowestTerms {
  static_assert(D != 0, "kernfold: RatCst<n, d>: the denominator is 0");
  static_assert(N != INT64_MIN && D != INT64_MIN, "kernfold: RatCst<n, d>: |n| and |d| must be below 2^63");
  static constexpr bool ok = D != 0 && N != INT64_MIN && D != INT64_MIN;
  static constexpr std::int64_t sign = D < 0 ? -1 : 1, g = ok ? gcd(N, D) : 1;
  using type = Constant<(ok ? sign * (N / g) : 0), (ok ? sign * (D / g) : 1)>;
};

// The decimal literal c... as numerator and denominator.
struct Decimal {
  std::int64_t num, den;
  bool decimal, fits;
};
template <char... C>
constexpr Decimal parse_decimal() {
  constexpr char text[] = {C..., '\0'};
  constexpr std::int64_t limit = INT64_MAX / 10;
  Decimal r{0, 1, true, true};
  int exponent = 0;
  const char* s = text;
  const bool hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X' || s[1] == 'b' || s[1] == 'B');
  const bool octal = s[0] == '0' && s[1] >= '0' && s[1] <= '9';
  if (hex || octal) return {0, 1, false, true};
  bool point = false;
  for (; *s != '\0' && *s != 'e' && *s != 'E'; ++s) {
    if (*s == '\'') continue;
    if (*s == '.') {
      point = true;
      continue;
    }
    if (*s < '0' || *s > '9') return {0, 1, false, true};
    if (r.num > limit || (r.num == limit && *s > '7')) return {0, 1, true, false};
    r.num = 10 * r.num + (*s - '0');
    if (point) --exponent;
  }
  if (*s != '\0') {
    ++s;
    const bool negative = *s == '-';
    if (*s == '-' || *s == '+') ++s;
    int e = 0;
    for (; *s != '\0'; ++s)
      if (e < 1000) e = 10 * e + (*s - '0');
    exponent += negative ? -e : e;
  }
  if (r.num == 0) return r;
  while (exponent < 0 && r.num % 10 == 0) {
    r.num /= 10;
    ++exponent;
  }
  for (; exponent > 0; --exponent) {
    if (r.num > limit) return {0, 1, true, false};
    r.num *= 10;
  }
  for (; exponent < 0; ++exponent) {
    if (r.den > limit) return {0, 1, true, false};
    r.den *= 10;
  }
  return r;
}
}  // namespace detail

/// The rational number N / D, exact (64-bit numerator and denominator). Dimension 1, no axis.
/// Example: `RatCst<1, 3>{} * x`.
template <std::int64_t N, std::int64_t D>
using RatCst = typename detail::LowestTerms<N, D>::type;

/// The integer N. Dimension 1, no axis.
/// Example: `IntCst<2>{} * x`.
template <std::int64_t N>
using IntCst = Constant<N, 1>;

/// `2_c`, `0.5_c`, `1e-3_c`: a decimal number as an exact constant of a formula.
/// Example: `0.5_c * x`.
template <char... C>
constexpr auto operator""_c() {
  constexpr detail::Decimal d = detail::parse_decimal<C...>();
  static_assert(d.decimal,
                "kernfold: 0x10_c, 010_c: an exact constant is a decimal number; write it as in 16_c, 0.5_c or 1e-3_c");
  static_assert(
      d.fits,
      "kernfold: 1e20_c: the numerator and the denominator of an exact constant, a power of ten, must fit in 64 "
      "bits; declare a parameter Pm<position, 1> and pass the number in the call");
  return RatCst<d.num, d.den>{};
}

/// The zero vector of R^Dim.
/// Example: `Concat(x, Zero<2>{})`.
template <int Dim>
struct Zero : Expression<Zero<Dim>> {
  static_assert(Dim >= 1, "kernfold: Zero<dim>: the dimension must be at least 1");
  using children = TypeList<>;
  static constexpr int dim = Dim;
  static constexpr Key key = detail::key_of("zero", static_cast<std::int64_t>(Dim));

  template <class Builder>
  static constexpr int emit(Builder& b, const int*) {
    return b.constant(0, 1, Dim);
  }
};

}  // namespace kernfold

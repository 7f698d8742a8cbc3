// SPDX-License-Identifier: MIT
//
// The numbers of the reference interpreter: long double with nested forward-mode derivatives and a running error bound.
// A number of level L carries L infinitesimals e_0, ..., e_(L-1) with e_l^2 = 0, one for each Grad around it: 2^L
// coefficients, of which the last holds the derivative in all L directions. Written apart from the library, from the
// chain rule alone.
#pragma once

#include <cmath>

namespace reference {

// A value, and a bound to first order on the error of computing it from exact data in a format of precision u, in units
// of u: |computed - value| <= error * u. This is running error analysis; it sees cancellation.
struct Real {
  long double value = 0, error = 0;
};

inline Real operator+(Real a, Real b) {
  const long double v = a.value + b.value;
  if (a.value == 0 && a.error == 0) return b;
  if (b.value == 0 && b.error == 0) return a;
  return {v, a.error + b.error + std::fabs(v)};
}
inline Real operator*(Real a, Real b) {
  const long double v = a.value * b.value;
  if (v == 0 && a.error == 0 && b.error == 0) return {v, 0};
  return {v, std::fabs(a.value) * b.error + std::fabs(b.value) * a.error + std::fabs(v)};
}

inline constexpr int max_level = 3;

struct Number {
  int level = 0;
  Real c[1 << max_level];

  Number() = default;
  Number(long double v) { c[0].value = v; }
  Number(const Number& other) { *this = other; }
  Number& operator=(const Number& other) {
    level = other.level;
    for (int s = 0; s < 1 << level; ++s) c[s] = other.c[s];
    return *this;
  }
  Real at(int s) const { return s < 1 << level ? c[s] : Real{}; }
};

// x = low(x) + high(x) e_(L-1)
inline Number low(const Number& x) {
  Number r;
  r.level = x.level - 1;
  for (int s = 0; s < 1 << r.level; ++s) r.c[s] = x.c[s];
  return r;
}
inline Number high(const Number& x) {
  Number r;
  r.level = x.level - 1;
  for (int s = 0; s < 1 << r.level; ++s) r.c[s] = x.c[s + (1 << r.level)];
  return r;
}
inline Number join(const Number& l, const Number& h, int level) {
  Number r;
  r.level = level;
  const int half = 1 << (level - 1);
  for (int s = 0; s < half; ++s) {
    r.c[s] = l.at(s);
    r.c[s + half] = h.at(s);
  }
  return r;
}

inline Number operator+(const Number& a, const Number& b) {
  Number r;
  r.level = a.level > b.level ? a.level : b.level;
  for (int s = 0; s < 1 << r.level; ++s) r.c[s] = a.at(s) + b.at(s);
  return r;
}
inline Number operator-(const Number& a) {
  Number r = a;
  for (int s = 0; s < 1 << r.level; ++s) r.c[s].value = -r.c[s].value;
  return r;
}
inline Number operator-(const Number& a, const Number& b) { return a + -b; }
inline Number operator*(const Number& a, const Number& b) {
  Number r;
  r.level = a.level > b.level ? a.level : b.level;
  for (int s = 0; s < 1 << r.level; ++s) {
    Real sum = a.at(0) * b.at(s);
    for (int t = s; t != 0; t = (t - 1) & s) sum = sum + a.at(t) * b.at(s ^ t);  // all subsets t of s
    r.c[s] = sum;
  }
  return r;
}

// f(x) for a function with value f and slope df of plain numbers and slope d of Numbers. A library function is within 4
// ulp, and its argument may be scaled on the way (exp by way of exp2): 2 |x df| more.
template <class F, class Df, class D>
Number chain(const Number& x, F f, Df df, D d) {
  if (x.level > 0) {
    const Number l = low(x);
    return join(chain(l, f, df, d), d(l) * high(x), x.level);
  }
  const long double v = x.c[0].value, y = f(v), slope = std::fabs(df(v));
  Number r(y);
  r.c[0].error = 4 * std::fabs(y) + (std::isfinite(slope) ? slope * (x.c[0].error + 2 * std::fabs(v)) : 0);
  return r;
}

inline Number inverse(const Number& x) {
  return chain(
      x, [](long double v) { return 1 / v; }, [](long double v) { return -1 / (v * v); },
      [](const Number& v) { return -(inverse(v) * inverse(v)); });
}
inline Number operator/(const Number& a, const Number& b) { return a * inverse(b); }

inline Number exp(const Number& x) {
  const auto e = [](long double v) { return std::exp(v); };
  return chain(x, e, e, [](const Number& v) { return exp(v); });
}
inline Number exp2(const Number& x) {
  const long double ln2 = std::log(2.0L);
  return chain(
      x, [](long double v) { return std::exp2(v); }, [=](long double v) { return ln2 * std::exp2(v); },
      [=](const Number& v) { return Number(ln2) * exp2(v); });
}
inline Number log(const Number& x) {
  return chain(
      x, [](long double v) { return std::log(v); }, [](long double v) { return 1 / v; },
      [](const Number& v) { return inverse(v); });
}
inline Number sin(const Number& x);
inline Number cos(const Number& x) {
  return chain(
      x, [](long double v) { return std::cos(v); }, [](long double v) { return -std::sin(v); },
      [](const Number& v) { return -sin(v); });
}
inline Number sin(const Number& x) {
  return chain(
      x, [](long double v) { return std::sin(v); }, [](long double v) { return std::cos(v); },
      [](const Number& v) { return cos(v); });
}
inline Number cosh(const Number& x);
inline Number sinh(const Number& x) {
  return chain(
      x, [](long double v) { return std::sinh(v); }, [](long double v) { return std::cosh(v); },
      [](const Number& v) { return cosh(v); });
}
inline Number cosh(const Number& x) {
  return chain(
      x, [](long double v) { return std::cosh(v); }, [](long double v) { return std::sinh(v); },
      [](const Number& v) { return sinh(v); });
}
// Where the function has no derivative (0), we define it to be 0, as the library documents.
inline Number inverse_sqrt_or_zero(const Number& x) {
  const auto f = [](long double v) { return v == 0 ? 0 : 1 / std::sqrt(v); };
  return chain(
      x, f, [=](long double v) { return -0.5L * f(v) * f(v) * f(v); },
      [](const Number& v) {
        const Number r = inverse_sqrt_or_zero(v);
        return Number(-0.5L) * r * r * r;
      });
}
inline Number sqrt(const Number& x) {
  return chain(
      x, [](long double v) { return std::sqrt(v); }, [](long double v) { return v == 0 ? 0 : 0.5L / std::sqrt(v); },
      [](const Number& v) { return Number(0.5L) * inverse_sqrt_or_zero(v); });
}
inline Number sign(const Number& x) {
  return chain(
      x, [](long double v) { return v > 0   ? 1.0L
                                    : v < 0 ? -1.0L
                                            : v; }, [](long double) { return 0.0L; },
      [](const Number&) { return Number(0); });
}
inline Number abs(const Number& x) {
  return chain(
      x, [](long double v) { return std::fabs(v); }, [](long double v) { return v > 0   ? 1.0L
                                                                                : v < 0 ? -1.0L
                                                                                        : 0; },
      [](const Number& v) { return sign(v); });
}
// x^n for an integer n; x^0 = 1. By |n| - 1 products the bound would be too generous: its error is that of 2 log2 |n|
// products, of which each counts double from step to step: |n| roundings.
inline Number pow(const Number& x, long n) {
  if (n == 0) return Number(1);
  const auto p = [](long double v, long m) { return std::pow(v, static_cast<long double>(m)); };
  return chain(
      x, [=](long double v) { return p(v, n); },
      [=](long double v) { return static_cast<long double>(n) * p(v, n - 1); },
      [=](const Number& v) { return Number(static_cast<long double>(n)) * pow(v, n - 1); });
}

}  // namespace reference

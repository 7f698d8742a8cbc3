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

// ---- functions of one number, from value and slopes

// The slope is a polynomial or a quotient of functions that are there already.
#define REFERENCE_CHAIN(name, f, slope, slope_of_number)                                        \
  inline Number name(const Number& x) {                                                         \
    return chain(                                                                               \
        x, [](long double v) { return f; }, [](long double v) -> long double { return slope; }, \
        [](const Number& v) { return slope_of_number; });                                       \
  }
REFERENCE_CHAIN(tan, std::tan(v), 1 + std::tan(v) * std::tan(v), Number(1) + tan(v) * tan(v))
REFERENCE_CHAIN(asin, std::asin(v), v* v == 1 ? 0 : 1 / std::sqrt(1 - v * v), inverse_sqrt_or_zero(Number(1) - v * v))
REFERENCE_CHAIN(acos, std::acos(v), v* v == 1 ? 0 : 1 / std::sqrt(1 - v * v), -inverse_sqrt_or_zero(Number(1) - v * v))
REFERENCE_CHAIN(atan, std::atan(v), 1 / (1 + v * v), inverse(Number(1) + v * v))
REFERENCE_CHAIN(tanh, std::tanh(v), 1 - std::tanh(v) * std::tanh(v), Number(1) - tanh(v) * tanh(v))
REFERENCE_CHAIN(asinh, std::asinh(v), 1 / std::sqrt(1 + v * v), inverse(sqrt(Number(1) + v * v)))
REFERENCE_CHAIN(acosh, std::acosh(v), v == 1 ? 0 : 1 / std::sqrt(v * v - 1), inverse_sqrt_or_zero(v* v - Number(1)))
REFERENCE_CHAIN(atanh, std::atanh(v), 1 / (1 - v * v), inverse(Number(1) - v * v))
inline const long double erf_slope = 2 / std::sqrt(std::acos(-1.0L));
REFERENCE_CHAIN(erf, std::erf(v), erf_slope* std::exp(-v* v), Number(erf_slope) * exp(-(v * v)))
REFERENCE_CHAIN(erfc, std::erfc(v), erf_slope* std::exp(-v* v), -(Number(erf_slope) * exp(-(v * v))))
REFERENCE_CHAIN(expm1, std::expm1(v), std::exp(v), exp(v))
REFERENCE_CHAIN(log1p, std::log1p(v), 1 / (1 + v), inverse(Number(1) + v))
REFERENCE_CHAIN(log2, std::log2(v), 1 / (v * std::log(2.0L)), inverse(v* Number(std::log(2.0L))))
REFERENCE_CHAIN(cbrt, std::cbrt(v), v == 0 ? 0 : std::cbrt(v) / (3 * v),
                v.c[0].value == 0 ? Number(0) : inverse(Number(3) * cbrt(v) * cbrt(v)))
REFERENCE_CHAIN(sigmoid, 1 / (1 + std::exp(-v)), std::exp(-v) / ((1 + std::exp(-v)) * (1 + std::exp(-v))),
                sigmoid(v) * (Number(1) - sigmoid(v)))
REFERENCE_CHAIN(softplus, v > 0 ? v + std::log1p(std::exp(-v)) : std::log1p(std::exp(v)), 1 / (1 + std::exp(-v)),
                sigmoid(v))
REFERENCE_CHAIN(xlogx, v == 0 ? 0 : v * std::log(v), v == 0 ? 0 : std::log(v) + 1,
                v.c[0].value == 0 ? Number(0) : log(v) + Number(1))
#undef REFERENCE_CHAIN

// The derivative of order n of sin(x) / x, by its power series: for |x| < 8.
inline Number sinc(const Number& x, int n = 0) {
  const auto series = [](long double v, int order) {
    long double sum = 0;
    for (int k = 60; k >= 0; --k) {  // (-1)^k v^(2k) / (2k+1)!
      if (2 * k < order) continue;
      long double t = k % 2 == 0 ? 1 : -1;
      for (int m = 0; m < order; ++m) t *= 2 * k - m;
      for (int m = 2; m <= 2 * k + 1; ++m) t /= m;
      sum += t * std::pow(v, static_cast<long double>(2 * k - order));
    }
    return sum;
  };
  return chain(
      x, [=](long double v) { return series(v, n); }, [=](long double v) { return series(v, n + 1); },
      [=](const Number& v) { return sinc(v, n + 1); });
}

// The derivative of order n + 1 of log gamma(x), x > 0: sums of reciprocal powers, the rest by Euler and Maclaurin.
inline long double polygamma(int n, long double x) {
  const auto power = [n](long double v, int more) { return std::pow(v, static_cast<long double>(-n - more)); };
  long double factorial = 1, sum = 0;
  for (int k = 2; k <= n; ++k) factorial *= k;
  for (int k = 0; k < 60; ++k, x += 1) sum += power(x, 1);
  const long double s = n + 1, integral = n == 0 ? -std::log(x) : power(x, 0) / n;
  sum += integral + power(x, 1) / 2 + s * power(x, 2) / 12 - s * (s + 1) * (s + 2) * power(x, 4) / 720 +
         s * (s + 1) * (s + 2) * (s + 3) * (s + 4) * power(x, 6) / 30240;
  return (n % 2 == 0 ? -1 : 1) * factorial * sum;
}
inline Number polygamma(int n, const Number& x) {
  return chain(
      x, [=](long double v) { return polygamma(n, v); }, [=](long double v) { return polygamma(n + 1, v); },
      [=](const Number& v) { return polygamma(n + 1, v); });
}
inline Number lgamma(const Number& x) {
  return chain(
      x, [](long double v) { return std::lgamma(v); }, [](long double v) { return polygamma(0, v); },
      [](const Number& v) { return polygamma(0, v); });
}

// ---- functions of two numbers

inline Number lift(const Number& x, int level) {
  Number r;
  r.level = level;
  for (int s = 0; s < 1 << level; ++s) r.c[s] = x.at(s);
  return r;
}
// As chain: the value f, slopes fx and fy of plain numbers, dx and dy of Numbers.
template <class F, class Fx, class Fy, class Dx, class Dy>
Number chain2(const Number& x, const Number& y, F f, Fx fx, Fy fy, Dx dx, Dy dy) {
  const int level = x.level > y.level ? x.level : y.level;
  if (level > 0) {
    const Number p = lift(x, level), q = lift(y, level), a = low(p), b = low(q);
    return join(chain2(a, b, f, fx, fy, dx, dy), dx(a, b) * high(p) + dy(a, b) * high(q), level);
  }
  const Real v = x.c[0], w = y.c[0];
  Number r(f(v.value, w.value));
  r.c[0].error = 4 * std::fabs(r.c[0].value);
  const long double slope[] = {std::fabs(fx(v.value, w.value)), std::fabs(fy(v.value, w.value))};
  if (std::isfinite(slope[0])) r.c[0].error += slope[0] * (v.error + 2 * std::fabs(v.value));
  if (std::isfinite(slope[1])) r.c[0].error += slope[1] * (w.error + 2 * std::fabs(w.value));
  return r;
}
inline Number atan2(const Number& y, const Number& x) {
  return chain2(
      y, x, [](long double v, long double w) { return std::atan2(v, w); },
      [](long double v, long double w) { return w / (v * v + w * w); },
      [](long double v, long double w) { return v / (v * v + w * w); },
      [](const Number& v, const Number& w) { return w / (v * v + w * w); },
      [](const Number& v, const Number& w) { return -v / (v * v + w * w); });
}
inline Number powf(const Number& x, const Number& y) {  // x > 0
  const auto p = [](long double v, long double w) { return std::pow(v, w); };
  return chain2(
      x, y, p, [=](long double v, long double w) { return w * p(v, w - 1); },
      [=](long double v, long double w) { return p(v, w) * std::log(v); },
      [](const Number& v, const Number& w) { return w * powf(v, w - Number(1)); },
      [](const Number& v, const Number& w) { return powf(v, w) * log(v); });
}

}  // namespace reference

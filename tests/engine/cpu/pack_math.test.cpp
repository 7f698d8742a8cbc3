// SPDX-License-Identifier: MIT
//
// Functions of packs against references of higher precision, in units of the last place: double for float, long double
// for double. (All 2^32 floats: exhaustive_math.cpp.)
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/engine/cpu/pack_math.hpp>

namespace m = kernfold::math;
using m::Pack;

namespace {

#if defined(__FAST_MATH__)
constexpr bool fast = true;  // no NaN, no infinity, and subnormals count as zero
#else
constexpr bool fast = false;
#endif

template <class T>
using Wider = std::conditional_t<std::is_same_v<T, float>, double, long double>;

// |y - exact| in units of T's last place at `exact`; an infinite y counts as 2^emax.
template <class T>
double error(T y, Wider<T> exact) {
  using L = std::numeric_limits<T>;
  if (!fast && (exact != exact || y != y)) return exact != exact && y != y ? 0 : 1e30;
  const Wider<T> limit = std::ldexp(Wider<T>(1), L::max_exponent);
  const Wider<T> value = std::max(-limit, std::min(limit, Wider<T>(y)));
  exact = std::max(-limit, std::min(limit, exact));
  int e = 0;
  std::frexp(exact, &e);
  e = exact == 0 ? L::min_exponent : std::min(L::max_exponent, std::max(e, L::min_exponent));
  return static_cast<double>(std::fabs(value - exact) / std::ldexp(Wider<T>(1), e - L::digits));
}

template <class T>
bool tested(T x) {
  return !fast || (std::fabs(x) <= std::numeric_limits<T>::max() && std::fabs(x) >= std::numeric_limits<T>::min());
}

// The arguments: special points first, then every 997th float; doubles of all magnitudes, and densely where the
// functions vary.
template <class T>
const std::vector<T>& arguments() {
  static const std::vector<T> all = [] {
    std::vector<T> v;
    const T e = std::numeric_limits<T>::epsilon(), tiny = std::numeric_limits<T>::denorm_min();
    for (T x : {T(0),
                T(0.5),
                T(1),
                T(2),
                T(126),
                T(127),
                T(128),
                T(149),
                T(150),
                T(88.7228),
                T(103.97),
                T(1022),
                T(1023),
                T(1024),
                T(1074),
                T(1075),
                T(709.782712893384),
                T(745.1332191019412),
                1 + e,
                1 - e / 2,
                e,
                tiny,
                std::numeric_limits<T>::min(),
                std::numeric_limits<T>::max(),
                static_cast<T>(m::constant::inf),
                static_cast<T>(m::constant::quiet_nan)}) {
      v.push_back(x);
      v.push_back(-x);
    }
    if constexpr (std::is_same_v<T, float>) {
      for (std::uint64_t b = 0; b < (1ULL << 32); b += 997)
        v.push_back(__builtin_bit_cast(float, static_cast<std::uint32_t>(b)));
    } else {
      for (std::uint64_t b = 0; b < (1ULL << 20); ++b)
        v.push_back(__builtin_bit_cast(double, b * 0x00000fffffab1357ULL));
      for (int k = -400000; k <= 400000; ++k) {
        v.push_back(k * 0.001871);      // +-748
        v.push_back(k * 2.5000713e-6);  // +-1
        v.push_back(1 + k * 1.3e-9);
      }
    }
    v.erase(std::remove_if(v.begin(), v.end(), [](T x) { return !tested(x); }), v.end());
    v.resize(v.size() / 16 * 16);
    return v;
  }();
  return all;
}

struct Worst {
  double error = 0, x = 0;
};

// The largest error of f(pack) over the arguments for which the exact value is one of T's normal numbers, or any if
// !fast.
template <class T, class F, class G>
Worst worst(F f, G exact, std::size_t stride = 1) {
  using P = Pack<T>;
  Worst w;
  const std::vector<T>& x = arguments<T>();
  for (std::size_t k = 0; k + P::lanes <= x.size(); k += P::lanes * (k < 64 ? 1 : stride)) {
    T y[P::lanes];
    f(P::load(&x[k])).store(y);
    for (std::size_t i = 0; i < P::lanes; ++i) {
      const Wider<T> r = exact(static_cast<Wider<T>>(x[k + i]));
      if (fast && !(std::fabs(r) <= std::numeric_limits<T>::max() && std::fabs(r) >= std::numeric_limits<T>::min()))
        continue;
      const double e = error(y[i], r);
      if (e > w.error) w = {e, static_cast<double>(x[k + i])};
    }
  }
  return w;
}

void check(const char* name, Worst w, double limit) {
  CAPTURE(name, w.x);
  CHECK(w.error <= limit);
}

}  // namespace

TEMPLATE_TEST_CASE("exp, exp2, expm1 and log are within 2 ulp", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  check("exp", worst<T>([](P x) { return exp(x); }, [](auto x) { return std::exp(x); }), 2);
  check("exp2", worst<T>([](P x) { return exp2(x); }, [](auto x) { return std::exp2(x); }), 2);
  check("expm1", worst<T>([](P x) { return expm1(x); }, [](auto x) { return std::expm1(x); }), 2);
  if (fast) {
    check("log", worst<T>([](P x) { return log(abs(x)); }, [](auto x) { return std::log(std::fabs(x)); }), 2);
  } else {
    check("log", worst<T>([](P x) { return log(x); }, [](auto x) { return std::log(x); }), 2);
  }
}

TEMPLATE_TEST_CASE("log1p of a fraction is within 2 ulp", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  const auto fraction = [](auto x) {
    const auto a = std::fabs(x);
    return a <= 1 ? a : a <= std::numeric_limits<decltype(a)>::max() ? 1 / a : 0;
  };
  Worst w;
  const auto take = [&](T x) {
    const P y = log1p_of_fraction(P(x));
    const double e = error(y[P::lanes - 1], std::log1p(static_cast<Wider<T>>(x)));
    if (e > w.error) w = {e, static_cast<double>(x)};
  };
  for (const T x : arguments<T>()) take(fraction(x));
  for (int k = 0; k <= 100000; ++k) take(static_cast<T>(k) / 100000);
  check("log1p_of_fraction", w, 2);
  CHECK(log1p_of_fraction(P(0))[0] == 0);
}

TEMPLATE_TEST_CASE("hypot is within 1.5 ulp, also where squares over- or underflow", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  using L = std::numeric_limits<T>;
  Worst w;
  for (int e = fast ? L::min_exponent + 1 : L::min_exponent - L::digits; e < L::max_exponent; ++e)
    for (int k = 0; k < 64; ++k) {
      const T x = std::ldexp(T(1) + T(37 * k % 64) / 64, e - 1),
              y = std::ldexp(T(1) + T(k) / 67, e - 1 - (k * k + e * e) % 40);
      if (fast && !(y >= L::min())) continue;
      const Wider<T> a = static_cast<Wider<T>>(x), b = static_cast<Wider<T>>(y);
      const T results[2] = {hypot(P(x), P(-y))[0], hypot(P(y), P(x))[0]};
      for (const T r : results)
        if (const double d = error(r, std::hypot(a, b)); d > w.error) w = {d, static_cast<double>(x)};
    }
  check("hypot", w, 1.5);
  CHECK(hypot(P(3), P(-4))[0] == 5);
  CHECK(hypot(P(0), P(0))[0] == 0);
}

TEMPLATE_TEST_CASE("magnitude_scale is a power of two that scales the larger of two numbers to at least 1 and below 4",
                   "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  using L = std::numeric_limits<T>;
  for (int e = L::min_exponent; e <= L::max_exponent; ++e)
    for (const T mantissa : {T(0.5), T(0.75), 1 - L::epsilon() / 2}) {
      const T x = std::ldexp(mantissa, e);
      for (const T y : {x, T(0), -x / 3, std::ldexp(T(0.5), L::min_exponent)}) {
        CAPTURE(x, y);
        const T s = magnitude_scale(P(-x), P(y))[0];
        int exponent = 0;
        CHECK(std::frexp(s, &exponent) == T(0.5));
        CHECK(magnitude_scale(P(y), P(x))[0] == s);
        CHECK(m::magnitude_scale(x, -y) == s);
        CHECK(x * s >= 1);
        CHECK(x * s < 4);
      }
    }
  if (fast) return;
  const T tiny = L::denorm_min(), s = magnitude_scale(P(tiny), P(0))[0];
  CHECK(s >= 1 / L::min());
  CHECK(s <= L::max());
  CHECK(m::magnitude_scale(T(0), -tiny) == s);
}

TEMPLATE_TEST_CASE("rsqrt is within 1.5 ulp", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  if (fast) return;
  check("rsqrt", worst<T>([](P x) { return rsqrt(x); }, [](auto x) { return 1 / std::sqrt(x); }), 1.5);
}

#if defined(KERNFOLD_AVX512) || defined(KERNFOLD_AVX2)
// With AVX2, all packs of a tile take the fast way, or none: each argument stands beside small ones, and beside its
// neighbours.
TEMPLATE_TEST_CASE("exp2 and exp of a tile are within 2 ulp", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  const auto one = [](auto of_tile) {
    return [=](P x) {
      P tile[2][3] = {{P(0), P(-0.5), P(3)}, {P(T(-20.25)), x, P(1)}};
      of_tile(tile);
      return tile[1][1];
    };
  };
  const auto exp2_of = one([](auto& tile) { exp2_tile(tile); });
  const auto exp_of = one([](auto& tile) { exp_tile(tile); });
  check("exp2", worst<T>(exp2_of, [](auto x) { return std::exp2(x); }), 2);
  check("exp", worst<T>(exp_of, [](auto x) { return std::exp(x); }), 2);
  P odd[1][3] = {{P(0), P(1.5), P(-2.5)}};
  exp2_tile(odd);
  CHECK(error<T>(odd[0][1][0], 2 * std::sqrt(2.0)) <= 2);
  CHECK(error<T>(odd[0][2][0], std::sqrt(0.03125)) <= 2);
  P tile[2][2] = {{P(0.5), P(-1000000)}, {P(-1), P(100000)}};
  exp2_tile(tile);
  const double exact[2][2] = {{std::sqrt(2.0), 0}, {0.5, HUGE_VAL}};
  for (int u = 0; u < 2; ++u)
    for (int b = 0; b < 2; ++b)
      if (!fast || u + b < 2) CHECK(error<T>(tile[u][b][P::lanes - 1], exact[u][b]) <= 2);
  for (int k = std::numeric_limits<T>::min_exponent - 1; k < std::numeric_limits<T>::max_exponent; ++k)
    CHECK(exp2_of(P(k))[0] == std::ldexp(T(1), k));
  CHECK(exp_of(P(0))[0] == 1);
  if (!fast) {
    P one_nan(1);
    one_nan.v[1] = static_cast<T>(m::constant::quiet_nan);
    CHECK(std::isnan(exp2_of(one_nan)[1]));
    CHECK(exp2_of(one_nan)[0] == 2);
    CHECK(std::isnan(exp_of(one_nan)[1]));
  }
}
#endif

#if defined(KERNFOLD_AVX512) || defined(KERNFOLD_AVX2) || defined(KERNFOLD_NEON)
TEMPLATE_TEST_CASE("sin and cos of a tile are within 2.2 ulp, far from 0 as those of packs", "[pack_math]", float,
                   double) {
  using T = TestType;
  using P = Pack<T>;
  if (fast && sizeof(T) == 8) return;  // std::sin of long double is then an instruction that is less exact
  const auto one = [](auto of_tile) {
    return [=](P x) {
      P tile[2][3] = {{P(0), P(-0.5), P(3)}, {P(T(-20.25)), x, P(1)}};
      of_tile(tile);
      return tile[1][1];
    };
  };
  const auto sin_of = one([](auto& tile) { sin_tile(tile); });
  const auto cos_of = one([](auto& tile) { cos_tile(tile); });
  check("sin", worst<T>(sin_of, [](auto x) { return std::sin(x); }), 4);
  check("cos", worst<T>(cos_of, [](auto x) { return std::cos(x); }), 4);
  // Up to the end of the range, at and around multiples of a quarter of pi too.
  Worst w[2];
  const auto take = [&](T x) {
    const double e[2] = {error(sin_of(P(x))[0], std::sin(static_cast<Wider<T>>(x))),
                         error(cos_of(P(x))[0], std::cos(static_cast<Wider<T>>(x)))};
    for (int k = 0; k < 2; ++k)
      if (e[k] > w[k].error) w[k] = {e[k], static_cast<double>(x)};
  };
  constexpr Wider<T> quarter = static_cast<Wider<T>>(0.785398163397448309615660845819875721L);
  for (int k = -83000; k <= 83000; ++k) {
    take(static_cast<T>(k) / 91);
    const T x = static_cast<T>(static_cast<Wider<T>>(k) * quarter);
    take(x);
    take(std::nextafter(x, T(0)));
    if (sizeof(T) == 8) take(static_cast<T>(static_cast<Wider<T>>(k) * 16001 * quarter));
  }
  check("sin", w[0], 2.2);
  check("cos", w[1], 2.2);
  CHECK(cos_of(P(0))[0] == 1);
  if (!fast) {
    CHECK((sin_of(P(-0.0))[0] == 0 && std::signbit(sin_of(P(-0.0))[0])));
    CHECK((sin_of(P(0.0))[0] == 0 && !std::signbit(sin_of(P(0.0))[0])));
    P odd(1);
    odd.v[1] = static_cast<T>(m::constant::quiet_nan);
    odd.v[0] = static_cast<T>(m::constant::inf);
    CHECK(std::isnan(sin_of(odd)[0]));
    CHECK(std::isnan(cos_of(odd)[1]));
    P nan(1);
    nan.v[1] = static_cast<T>(m::constant::quiet_nan);
    CHECK(std::isnan(sin_of(nan)[1]));
    CHECK(std::isnan(cos_of(nan)[1]));
  }
}
#endif

TEMPLATE_TEST_CASE("exact values", "[pack_math]", Pack<float>, Pack<double>, (Pack<float, 1>), (Pack<double, 1>)) {
  using P = TestType;
  using T = typename P::value_type;
  CHECK(exp(P(0))[0] == 1);  // K(x, x) = 1 for a Gaussian
  CHECK(exp(P(-0.0))[0] == 1);
  CHECK(log(P(1))[0] == 0);
  using L = std::numeric_limits<T>;
  for (int k = fast ? L::min_exponent - 1 : L::min_exponent - L::digits; k < L::max_exponent; ++k) {
    CAPTURE(k);
    CHECK(exp2(P(k))[0] == std::ldexp(T(1), k));
  }
  CHECK(exp(P(-1e30))[0] == 0);
  CHECK(exp2(P(-1e30))[0] == 0);
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("limits", "[pack_math]", Pack<float>, Pack<double>, (Pack<float, 1>), (Pack<double, 1>)) {
  using P = TestType;
  using T = typename P::value_type;
  const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  CHECK(exp(P(inf))[0] == inf);
  CHECK(exp(P(-inf))[0] == 0);
  CHECK(exp(P(std::numeric_limits<T>::max()))[0] == inf);
  CHECK(exp(P(std::numeric_limits<T>::lowest()))[0] == 0);
  CHECK(exp2(P(inf))[0] == inf);
  CHECK(exp2(P(-inf))[0] == 0);
  CHECK(log(P(0))[0] == -inf);
  CHECK(log(P(-0.0))[0] == -inf);
  CHECK(log(P(inf))[0] == inf);
  CHECK(std::isnan(log(P(-1))[0]));
  CHECK(std::isnan(log(P(-inf))[0]));
  CHECK(std::isnan(log(P(-std::numeric_limits<T>::denorm_min()))[0]));
  CHECK(std::isnan(exp(P(nan))[0]));
  CHECK(std::isnan(exp(P(-nan))[0]));
  CHECK(std::isnan(exp2(P(nan))[0]));
  CHECK(expm1(P(inf))[0] == inf);
  CHECK(expm1(P(-inf))[0] == -1);
  CHECK(expm1(P(std::numeric_limits<T>::max()))[0] == inf);
  CHECK((expm1(P(-0.0))[0] == 0 && std::signbit(expm1(P(-0.0))[0])));
  CHECK((expm1(P(0))[0] == 0 && !std::signbit(expm1(P(0))[0])));
  CHECK(expm1(P(std::numeric_limits<T>::denorm_min()))[0] == std::numeric_limits<T>::denorm_min());
  CHECK(std::isnan(expm1(P(nan))[0]));
  CHECK(std::isnan(log(P(nan))[0]));
}
#endif

// The long tail: glibc promises 4 ulp for its vector functions.
TEMPLATE_TEST_CASE("the long tail is within a few ulp", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  if (fast) return;
#define CHECK_TAIL(name, limit) \
  check(#name, worst<T>([](P x) { return name(x); }, [](auto x) { return std::name(x); }, 7), limit)
  CHECK_TAIL(sin, 4);
  CHECK_TAIL(cos, 4);
  CHECK_TAIL(tan, 4);
  CHECK_TAIL(sinh, 4);
  CHECK_TAIL(cosh, 4);
  CHECK_TAIL(tanh, 4);
  CHECK_TAIL(asin, 4);
  CHECK_TAIL(acos, 4);
  CHECK_TAIL(atan, 4);
  CHECK_TAIL(asinh, 4);
  CHECK_TAIL(acosh, 4);
  CHECK_TAIL(atanh, 4);
  CHECK_TAIL(erf, 4);
  CHECK_TAIL(erfc, 4);
  CHECK_TAIL(log1p, 2);
  CHECK_TAIL(log2, 4);
  CHECK_TAIL(cbrt, 4);
#undef CHECK_TAIL
}

TEMPLATE_TEST_CASE("functions of two packs", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  using W = Wider<T>;
  if (fast) return;
  std::vector<T> points(arguments<T>().begin(), arguments<T>().begin() + 48);
  for (int k = -40; k <= 40; ++k) points.push_back(static_cast<T>(k * 0.37));
  for (T x : points) {
    for (T y : points) {
      CAPTURE(x, y);
      const W a = x, b = y;
      CHECK(error(pow(P(x), P(y))[0], std::pow(a, b)) <= 6);
      CHECK(error(atan2(P(x), P(y))[0], std::atan2(a, b)) <= 6);
      CHECK(error(hypot(P(x), P(y))[0], std::hypot(a, b)) <= 6);
    }
  }
}

TEMPLATE_TEST_CASE("lane by lane: tgamma", "[pack_math]", Pack<float>, Pack<double>) {
  using P = TestType;
  using T = typename P::value_type;
  T x[P::lanes];
  for (int i = 0; i < P::lanes; ++i) x[i] = T(0.3) + T(i) / 3;
  const P g = tgamma(P::load(x));
  for (int i = 0; i < P::lanes; ++i) CHECK(error(g[i], std::tgamma(static_cast<Wider<T>>(x[i]))) <= 12);
}

TEMPLATE_TEST_CASE("lgamma", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  constexpr double most = fast ? 5 : 4;  // where the compiler reassociates
  for (T x : arguments<T>()) {
    if (!tested(x) || std::fabs(x) > std::numeric_limits<T>::max()) continue;
    CAPTURE(x);
    const auto exact = static_cast<Wider<T>>(std::lgamma(static_cast<long double>(x)));
    CHECK(error(lgamma(P(x))[0], exact) <= most);
    CHECK(error(lgamma(Pack<T, 1>(x))[0], exact) <= most);
  }
  for (int k = 1; k < 20000; ++k) {  // all branches, and near the zeros 1 and 2
    const T near_zero = T(k % 2 + 1) + static_cast<T>(std::ldexp(k % 3 == 0 ? -1.0 : 1.0, -k % 50)) / T(1 + k % 7);
    for (T x : {static_cast<T>(k * 0.0007), near_zero}) {
      CAPTURE(x);
      CHECK(error(lgamma(P(x))[0], static_cast<Wider<T>>(std::lgamma(static_cast<long double>(x)))) <= most);
    }
  }
}

// Derivatives of log gamma as sums of 1 / (x + n)^(order + 1) for n < 300 and the integral of the rest, by Euler and
// Maclaurin.
template <class T>
Wider<T> exact_polygamma(int order, T x) {
  long double sum = 0, y = x;
  for (int n = 0; n < 300; ++n) sum += std::pow(y + n, static_cast<long double>(-order - 1));
  y += 300;
  const long double s = order + 1;
  sum += std::pow(y, -s) / 2 + s / 12 * std::pow(y, -s - 1) - s * (s + 1) * (s + 2) / 720 * std::pow(y, -s - 3);
  if (order == 0) return static_cast<Wider<T>>(std::log(y) - sum);
  return static_cast<Wider<T>>((order == 1 ? 1 : -2) * (std::pow(y, static_cast<long double>(-order)) / order + sum));
}

TEMPLATE_TEST_CASE("digamma and its first two derivatives", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  for (int k = 1; k < 400; ++k)
    for (T x : {static_cast<T>(k * 0.0371), static_cast<T>(std::exp(k * 0.02)), static_cast<T>(std::exp(k * -0.02))}) {
      CAPTURE(x);
      if (std::fabs(x - T(1.4616)) > T(0.01)) CHECK(error(m::polygamma<0>(P(x))[0], exact_polygamma(0, x)) <= 4);
      CHECK(error(m::polygamma<1>(P(x))[0], exact_polygamma(1, x)) <= 4);
      CHECK(error(m::polygamma<2>(P(x))[0], exact_polygamma(2, x)) <= 5);
    }
  // beside the zero of digamma (values of 60 digits, rounded)
  if constexpr (sizeof(T) == 8) {
    CHECK(error(m::polygamma<0>(P(0x1.762d86356be3fp+0))[0], -0x1.aa2d9b3ce29e0p-54L) <= 4);
  } else {
    CHECK(error(m::polygamma<0>(P(0x1.762d86p+0F))[0], -0x1.9d8e3ce338b8cp-27) <= 4);
    CHECK(error(m::polygamma<0>(P(0x1.762d88p+0F))[0], 0x1.bbc0f38bb578dp-24) <= 4);
  }
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("log gamma and its derivatives at 0, infinity and NaN", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  for (T x : {T(0), -T(0), inf, -inf, T(-1), T(-2), std::numeric_limits<T>::max()}) CHECK(lgamma(P(x))[0] == inf);
  CHECK(lgamma(P(T(1)))[0] == 0);
  CHECK(lgamma(P(T(2)))[0] == 0);
  CHECK(m::polygamma<0>(P(T(0)))[0] == -inf);
  CHECK(m::polygamma<0>(P(inf))[0] == inf);
  CHECK(m::polygamma<1>(P(T(0)))[0] == inf);
  CHECK(m::polygamma<1>(P(inf))[0] == 0);
  CHECK(m::polygamma<2>(P(T(0)))[0] == -inf);
  const P results[] = {lgamma(P(nan)),          m::polygamma<0>(P(nan)),   m::polygamma<1>(P(nan)),
                       m::polygamma<2>(P(nan)), m::polygamma<0>(P(T(-1))), m::polygamma<1>(P(T(-2)))};
  for (const P& r : results) CHECK(std::isnan(r[0]));
}
#endif

TEMPLATE_TEST_CASE("packs with arguments of all kinds", "[pack_math]", float, double) {
  using T = TestType;
  using P = Pack<T>;
  constexpr T kinds[] = {T(0.3), T(-0.7), T(100), T(1.9), T(-5.5), T(7), T(3.1), T(2.2)};
  for (int shift = 0; shift < 8; ++shift)
    for (const bool negative : {false, true}) {
      T x[P::lanes];
      for (int i = 0; i < P::lanes; ++i)
        x[i] = negative ? kinds[(i + shift) % 8] : std::fabs(kinds[(3 * i + shift) % 8]);
      const P l = lgamma(P::load(x)), d = m::polygamma<0>(P::load(x));
      for (int i = 0; i < P::lanes; ++i) {
        CHECK(error(l[i], static_cast<Wider<T>>(std::lgamma(static_cast<long double>(x[i])))) <= 4);
        // psi(x) = psi(x + 6) - 1 / x - ... - 1 / (x + 5)
        long double psi = exact_polygamma(0, static_cast<long double>(x[i]) + 6);
        for (int n = 0; n < 6; ++n) psi -= 1 / (static_cast<long double>(x[i]) + n);
        CHECK(error(d[i], static_cast<Wider<T>>(psi)) <= 8);
      }
    }
}

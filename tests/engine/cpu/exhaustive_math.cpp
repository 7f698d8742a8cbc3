// SPDX-License-Identifier: MIT
//
// The largest error of each function of packs, in ulp: over all 2^32 floats against double, over a dense sample of
// doubles against long double. Not a test of every day: about a minute for each function on one core.
//     exhaustive_math [STRIDE [FUNCTION]]    every STRIDE-th float (and sample of doubles), one function or all
// Of functions of two arguments pairs are sampled. Prints where the largest error is, and that among arguments in
// [-100, 100]: near their zeros lgamma and the like lose digits that a relative measure shows.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <type_traits>

#include <kernfold/engine/cpu/pack_math.hpp>

namespace {

using kernfold::math::Pack;

template <class T>
using Wider = std::conditional_t<std::is_same_v<T, float>, double, long double>;
template <class T>
using Bits = std::conditional_t<std::is_same_v<T, float>, std::uint32_t, std::uint64_t>;

// The distance of y from the exact value, in units of T's last place there. Infinity counts as 2^emax.
template <class T>
double error(T y, Wider<T> exact) {
  using L = std::numeric_limits<T>;
  if (std::isnan(exact) || std::isnan(y)) return std::isnan(exact) && std::isnan(y) ? 0 : 1e30;
  const Wider<T> limit = std::ldexp(Wider<T>(1), L::max_exponent);
  const Wider<T> value = std::isinf(y) ? (y > 0 ? limit : -limit) : static_cast<Wider<T>>(y);
  if (std::fabs(exact) > limit) exact = exact > 0 ? limit : -limit;
  int exponent = 0;
  std::frexp(exact, &exponent);
  if (exponent > L::max_exponent) exponent = L::max_exponent;
  if (exponent < L::min_exponent || exact == 0) exponent = L::min_exponent;
  return static_cast<double>(std::fabs(value - exact) / std::ldexp(Wider<T>(1), exponent - L::digits));
}

struct Worst {
  double error = 0, x = 0, y = 0;
  void take(double e, double at, double at_y = 0) {
    if (e > error) *this = {e, at, at_y};
  }
};

// exp2 and exp as the engine takes them of a tile, where there are such functions (AVX2).
template <class P>
P exp2_in_tile(P x) {
  P tile[1][1] = {{x}};
  if constexpr (requires { exp2_tile(tile); })
    exp2_tile(tile);
  else
    tile[0][0] = exp2(x);
  return tile[0][0];
}
template <class P>
P exp_in_tile(P x) {
  P tile[1][1] = {{x}};
  if constexpr (requires { exp_tile(tile); })
    exp_tile(tile);
  else
    tile[0][0] = exp(x);
  return tile[0][0];
}

// The same for sin and cos. Where other lanes are far from 0, those that are not are taken alone.
template <class P, class OfTile, class OfPack>
P near_in_tile(P x, OfTile of_tile, OfPack of_pack) {
  P tile[1][1] = {{x}};
  if constexpr (requires { of_tile(tile); }) {
    P y;
    for (int i = 0; i < P::lanes; ++i) {
      tile[0][0] = P(x[i]);
      of_tile(tile);
      y.v[i] = tile[0][0][0];
    }
    return y;
  } else {
    return of_pack(x);
  }
}
template <class P>
P sin_in_tile(P x) {
  return near_in_tile(
      x, [](auto& tile) requires requires { sin_tile(tile); } { sin_tile(tile); }, [](P v) { return sin(v); });
}
template <class P>
P cos_in_tile(P x) {
  return near_in_tile(
      x, [](auto& tile) requires requires { cos_tile(tile); } { cos_tile(tile); }, [](P v) { return cos(v); });
}

// Each lane without the others: of negative arguments packs are taken lane by lane.
template <class P, class F>
P alone(P x, F f) {
  P y;
  for (int i = 0; i < P::lanes; ++i) y.v[i] = f(P(x[i]))[i];
  return y;
}
template <class P>
P lgamma_alone(P x) {
  return alone(x, [](P v) { return lgamma(v); });
}
template <class P>
P digamma_of_magnitude(P x) {
  return alone(abs(x), [](P v) { return kernfold::math::polygamma<0>(v); });
}
// psi of |x|: the recurrence up to 30, Stirling's series from there on.
template <class Number>
Number psi_of_magnitude(Number number) {
  using T = long double;
  T x = std::fabs(number), sum = 0;
  for (; x < 30; x += 1) sum += 1 / x;
  const T z = 1 / x, y = z * z;
  return static_cast<Number>(
      std::log(x) - z / 2 -
      y * (T(1) / 12 - y * (T(1) / 120 - y * (T(1) / 252 - y * (T(1) / 240 - y * (T(1) / 132))))) - sum);
}

// A well-mixed number (splitmix64).
std::uint64_t mixed(std::uint64_t k) {
  k = (k + 0x9e3779b97f4a7c15ULL) * 0xbf58476d1ce4e5b9ULL;
  k = (k ^ (k >> 27)) * 0x94d049bb133111ebULL;
  return k ^ (k >> 31);
}
double uniform(std::uint64_t k) { return static_cast<double>(mixed(k) >> 11) * 0x1p-53; }

// Argument k: all floats; of doubles every other one any bit pattern, the rest in [-40, 40], [-1, 1], around 1.
template <class T>
T argument(std::uint64_t k) {
  if constexpr (std::is_same_v<T, float>) {
    return __builtin_bit_cast(float, static_cast<std::uint32_t>(k));
  } else {
    switch (k % 8) {
      case 0:
      case 1:
      case 2:
        return 80 * uniform(k) - 40;
      case 3:
      case 4:
        return 2 * uniform(k) - 1;
      case 5:
        return 1 + (uniform(k) - 0.5) * std::ldexp(1.0, -static_cast<int>(mixed(k + 1) % 50));
      default:
        return __builtin_bit_cast(double, mixed(k));
    }
  }
}

template <class T, class F, class G>
void measure(const char* name, std::uint64_t stride, F f, G reference) {
  using P = Pack<T>;
  const std::uint64_t count = std::is_same_v<T, float> ? 1ULL << 32 : 1ULL << 28;
  Worst all, middle;
  for (std::uint64_t b = 0; b < count; b += stride * P::lanes) {
    T x[P::lanes], y[P::lanes];
    for (int i = 0; i < P::lanes; ++i) x[i] = argument<T>(b + stride * static_cast<std::uint64_t>(i));
    f(P::load(x)).store(y);
    for (int i = 0; i < P::lanes; ++i) {
      const double e = error<T>(y[i], reference(static_cast<Wider<T>>(x[i])));
      all.take(e, static_cast<double>(x[i]));
      if (std::fabs(x[i]) <= 100) middle.take(e, static_cast<double>(x[i]));
    }
  }
  std::printf("%-7s %-6s %10.4g ulp at %-22a within 100: %8.4g at %a\n", name,
              std::is_same_v<T, float> ? "float" : "double", all.error, all.x, middle.error, middle.x);
  std::fflush(stdout);
}

template <class T, class F, class G>
void measure_pairs(const char* name, std::uint64_t stride, F f, G reference) {
  using P = Pack<T>;
  Worst all, middle;
  for (std::uint64_t b = 0; b < 1ULL << 30; b += stride * P::lanes) {
    T x[P::lanes], y[P::lanes], z[P::lanes];
    for (int i = 0; i < P::lanes; ++i) {
      const std::uint64_t k = b + stride * static_cast<std::uint64_t>(i);
      const bool any = k % 4 == 3;
      x[i] = any ? __builtin_bit_cast(T, static_cast<Bits<T>>(mixed(2 * k))) : static_cast<T>(20 * uniform(2 * k) - 5);
      y[i] = any ? __builtin_bit_cast(T, static_cast<Bits<T>>(mixed(2 * k + 1)))
                 : static_cast<T>(20 * uniform(2 * k + 1) - 10);
    }
    f(P::load(x), P::load(y)).store(z);
    for (int i = 0; i < P::lanes; ++i) {
      const double e = error<T>(z[i], reference(static_cast<Wider<T>>(x[i]), static_cast<Wider<T>>(y[i])));
      all.take(e, static_cast<double>(x[i]), static_cast<double>(y[i]));
      if (std::fabs(x[i]) <= 100) middle.take(e, static_cast<double>(x[i]), static_cast<double>(y[i]));
    }
  }
  std::printf("%-7s %-6s %10.4g ulp at %a, %a  within 100: %8.4g at %a, %a\n", name,
              std::is_same_v<T, float> ? "float" : "double", all.error, all.x, all.y, middle.error, middle.x, middle.y);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t stride = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const char* only = argc > 2 ? argv[2] : nullptr;
  const auto wanted = [&](const char* name) { return only == nullptr || std::strcmp(name, only) == 0; };
#define MEASURE_AS(name, expression)                                                                             \
  if (wanted(#name)) {                                                                                           \
    measure<float>(                                                                                              \
        #name, stride, [](auto v) { return name(v); }, [](double x) -> double { return expression; });           \
    measure<double>(                                                                                             \
        #name, stride, [](auto v) { return name(v); }, [](long double x) -> long double { return expression; }); \
  }
#define MEASURE(name) MEASURE_AS(name, std::name(x))
#define MEASURE_PAIRS(name)                                                                                            \
  if (wanted(#name)) {                                                                                                 \
    measure_pairs<float>(                                                                                              \
        #name, stride, [](auto v, auto w) { return name(v, w); }, [](double x, double y) { return std::name(x, y); }); \
    measure_pairs<double>(                                                                                             \
        #name, stride, [](auto v, auto w) { return name(v, w); },                                                      \
        [](long double x, long double y) { return std::name(x, y); });                                                 \
  }
  MEASURE(exp2)
  MEASURE(exp)
  MEASURE_AS(exp2_in_tile, std::exp2(x))
  MEASURE_AS(exp_in_tile, std::exp(x))
  MEASURE_AS(sin_in_tile, std::sin(x))
  MEASURE_AS(cos_in_tile, std::cos(x))
  MEASURE(log)
  MEASURE(sqrt)
  MEASURE_AS(rsqrt, 1 / std::sqrt(x))
  MEASURE(expm1)
  MEASURE(log1p)
  MEASURE(log2)
  MEASURE(sin)
  MEASURE(cos)
  MEASURE(tan)
  MEASURE(asin)
  MEASURE(acos)
  MEASURE(atan)
  MEASURE(sinh)
  MEASURE(cosh)
  MEASURE(tanh)
  MEASURE(asinh)
  MEASURE(acosh)
  MEASURE(atanh)
  MEASURE(erf)
  MEASURE(erfc)
  MEASURE(cbrt)
  MEASURE(tgamma)
  MEASURE_AS(lgamma_alone, std::lgamma(x))
  MEASURE_AS(digamma_of_magnitude, psi_of_magnitude(x))
  MEASURE_PAIRS(pow)
  MEASURE_PAIRS(atan2)
  MEASURE_PAIRS(hypot)
}

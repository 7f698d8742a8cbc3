// SPDX-License-Identifier: MIT
//
// The largest error of exp, exp2 and log on packs over all 2^32 floats, in ulp, against the double functions of
// <cmath>. Not a test of every day: about three minutes on one core. With an argument k, every k-th float is tried.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <kernfold/engine/cpu/pack_math.hpp>

namespace {

using kernfold::math::Pack;
using P = Pack<float>;

// The distance of y from the exact value, in units of a float's last place there. Infinity counts as 2^128.
double error(float y, double exact) {
  if (std::isnan(exact) || std::isnan(y)) return std::isnan(exact) && std::isnan(y) ? 0 : 1e30;
  const double limit = 0x1p128, value = std::isinf(y) ? (y > 0 ? limit : -limit) : y;
  if (std::fabs(exact) > limit) exact = exact > 0 ? limit : -limit;
  int exponent = 0;
  std::frexp(exact, &exponent);
  if (exponent > 128) exponent = 128;
  if (exponent < -125 || exact == 0) exponent = -125;
  return std::fabs(value - exact) / std::ldexp(1.0, exponent - 24);
}

template <class F, class G>
void measure(const char* name, std::uint64_t stride, F f, G reference) {
  double worst = 0;
  float where = 0;
  for (std::uint64_t b = 0; b < (1ULL << 32); b += stride * P::lanes) {
    float x[P::lanes], y[P::lanes];
    for (int i = 0; i < P::lanes; ++i)
      x[i] = __builtin_bit_cast(float, static_cast<std::uint32_t>(b + stride * static_cast<std::uint64_t>(i)));
    f(P::load(x)).store(y);
    for (int i = 0; i < P::lanes; ++i) {
      const double e = error(y[i], reference(static_cast<double>(x[i])));
      if (e > worst) worst = e, where = x[i];
    }
  }
  std::printf("%-5s %.4f ulp at %a\n", name, worst, static_cast<double>(where));
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t stride = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  measure(
      "exp2", stride, [](P x) { return exp2(x); }, [](double x) { return std::exp2(x); });
  measure(
      "exp", stride, [](P x) { return exp(x); }, [](double x) { return std::exp(x); });
  measure(
      "log", stride, [](P x) { return log(x); }, [](double x) { return std::log(x); });
}

// SPDX-License-Identifier: MIT
//
// UNIT is the name of one of the functions.
#include "unit.hpp"

#include <utility>

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 2> b{};
constexpr auto f = Exp(-SqDist(x, y)) * b;
constexpr auto sum = reduction<Sum, Axis1>(f);

// Functions of all kinds: of packs, of the C library, of series; values that are exceptions.
constexpr auto u = Elem<0>(x);
constexpr auto v = Elem<1>(y);
constexpr auto functions = LGamma(Square(u) + 1_c) + Polygamma<1>(Square(v) + 1_c) + Erf(u - v) + Pow<-3>(u * u + 1_c) +
                           Powf(u * u, v) + Log(u * u) + Log1p(v * v) + Expm1(u * v) + Sin(u) * Cos(v) + Atan2(u, v) +
                           Tanh(u + v) + Cbrt(u) + Sqrt(v * v) + Rsqrt(u * u + v * v) + Floor(u + v) +
                           Mod(u, v* v + 1_c) + Sinc(u) + Max(u, v) * Sign(u - v) + IfElse(u, v, Inv(v - 4_c));

}  // namespace

Results UNIT(const Data& data) {
  const Tensor<float> made = sum(y = data.y, b = data.b, x = data.x);
  Results r;
  r.sums = made;
  r.into = Tensor<float>(made.rows(), made.cols());
  sum(data.x, data.y, data.b, threads(2), into(r.into));
  r.gradient = grad(sum, y)(data.x, data.y, data.b, made);
  Tensor<float> total = reduce<Sum, Axis01>(f, view(data.x.data(), made.rows(), 3), data.y, data.b);
  r.total = std::move(total);
  r.separated = reduce<Sum, Axis1>(Exp(x + y) * Square(Elem<0>(b)), data.x, data.y, data.b);
  r.functions = reduce<Sum, Axis1>(functions, data.x, data.y);
  r.logsumexp = reduce<LogSumExp, Axis0>(x | y, data.x, data.y);
  r.many = reduce<Sum, Axis1>(u + 2_c, data.x, size_j(many_terms));
  r.nearest = reduce<ArgKMin<2>, Axis1>(SqDist(x, y), data.x, data.y);
  r.pair = evaluate(f, std::array{0.5, 1.0, 1.5}, std::array{1.0, 1.0, 1.0}, std::array{2.0, -3.0});
  try {
    sum(data.x, data.y, std::vector<float>(data.b.size() + 2));
  } catch (const shape_error& e) {
    r.refused = e.what();
  }
  return r;
}

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
  r.pair = evaluate(f, std::array{0.5, 1.0, 1.5}, std::array{1.0, 1.0, 1.0}, std::array{2.0, -3.0});
  try {
    sum(data.x, data.y, std::vector<float>(data.b.size() + 2));
  } catch (const shape_error& e) {
    r.refused = e.what();
  }
  return r;
}

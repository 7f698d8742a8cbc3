// SPDX-License-Identifier: MIT
//
// Concat, Extract and Elem, and the adjoints of the last two, which put a part into zeros.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_all;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 5> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 2> p{};
constexpr auto xy = Concat(x, Exp(y));

}  // namespace

TEST_CASE("Concat", "[operations]") { check_all(Square(Concat(y * Elem<1>(p), p + Elem<0>(x))), x, y, p); }

TEST_CASE("Extract and Elem", "[operations]") {
  check_all(Extract<4, 3>(Square(xy)) * Elem<3>(xy) * Elem<1>(p), x, y, p);
}

TEST_CASE("ExtractT and ElemT", "[operations]") {
  check_all(ExtractT<1, 5>(y * Elem<0>(p)) * x + ElemT<5, 2>(Elem<1>(p) * Elem<4>(x)), x, y, p);
}

TEST_CASE("everything, nothing and twice", "[operations]") {
  check<Axis1, float>(Extract<0, 8>(xy) + ExtractT<2, 8>(Extract<1, 3>(Extract<1, 4>(xy))), 37, 5);
  check_gradient<Axis1, float>(Extract<0, 8>(xy) + ExtractT<2, 8>(Extract<1, 3>(Extract<1, 4>(xy))), x, 37, 5);
  check<Axis1, float>(Concat(Zero<2>{}, Concat(Zero<1>{}, x * Sum(y))), 37, 5);
  check_gradient<Axis1, float>(Concat(Zero<2>{}, Concat(Zero<1>{}, x * Sum(y))), y, 37, 5);
}

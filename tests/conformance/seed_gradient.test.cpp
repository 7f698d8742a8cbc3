// SPDX-License-Identifier: MIT
//
// The gradients of Square(p - a) * Exp(x + y) in each of its variables, for a sum over j and one over i.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> a{};
constexpr Pm<3, 1> p{};
constexpr auto f = Square(p - a) * Exp(x + y);

struct Sizes {
  std::ptrdiff_t M, N;
};
constexpr Sizes sizes[] = {{0, 0},   {0, 5},   {5, 0},   {1, 1},  {2, 17},    {15, 16},  {16, 15},
                           {17, 63}, {64, 65}, {65, 64}, {63, 2}, {1000, 17}, {17, 1000}};

template <class A, class T, class V>
void check_all(V v) {
  for (const Sizes s : sizes) check_gradient<A, T>(f, v, s.M, s.N);
}

}  // namespace

TEMPLATE_TEST_CASE("seed formula: gradients of the sum over j", "[seed]", float, double) {
  check_all<Axis1, TestType>(x);
  check_all<Axis1, TestType>(y);
  check_all<Axis1, TestType>(a);
  check_all<Axis1, TestType>(p);
}

TEMPLATE_TEST_CASE("seed formula: gradients of the sum over i", "[seed]", float, double) {
  check_all<Axis0, TestType>(x);
  check_all<Axis0, TestType>(y);
  check_all<Axis0, TestType>(a);
  check_all<Axis0, TestType>(p);
}

TEMPLATE_TEST_CASE("seed formula: gradients along a long axis", "[seed]", float, double) {
  check_gradient<Axis1, TestType>(f, a, 3, 100003);
  check_gradient<Axis1, TestType>(f, a, 100003, 3);
}

// SPDX-License-Identifier: MIT
//
// Operations of a user's own, outside the library: by `apply` and as a class template; differentiated twice; of
// three operands; a contraction.
#include "support/conformance.hpp"

namespace user {

struct CoshOp;
struct SinhOp : kernfold::Elementwise<1> {
  static constexpr const char* name = "Sinh";
  template <class T>
  static T value(T x) {
    using kernfold::math::sinh;
    return sinh(x);
  }
  static constexpr auto derivative(auto x, auto g) { return g * kernfold::apply<CoshOp>(x); }
};
struct CoshOp : kernfold::Elementwise<1> {
  static constexpr const char* name = "Cosh";
  template <class T>
  static T value(T x) {
    using kernfold::math::cosh;
    return cosh(x);
  }
  static constexpr auto derivative(auto x, auto g) { return g * kernfold::apply<SinhOp>(x); }
};

// As a function of ten lines ...
template <kernfold::Formula F>
constexpr auto sinh_of(F f) {
  return kernfold::apply<SinhOp>(f);
}
// ... and as a class template, which reads as a type.
template <class F>
struct Sinh : kernfold::Apply<SinhOp, F> {
  constexpr Sinh() = default;
  constexpr explicit Sinh(F) {}
};
template <class F>
Sinh(Sinh<F>) -> Sinh<Sinh<F>>;

// With an operand of each kind: x y^2 + z, and its adjoints.
struct ThreeOp : kernfold::Elementwise<3> {
  static constexpr const char* name = "Three";
  template <class T>
  static constexpr T value(T x, T y, T z) {
    return x * y * y + z;
  }
  static constexpr auto derivative(auto x, auto y, auto, auto g) {
    using kernfold::IntCst;
    return kernfold::adjoints(g * y * y, IntCst<2>{} * g * x * y, g);
  }
};

// A contraction: the sum of the squares of the components.
struct SquaresOp : kernfold::Contraction<1> {
  static constexpr const char* name = "Squares";
  template <class T>
  static constexpr T first(T x) {
    return x * x;
  }
  template <class T>
  static constexpr T next(T s, T x) {
    return s + x * x;
  }
  static constexpr auto derivative(auto x, auto g) { return kernfold::IntCst<2>{} * g * x; }
};

using reference::Number;
using reference::Operands;
using reference::Vector;
Vector meaning(SinhOp, const Operands& a, long, long) {
  return reference::each(a, [](const Number& x) { return sinh(x); });
}
Vector meaning(CoshOp, const Operands& a, long, long) {
  return reference::each(a, [](const Number& x) { return cosh(x); });
}
Vector meaning(ThreeOp, const Operands& a, long, long) {
  Vector r;
  for (std::size_t k = 0; k < 3; ++k) {
    const Number &x = broadcast(a[0], k), &y = broadcast(a[1], k), &z = broadcast(a[2], k);
    r.push_back(x * y * y + z);
  }
  return r;
}
Vector meaning(SquaresOp, const Operands& a, long, long) { return {reference::dot(a[0], a[0])}; }

}  // namespace user

using namespace kernfold;
using conformance::check;
using conformance::check_gradient;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 1> p{};

static_assert(std::is_same_v<decltype(user::Sinh(user::Sinh(x))), user::Sinh<user::Sinh<Vi<0, 3>>>>);
static_assert(user::sinh_of(x).dim == 3);

}  // namespace

TEMPLATE_TEST_CASE("Sinh by apply", "[own]", float, double) {
  constexpr auto f = user::sinh_of(p * (x - y)) * y;
  check<Axis1, TestType>(f, 37, 9);
  check_gradient<Axis1, TestType>(f, x, 9, 17);
  check_gradient<Axis1, TestType>(f, p, 9, 17);
}

TEMPLATE_TEST_CASE("Sinh as a class template, twice differentiated", "[own]", float, double) {
  constexpr Vi<2, 3> e{};
  constexpr Vj<3, 3> h{};
  constexpr auto f = user::Sinh(x - y);
  constexpr auto first = Grad(f, x, e);
  check<Axis1, TestType>(first, 37, 9);
  check<Axis1, TestType>(Grad(first, y, x), 9, 17);
  check_gradient<Axis1, TestType>(first * h, y, 9, 17);
}

TEST_CASE("an operation of three operands", "[own]") {
  constexpr auto f = apply<user::ThreeOp>(x, y, p);
  check<Axis1, float>(f, 37, 9);
  check_gradient<Axis1, float>(f, x, 9, 17);
  check_gradient<Axis1, float>(f, y, 9, 17);
  check_gradient<Axis1, double>(f, p, 9, 17);
}

TEST_CASE("a contraction", "[own]") {
  constexpr auto f = apply<user::SquaresOp>(x - y) * apply<user::SquaresOp>(x) * p;
  check<Axis1, float>(f, 37, 9);
  check<Axis0, double>(f, 9, 37);
  check_gradient<Axis1, float>(f, x, 9, 17);
}

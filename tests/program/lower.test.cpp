// SPDX-License-Identifier: MIT
//
// Lowering: every distinct part of a formula once, operands before users, nothing dead, and the arguments of the
// formula as it was written.
#include "program/programs.hpp"

using namespace programs;

namespace {

// f = Exp(f) * f, Depth times: 2^Depth leaves in the tree of types.
template <int Depth, class F>
constexpr auto tower(F f) {
  if constexpr (Depth == 0)
    return f;
  else
    return tower<Depth - 1>(Exp(f) * f);
}

// What holds in every program: operands before users, dimensions and axes right, each node needed, no two equal.
template <int N, int P>
bool well_formed(const Program<N, P>& a) {
  bool used[N] = {}, ok = true;
  for (int i = 0; i < N; ++i) {
    const Node& v = a.node[i];
    if (!v.is_leaf()) {
      unsigned axis = 0;
      for (int k = 0; k < max_arity; ++k) {
        const int o = v.operand[k];
        ok = ok && (k < v.operation->arity ? o >= 0 && o < i : o == -1);
        if (o < 0) continue;
        used[o] = true;
        axis |= a.node[o].axis;
      }
      ok = ok && v.axis == axis && v.dim == v.operation->dim(a.dims_of(i).dim, v.p0, v.p1);
    }
    ok = ok && v.dim >= 1;
    for (int k = 0; k < i; ++k) ok = ok && !(a.node[k] == v);
  }
  for (int i = 0; i + 1 < N; ++i) ok = ok && used[i];
  return ok;
}
template <class F>
bool well_formed(F) {
  return well_formed(draft<F>) && well_formed(program<F>);
}

}  // namespace

TEST_CASE("a program has one node for each distinct part", "[program]") {
  // x, y, x + y, Exp, 1, ... : shared parts once
  STATIC_REQUIRE(draft<decltype(x)>.size == 1);
  STATIC_REQUIRE(draft<decltype(x + y)>.size == 3);
  STATIC_REQUIRE(draft<decltype(Exp(x + y) + Log(x + y))>.size == 6);
  STATIC_REQUIRE(draft<decltype(Exp(x + y) * Log(y + x))>.size == 6);
}

TEST_CASE("a tower of doublings is linear", "[program]") {
  // one Exp and one Mult for each floor, and the variable
  STATIC_REQUIRE(draft<decltype(tower<3>(s))>.size == 7);
  STATIC_REQUIRE(draft<decltype(tower<10>(s))>.size == 21);
  STATIC_REQUIRE(draft<decltype(tower<14>(s))>.size == 29);
  STATIC_REQUIRE(count<ExpOp>(tower<14>(s)) == 14);
}

TEST_CASE("programs are well-formed", "[program]") {
  CHECK(well_formed(x));
  CHECK(well_formed(2_c));
  CHECK(well_formed(Exp(-p * SqDist(x, y)) * (x - y) + q / p));
  CHECK(well_formed(Grad(Exp(-p * SqDist(x, y)), x, g)));
  CHECK(well_formed(Grad(Grad(Rsqrt(1_c + SqDist(x, y)), x, g), y, e)));
  CHECK(well_formed(MatVecMult(TensorProd(x, y), Concat(s, Extract<0, 2>(q)))));
  CHECK(well_formed(Grad(MatVecMult(TensorProd(x, y), Concat(s, Extract<0, 2>(q))), x, e)));
  CHECK(well_formed(tower<14>(s)));
}

TEST_CASE("dead parts are gone", "[program]") {
  STATIC_REQUIRE(draft<decltype(s + 0_c * Exp(Sin(s)))>.size == 1);
  STATIC_REQUIRE(draft<decltype(Grad(x | y, x, s))>.size == 3);  // s * y: no x, no x | y
  STATIC_REQUIRE(count<ScalprodOp>(Grad(x | y, x, s)) == 0);
}

TEST_CASE("arguments are those of the formula as written", "[program]") {
  constexpr auto a = [](auto f, int k) { return draft<decltype(f)>.argument[k]; };
  constexpr auto f = Grad(Scalprod(x, y), y, g);  // g * x
  STATIC_REQUIRE(draft<decltype(f)>.positions == 8);
  CHECK((a(f, 0) == ArgumentInfo{true, Category::i, 3}));
  CHECK((a(f, 1) == ArgumentInfo{true, Category::j, 3}));
  CHECK((a(f, 7) == ArgumentInfo{true, Category::i, 1}));
  CHECK_FALSE(a(f, 2).present);
  CHECK(a(0_c * q + x, 2).present);
  CHECK(a(x - x + y, 0).present);
  // and in the program that engines run
  CHECK(program<decltype(f)>.argument[1].present);
  CHECK(program<decltype(0_c * q + x)>.argument[2].present);
  // and through a second gradient, in which only g is left
  constexpr auto second = Grad(Grad(x | y, x, g), y, e);
  CHECK(a(second, 0).present);
  CHECK(a(second, 1).present);
  CHECK(a(second, 6).present);
  CHECK(is_number(Grad(Grad(x | y, x, g), x, e), 0));
}

TEST_CASE("a constant formula has no arguments", "[program]") {
  STATIC_REQUIRE(draft<decltype(2_c + 3_c)>.positions == 0);
  STATIC_REQUIRE(draft<decltype(2_c + 3_c)>.size == 1);
  CHECK(evaluate(2_c + 3_c)[0] == 5.0);
}

TEST_CASE("programs of more than 256 nodes are as those below", "[program]") {
  const auto sum = []<int... K>(std::integer_sequence<int, K...>) { return (... + Pow<K + 3>(s)); };
  using Small = decltype(sum(std::make_integer_sequence<int, 100>{}));
  using Large = decltype(sum(std::make_integer_sequence<int, 200>{}));
  STATIC_REQUIRE(draft<Small>.size == 1 + 100 + 99);
  STATIC_REQUIRE(draft<Large>.size == 1 + 200 + 199);
  CHECK(well_formed(draft<Large>));
  // sum of s^3 ... s^202 at s = 1/2: (1/2)^2 - (1/2)^202
  const std::vector<double> none;
  CHECK_THAT(evaluate(Large{}, none, none, none, 0.5)[0], Catch::Matchers::WithinAbs(0.25, 1e-15));
}

// SPDX-License-Identifier: MIT
//
// The operations that can occur in a formula's program: all those that do occur, with the gradients and their rules.
#include "program/programs.hpp"

using namespace programs;

namespace {

// Whether the operation of each node is in the list.
template <class List, int N, int P>
bool lists_all(const Program<N, P>& a) {
  return detail::OperationIndices<N>(List{}, a).all_found;
}
template <class F>
bool lists_all(F) {
  return lists_all<operations_of<F>>(draft<F>) && lists_all<operations_of<F>>(program<F>);
}

// An operation as a user writes it.
struct CubeOp : Elementwise<1> {
  static constexpr const char* name = "Cube";
  template <class T>
  static constexpr T value(T v) {
    return v * v * v;
  }
  static constexpr auto derivative(auto v, auto adjoint) { return 3_c * adjoint * Square(v) + 0_c * Sin(v); }
};

// Position of an operation in the list, or -1.
template <class T, class... X>
constexpr int position(TypeList<X...>) {
  const bool match[] = {std::is_same_v<T, X>..., true};
  int k = 0;
  while (!match[k]) ++k;
  return k < static_cast<int>(sizeof...(X)) ? k : -1;
}

}  // namespace

TEST_CASE("the operations of a formula and of its gradients are listed", "[program]") {
  CHECK(lists_all(Exp(-p * SqDist(x, y))));
  CHECK(lists_all(Grad(Exp(-p * Norm2(x - y)), x, g)));
  CHECK(lists_all(Grad(Grad(Rsqrt(1_c + SqDist(x, y)), x, g), y, e)));
  CHECK(lists_all(Grad(Grad(Sin(x | y), x, g), x, e)));
  CHECK(lists_all(Grad(Elem<1>(x) / Pow<3>(s), x, g)));
  CHECK(lists_all(Grad(Grad(MatVecMult(TensorProd(x, y), q), x, e), y, e)));
  CHECK(lists_all(Grad(Abs(x) * Log(y), x, e)));
}

TEST_CASE("the list has each operation once", "[program]") {
  using F = decltype(Grad(Sin(x) + Cos(x) * Sin(y) * Exp(x), x, e));
  STATIC_REQUIRE(detail::same_name(operations_of<F>{}).first == -1);
  STATIC_REQUIRE(position<SinOp>(operations_of<F>{}) >= 0);
  STATIC_REQUIRE(position<CosOp>(operations_of<F>{}) >= 0);
  STATIC_REQUIRE(position<LogOp>(operations_of<F>{}) == -1);
}

TEST_CASE("the operations of a derivative come along", "[program]") {
  STATIC_REQUIRE(position<CosOp>(operations_of<decltype(Sin(x))>{}) >= 0);
  STATIC_REQUIRE(position<RsqrtOrZeroOp>(operations_of<decltype(Sqrt(x))>{}) >= 0);
  STATIC_REQUIRE(position<SignOp>(operations_of<decltype(Abs(x))>{}) >= 0);
}

TEST_CASE("an operation of a user is one like ours", "[program]") {
  constexpr auto cube = kernfold::apply<CubeOp>(x);
  STATIC_REQUIRE(decltype(cube)::dim == 3);
  STATIC_REQUIRE(position<SinOp>(operations_of<decltype(cube)>{}) >= 0);
  CHECK(lists_all(Grad(cube, x, e)));
  CHECK(same(Grad(cube, x, e), 3_c * e * Square(x)));
  CHECK(to_string(cube) == "Cube(Vi<0, 3>)");
  check_value(cube, [](const Data& d, int k) { return d(0, k) * d(0, k) * d(0, k); });
}

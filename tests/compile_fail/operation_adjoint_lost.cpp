// SPDX-License-Identifier: MIT
//
// A derivative that forgets the adjoint of the value.
// expected-error: kernfold: Grad\(f, v, e\): adjoint_lost<Op>: the derivative of Op does not depend on its last argument
// expected-error: adjoint_lost<OwnOp
#include <kernfold/operations/core.hpp>
#include <kernfold/program/lower.hpp>

using namespace kernfold;

struct OwnOp : Elementwise<2> {
  static constexpr const char* name = "Own";
  template <class T>
  static constexpr T value(T v, T w) {
    return v * w;
  }
#ifdef REJECT
  static constexpr auto derivative(auto v, auto w, auto g) { return adjoints(g * w, v); }
#else
  static constexpr auto derivative(auto v, auto w, auto g) { return adjoints(g * w, g * v); }
#endif
};
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  return draft<decltype(Grad(apply<OwnOp>(x, y), x, x))>.size;
#else
  return draft<decltype(Grad(apply<OwnOp>(x, y), x, x))>.size;
#endif
}

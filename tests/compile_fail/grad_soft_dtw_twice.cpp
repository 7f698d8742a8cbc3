// SPDX-License-Identifier: MIT
//
// A second derivative of an operation that has only the first.
// expected-error: kernfold: Grad\(f, v, e\): SoftDTW_SqDist\(x, y, gamma\) has first derivatives only
#include <kernfold/operations/soft_dtw.hpp>
#include <kernfold/program/lower.hpp>

using namespace kernfold;

constexpr Vi<0, 4> x{};
constexpr Vi<3, 1> e{};
constexpr auto f = SoftDTW_SqDist(x, Vj<1, 5>{}, Pm<2, 1>{});

int main() {
  constexpr auto first = Grad(f, x, e);
#ifdef REJECT
  constexpr auto g = Grad(first, x, Vi<4, 4>{});
#else
  constexpr auto g = Grad(first, e, Vi<4, 4>{});
#endif
  return draft<decltype(g)>.size > 0 ? 0 : 1;
}

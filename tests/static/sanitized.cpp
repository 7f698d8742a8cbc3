// SPDX-License-Identifier: MIT
//
// Formulas whose programs need everything that rules do at compile time. Compiled also with the undefined-behaviour
// sanitizer, under which gcc cannot compare addresses in constant expressions, not even with null.
#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> p{};

template <class F>
constexpr bool runs(F) {
  return program<F>.ok && plan<F, Kept::i>.first_step[0] == 0;
}

static_assert(runs(Exp(-p * SqDist(x, y)) * b));
static_assert(runs(Sqrt(SqDist(x, y)) + Rsqrt(1_c + Square(x | y)) + Abs(b)));
static_assert(runs(LaplacianKernel(x, y, p) + Matern32Kernel(x, y, p) + Matern52Kernel(x, y, 2_c)));
static_assert(runs(Grad(Norm2(x - y) * Log(1_c + Square(b)), x, 1_c)));
static_assert(runs(IfElse(x - y, Max(x, y), Powf(Abs(x), p)) + Normalize(x)));

}  // namespace

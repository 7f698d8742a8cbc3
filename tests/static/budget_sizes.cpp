// SPDX-License-Identifier: MIT
//
// Budget: a tower of 14 doublings and programs of some hundred nodes compile within the default limits of every
// compiler, and are evaluated in constant expressions.
#include <utility>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 1> s{};
constexpr Vj<1, 1> t{};

// f = Exp(f) * f, 14 times: 2^14 variables in the tree, 28 operations in the program.
template <int Depth, class F>
constexpr auto tower(F f) {
  if constexpr (Depth == 0)
    return f;
  else
    return tower<Depth - 1>(Exp(f) * f);
}
using Tower = decltype(tower<14>(s + t));
static_assert(draft<Tower>.size == 3 + 28);
static_assert(program<Tower>.size == 3 + 28);
static_assert(plan<Tower, Kept::i>.steps == 1);
static_assert(evaluate(Tower{}, 0.5, -0.5)[0] == 0);

// ((s c_1 + t) c_2 + t) ..., Links times: a constant, a product and a sum each.
template <int Links, class F>
constexpr auto horner(F f) {
  if constexpr (Links == 0)
    return f;
  else
    return horner<Links - 1>(f * RatCst<Links, Links + 1>{} + t);
}
using Horner = decltype(horner<150>(s));
static_assert(draft<Horner>.size == 2 + 3 * 150);
static_assert(program<Horner>.size == 2 + 2 * 150 + 1);  // a multiply-add each, but for s c_1, once per row
static_assert(plan<Horner, Kept::j>.node[program<Horner>.size - 1].evaluations == 1);

// The outermost constant is 1/2, the next 2/3 ...: for s = 0 and t = 1 it is 1 + 1/2 (1 + 2/3 (1 + ...)) =
// 1 + 1/2 + ... + 1/150, a harmonic number.
constexpr double harmonic() {
  double h = 0;
  for (int k = 150; k >= 1; --k) h += 1.0 / k;
  return h;
}
constexpr double result = evaluate(Horner{}, 0.0, 1.0)[0], difference = result - harmonic();
static_assert(difference < 1e-13 && difference > -1e-13);

// 75 exponentials of different arguments s - k t.
template <int... K>
constexpr auto exponentials(std::integer_sequence<int, K...>) {
  return (... + Exp(s + IntCst<-K - 1>{} * t));
}
using Exponentials = decltype(exponentials(std::make_integer_sequence<int, 75>{}));
static_assert(draft<Exponentials>.size > 300);
static_assert(plan<Exponentials, Kept::i>.steps > 0);
constexpr double geometric = evaluate(Exponentials{}, 0.0, 1.0)[0];  // sum of e^-k, k = 1 ... 75: 1 / (e - 1)
static_assert(geometric > 0.58197670686932 && geometric < 0.58197670686934);

}  // namespace

double run_time(double a, double b) { return evaluate(Horner{}, a, b)[0] + evaluate(Exponentials{}, a, b)[0]; }

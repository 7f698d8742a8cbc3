// SPDX-License-Identifier: MIT
//
// Two operations of one name.
// expected-error: kernfold: operations_of_one_name<Op, Other>: two operations of the formula have the same name
// expected-error: operations_of_one_name<(kernfold::)?ExpOp, OwnExpOp
#include <kernfold/api/evaluate.hpp>
#include <kernfold/operations/exp.hpp>

using namespace kernfold;

struct OwnExpOp : Elementwise<1> {
  static constexpr const char* name = "Exp";
  template <class T>
  static constexpr T value(T v) {
    return v;
  }
};
struct OtherOp : Elementwise<1> {
  static constexpr const char* name = "Other";
  template <class T>
  static constexpr T value(T v) {
    return v;
  }
};
constexpr Pm<0, 1> p{};

int main() {
#ifdef REJECT
  return evaluate(Exp(p) + kernfold::apply<OwnExpOp>(p), 1.0)[0] > 0;
#else
  return evaluate(Exp(p) + kernfold::apply<OtherOp>(p), 1.0)[0] > 0;
#endif
}

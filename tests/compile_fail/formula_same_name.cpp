// SPDX-License-Identifier: MIT
//
// Two operations of one name.
// expected-error: kernfold: two operations of this formula have the same name
#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Pm<0, 1> p{};
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

int main() {
#ifdef REJECT
  return evaluate(Exp(p) + kernfold::apply<OwnExpOp>(p), 1.0)[0] > 0;
#else
  return evaluate(Exp(p) + kernfold::apply<OtherOp>(p), 1.0)[0] > 0;
#endif
}

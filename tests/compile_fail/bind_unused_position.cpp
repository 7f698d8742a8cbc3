// SPDX-License-Identifier: MIT
//
// A position that no variable of the formula has.
// expected-error: unused_position<p>: no variable of the formula has position p
// expected-error: unused_position<1
// in-readme
#include <vector>

#include <kernfold/tensors/binding.hpp>

using namespace kernfold;

// The arguments of a formula of x = Vi<0, 3>, y = Vj<1, 3> and p = Pm<2, 1>.
#ifdef REJECT
constexpr bool y_present = false;
#else
constexpr bool y_present = true;
#endif

struct Arguments {
  static constexpr int positions = 3;
  ArgumentInfo argument[3];
};
struct Signature {
  static constexpr Arguments value{
      {{true, Category::i, 3}, {y_present, Category::j, 3}, {true, Category::parameter, 1}}};
};

int main() {
  const std::vector<float> X(6), Y(9);
  bind_arguments<Signature>(X, Y, 2);
}

// SPDX-License-Identifier: MIT
//
// Integers as data.
// expected-error: scalar_type<V>: the elements of the argument for V are neither float nor double
// expected-error: scalar_type<(kernfold::)?Vj<1, 3>
// in-readme
#include <vector>

#include <kernfold/tensors/binding.hpp>

using namespace kernfold;

// The arguments of a formula of x = Vi<0, 3>, y = Vj<1, 3> and p = Pm<2, 1>.
struct Arguments {
  static constexpr int positions = 3;
  ArgumentInfo argument[3];
};
struct Signature {
  static constexpr Arguments value{{{true, Category::i, 3}, {true, Category::j, 3}, {true, Category::parameter, 1}}};
};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  bind_arguments<Signature>(X, std::vector<int>(9), 2);
#else
  bind_arguments<Signature>(X, Y, 2);
#endif
}

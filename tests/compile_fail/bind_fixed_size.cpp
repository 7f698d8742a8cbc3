// SPDX-License-Identifier: MIT
//
// An array whose size is not a multiple of the dimension.
// expected-error: fixed_size<V, n>: the argument for V is an array of n elements
// expected-error: fixed_size<(kernfold::)?Vi<0, 3>, 5
#include <array>
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
  bind_arguments<Signature>(std::array<float, 5>{}, Y, 2);
#else
  bind_arguments<Signature>(std::array<float, 6>{}, Y, 2);
#endif
}

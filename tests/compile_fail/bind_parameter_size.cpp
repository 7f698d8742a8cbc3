// SPDX-License-Identifier: MIT
//
// A parameter of another size than its dimension.
// expected-error: a Pm needs as many as its dimension
// expected-error: fixed_size<(kernfold::)?Pm<2, 4>, 3
#include <array>
#include <vector>

#include <kernfold/tensors/binding.hpp>

using namespace kernfold;

// The arguments of a formula of x = Vi<0, 3>, y = Vj<1, 3> and p = Pm<2, 4>.
struct Arguments {
  static constexpr int positions = 3;
  ArgumentInfo argument[3];
};
struct Signature {
  static constexpr Arguments value{{{true, Category::i, 3}, {true, Category::j, 3}, {true, Category::parameter, 4}}};
};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  bind_arguments<Signature>(X, Y, std::array<float, 3>{});
#else
  bind_arguments<Signature>(X, Y, std::array<float, 4>{});
#endif
}

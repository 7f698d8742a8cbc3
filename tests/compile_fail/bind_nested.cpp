// SPDX-License-Identifier: MIT
//
// A container of containers.
// expected-error: nested_containers<V>: the argument for V is a container of containers
// expected-error: nested_containers<(kernfold::)?Vi<0, 3>
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
  bind_arguments<Signature>(std::vector<std::vector<float>>(2), Y, 2);
#else
  bind_arguments<Signature>(std::vector<std::array<float, 3>>(2), Y, 2);
#endif
}

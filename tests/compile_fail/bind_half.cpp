// SPDX-License-Identifier: MIT
//
// Data in half on the CPU; only the CUDA engine reads them.
// expected-error: half_on_cpu<V>: the elements of the argument for V are half or bfloat16, which only the CUDA engine reads
// expected-error: half_on_cpu<(kernfold::)?Vj<1, 3>
// in-readme
#include <vector>

#include <kernfold/tensors/binding.hpp>

using namespace kernfold;

// The arguments of a formula of x = Vi<0, 3> and y = Vj<1, 3>.
struct Arguments {
  static constexpr int positions = 2;
  ArgumentInfo argument[2];
};
struct Signature {
  static constexpr Arguments value{{{true, Category::i, 3}, {true, Category::j, 3}}};
};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  const __half* data = nullptr;
  bind_arguments<Signature>(X, view(data, 3, 3));
#else
  bind_arguments<Signature>(X, view(Y.data(), 3, 3));
#endif
}

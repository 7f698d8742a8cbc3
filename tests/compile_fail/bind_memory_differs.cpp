// SPDX-License-Identifier: MIT
//
// Arrays in host memory and on a GPU.
// expected-error: memory_differs<V, W>: the argument for V is in host memory and that for W on a device
// expected-error: memory_differs<(kernfold::)?Vj<1, 3>, (kernfold::)?Vi<0, 3>
// in-readme
#include <vector>

#include <kernfold/tensors/binding.hpp>
#include <kernfold/tensors/device_view.hpp>

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
  const std::vector<float> Y(9);
  const float* on_gpu = nullptr;
#ifdef REJECT
  bind_arguments<Signature>(device(on_gpu, 0, 3), Y);
#else
  bind_arguments<Signature>(device(on_gpu, 0, 3), device(on_gpu, 0, 3));
#endif
}

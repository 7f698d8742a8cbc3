// SPDX-License-Identifier: MIT
//
// A matrix that does not tell its strides.
// expected-error: unknown_strides<V>: the argument for V is a matrix or an expression that has no
// expected-error: unknown_strides<(kernfold::)?Vi<0, 3>
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

struct Matrix {
  float element[6] = {};
  const float* data() const { return element; }
  int size() const { return 6; }
  int rows() const { return 2; }
  int cols() const { return 3; }
#ifndef REJECT
  int rowStride() const { return 1; }
  int colStride() const { return 2; }
#endif
};

int main() {
  const std::vector<float> Y(9);
  Matrix M;
  M.element[5] = 1;
  bind_arguments<Signature>(M, Y, 2);
}

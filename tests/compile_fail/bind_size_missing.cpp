// SPDX-License-Identifier: MIT
//
// A reduction over an axis of unknown size.
// expected-error: the formula has no j-argument that tells the number of j; give it: size_j
#include <vector>

#include <kernfold/tensors/binding.hpp>

using namespace kernfold;

// The arguments of a formula of x = Vi<0, 3> alone.
struct Arguments {
  static constexpr int positions = 1;
  ArgumentInfo argument[1];
};
struct NoJ {
  static constexpr Arguments value{{{true, Category::i, 3}}};
};

int main() {
#ifdef REJECT
  return require_size<NoJ, Category::j, std::vector<float>>();
#else
  return require_size<NoJ, Category::j, std::vector<float>, size_j>();
#endif
}

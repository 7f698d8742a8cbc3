// SPDX-License-Identifier: MIT
//
// An output that is const.
// expected-error: into.out.: out is const, or a temporary that owns its memory
// in-readme
#include <utility>
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
  std::vector<float> out(6);
#ifdef REJECT
  bind_arguments<Signature>(X, Y, 2, into(std::as_const(out)));
#else
  bind_arguments<Signature>(X, Y, 2, into(out));
#endif
}

// SPDX-License-Identifier: MIT
//
// Positional and named arguments in one call.
// expected-error: some arguments are bound by name and some by position
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
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  bind_arguments<Signature>(X, y = Y, p = 2);
#else
  bind_arguments<Signature>(y = Y, p = 2, x = X);
#endif
}

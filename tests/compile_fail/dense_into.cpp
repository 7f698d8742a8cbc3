// SPDX-License-Identifier: MIT
//
// Values written to memory of the caller.
// expected-error: kernfold: dense\(f, \.\.\.\) and diagonal\(f, \.\.\.\) return memory of their own: into\(out\) is none
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(3), Y(3);
  std::vector<float> out(1);
#ifdef REJECT
  static_cast<void>(dense(x | y, X, Y, into(out)));
#else
  out[0] = dense(x | y, X, Y)(0, 0);
#endif
}

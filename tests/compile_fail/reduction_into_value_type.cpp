// SPDX-License-Identifier: MIT
//
// An output of indices for numbers.
// expected-error: kernfold: into\(out\): the elements of out must have the type of the result: that of the arguments, or
#include <cstdint>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  std::vector<std::int64_t> out(12);
#else
  std::vector<float> out(12);
#endif
  reduce<KMin<2>, Axis1>(x - y, X, Y, into(out));
}

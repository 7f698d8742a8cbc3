// SPDX-License-Identifier: MIT
//
// Scores that are vectors.
// expected-error: kernfold: reduce<SumSoftMaxWeight, Axis>\(f, w, ...\): vector_score<F>: the score f must have dimension
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  reduce<SumSoftMaxWeight, Axis1>(x * y, y, X, Y);
#else
  reduce<SumSoftMaxWeight, Axis1>(x | y, y, X, Y);
#endif
}

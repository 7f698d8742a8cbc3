// SPDX-License-Identifier: MIT
//
// One formula for a reduction of two.
// expected-error: kernfold: reduce<R, Axis>\(f, w, ...\): number_of_formulas<R, given>: R takes another number of formulas: one, f, or, for
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};

int main() {
  const std::vector<float> X(6), Y(9);
#ifdef REJECT
  reduce<SumSoftMaxWeight, Axis1>(x | y, X, Y);
#else
  reduce<SumSoftMaxWeight, Axis1>(x | y, y, X, Y);
#endif
}

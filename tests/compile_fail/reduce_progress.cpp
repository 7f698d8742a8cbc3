// SPDX-License-Identifier: MIT
//
// A callback that takes a number.
// expected-error: kernfold: progress\(callback\): the callback must take a Progress
// further-errors: 1
#include <vector>

#include <kernfold/kernfold.hpp>
#include <kernfold/progress.hpp>

using namespace kernfold;

int main() {
  const std::vector<float> X(3), Y(3);
#ifdef REJECT
  reduce<Sum, Axis1>(Vi<0, 1>{} * Vj<1, 1>{}, X, Y, progress([](double) {}));
#else
  reduce<Sum, Axis1>(Vi<0, 1>{} * Vj<1, 1>{}, X, Y, progress([](const Progress&) {}));
#endif
}

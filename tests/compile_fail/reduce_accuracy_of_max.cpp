// SPDX-License-Identifier: MIT
//
// How a maximum is added up.
// expected-error: kernfold: reduce<R, Axis>\(f, \.\.\., accuracy::\.\.\.\): how numbers are added up is an option of Sum; leave
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

int main() {
  const std::vector<float> P(6), S(8);
  constexpr auto d = SqDist(Vi<0, 2>{}, Vj<1, 2>{});
#ifdef REJECT
  reduce<Max, Axis1>(d, P, S, accuracy::wide);
#else
  reduce<Sum, Axis1>(d, P, S, accuracy::wide);
#endif
}

// SPDX-License-Identifier: MIT
//
// Two options of which a call has one.
// expected-error: kernfold: reduce\(f, \.\.\.\): an option is given twice, or two that exclude each other; give it once
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

int main() {
  const std::vector<float> P(6), S(8);
  constexpr auto d = SqDist(Vi<0, 2>{}, Vj<1, 2>{});
#ifdef REJECT
  reduce<Sum, Axis1>(d, P, S, accuracy::wide, accuracy::plain);
#else
  reduce<Sum, Axis1>(d, P, S, accuracy::wide, all_pairs);
#endif
}

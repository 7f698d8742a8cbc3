// SPDX-License-Identifier: MIT
//
// More options that watch a call than it takes.
// expected-error: kernfold: reduce\(f, \.\.\., stop\(token\), progress\(callback\)\): at most 4 such options watch a call
#include <vector>

#include <kernfold/kernfold.hpp>
#include <kernfold/progress.hpp>
#include <kernfold/stop.hpp>

using namespace kernfold;

int main() {
  const std::vector<float> P(4), S(6);
  const std::stop_token token;
  constexpr auto op = reduction<Sum, Axis1>(SqDist(Vi<0, 2>{}, Vj<1, 2>{}));
#ifdef REJECT
  op(P, S, stop(token), progress_bar(), stop(token), stop(token), stop(token));
#else
  op(P, S, stop(token), progress_bar(), stop(token), stop(token));
#endif
}

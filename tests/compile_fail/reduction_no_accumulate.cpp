// SPDX-License-Identifier: MIT
//
// A reduction of one's own without accumulate.
// expected-error: kernfold: reduce<R, Axis>\(f, ...\): reduction_without_accumulate<R>: a reduction needs a member
// expected-error: reduction_without_accumulate<OwnSum
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

struct OwnSum {
  template <class P>
  struct State {
    P sum;
  };
  template <class P>
  static State<P> identity() {
    return {P(0)};
  }
#ifndef REJECT
  template <class P>
  static void accumulate(State<P>& s, P v) {
    s.sum = s.sum + v;
  }
#endif
  template <class P>
  static void merge(State<P>& s, const State<P>& t) {
    s.sum = s.sum + t.sum;
  }
  template <class P>
  static P finish(const State<P>& s) {
    return s.sum;
  }
};

int main() {
  const std::vector<float> X(3), Y(3);
  reduce<OwnSum, Axis1>(Vi<0, 1>{} * Vj<1, 1>{}, X, Y);
}

// SPDX-License-Identifier: MIT
//
// A state with a member that is no pack: an integer, which with the padding after it is as long as another pack.
// expected-error: kernfold: reduce<R, Axis>\(f, ...\): the State<P> of R has members that are no P
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

#ifdef REJECT
template <class P>
using Number = int;
#else
template <class P>
using Number = P;
#endif

struct OwnMean {
  template <class P>
  struct State {
    P sum;
    Number<P> count;
  };
  template <class P>
  static State<P> identity() {
    return {P(0), Number<P>(0)};
  }
  template <class P>
  static void accumulate(State<P>& s, P v) {
    s = {s.sum + v, s.count + Number<P>(1)};
  }
  template <class P>
  static void merge(State<P>& s, const State<P>& t) {
    s = {s.sum + t.sum, s.count + t.count};
  }
  template <class P>
  static P finish(const State<P>& s) {
    return s.sum / P(s.count);
  }
};

int main() {
  const std::vector<float> X(3), Y(3);
  reduce<OwnMean, Axis01>(Vi<0, 1>{} * Vj<1, 1>{}, X, Y);
}

// SPDX-License-Identifier: MIT
//
// A state that owns memory.
// expected-error: kernfold: reduce<R, Axis>\(f, \.\.\.\): state_not_trivial<R>: a State<P> is copied as bytes; let its
// expected-error: state_not_trivial<LastValues
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

#ifdef REJECT
template <class P>
using Two = std::vector<P>;
#else
template <class P>
using Two = std::array<P, 2>;
#endif

struct LastValues {
  template <class P>
  struct State {
    Two<P> last;
  };
  template <class P>
  static State<P> identity() {
    return {Two<P>{P(0), P(0)}};
  }
  template <class P>
  static void accumulate(State<P>& s, P v) {
    s.last[0] = s.last[1];
    s.last[1] = v;
  }
  template <class P>
  static void merge(State<P>& s, const State<P>& t) {
    s = t;
  }
  template <class P>
  static P finish(const State<P>& s) {
    return s.last[0] + s.last[1];
  }
};

int main() {
  const std::vector<double> P(6), S(8);
  reduce<LastValues, Axis1>(SqDist(Vi<0, 2>{}, Vj<1, 2>{}), P, S);
}

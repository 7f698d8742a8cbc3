// SPDX-License-Identifier: MIT
//
// An opaque operation without a value on arrays.
// expected-error: kernfold: apply<Op>\(f\): opaque_without_value<Op>: an Opaque<n> operation needs a member
// expected-error: opaque_without_value<OwnOp
#include <kernfold/operations/core.hpp>

using namespace kernfold;

struct OwnOp : Opaque<1> {
  static constexpr const char* name = "Own";
  static constexpr int dim(const Shape& s) { return s.dim[0]; }
  template <class T, int N>
#ifdef REJECT
  static constexpr T value(T v) {
    return v;
  }
#else
  static constexpr void value(T (&r)[N], const T (&f)[N]) {
    for (int k = 0; k < N; ++k) r[k] = f[N - 1 - k];
  }
#endif
};

int main() { static_cast<void>(apply<OwnOp>(Vi<0, 3>{})); }

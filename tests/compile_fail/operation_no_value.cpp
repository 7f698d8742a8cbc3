// SPDX-License-Identifier: MIT
//
// An operation without a value.
// expected-error: kernfold: apply<Op>\(f\): operation_without_value<Op>: an Elementwise<n> operation needs a member
// expected-error: operation_without_value<OwnOp
#include <kernfold/operations/core.hpp>

using namespace kernfold;

struct OwnOp : Elementwise<1> {
  static constexpr const char* name = "Own";
#ifndef REJECT
  template <class T>
  static constexpr T value(T v) {
    return v;
  }
#endif
};
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(apply<OwnOp>(x));
#else
  static_cast<void>(apply<OwnOp>(x));
#endif
}

// SPDX-License-Identifier: MIT
//
// Derivatives of a reduction over no axis: one message for all.
// expected-error: kernfold: grad\(reduction<Sum>\(f\), v\): the axis is missing; write grad\(reduction<Sum, Axis1>\(f\), v\)
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  constexpr auto op = reduction<Sum>(query | key);
  static_cast<void>(grad(op, query));
  static_cast<void>(grads(op, query, key));
  static_cast<void>(value_and_grad(op, query));
  static_cast<void>(jvp(op, query));
#else
  constexpr auto op = reduction<Sum, Axis1>(query | key);
  static_cast<void>(grads(op, query, key));
  static_cast<void>(value_and_grad(op, query));
  static_cast<void>(jvp(op, query));
#endif
}

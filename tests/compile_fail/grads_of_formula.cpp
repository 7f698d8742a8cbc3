// SPDX-License-Identifier: MIT
//
// Derivatives of a formula instead of its sum: one message for all.
// expected-error: kernfold: grad\(f, v\): f is a formula; write grad\(reduction<Sum, Axis1>\(f\), v\) .* and so for grads, value_and_grad and jvp
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  constexpr auto op = query | key;
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

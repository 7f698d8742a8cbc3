// SPDX-License-Identifier: MIT
//
// One gradient in two variables.
// expected-error: kernfold: grad\(reduction, v\): number_of_variables<given>: grad and jvp take one variable.*; write grads\(reduction, v, w\)
// expected-error: number_of_variables<2
#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  static_cast<void>(grad(reduction<Sum, Axis1>(query | key), query, key));
#else
  static_cast<void>(grads(reduction<Sum, Axis1>(query | key), query, key));
#endif
}

// SPDX-License-Identifier: MIT
//
// What a formula alone would cost.
// expected-error: kernfold: explain\(f, \.\.\.\): f is a formula; write explain\(reduction<Sum, Axis1>\(f\), \.\.\.\)
#include <kernfold/explain.hpp>
#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 4> query{};
constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  explain(query | key, size_i(10), size_j(20));
#else
  explain(reduction<Sum, Axis1>(query | key), size_i(10), size_j(20));
#endif
}

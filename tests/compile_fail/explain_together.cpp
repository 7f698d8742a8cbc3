// SPDX-License-Identifier: MIT
//
// What several reductions in one call would cost.
// expected-error: kernfold: explain\(op, \.\.\.\): op is one reduction of one formula, as reduction<Sum, Axis1>\(f\)
#include <kernfold/explain.hpp>
#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 4> query{};
constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  explain(reduction<Axis1>(reduction<Max>(query | key), reduction<Min>(query | key)), size_i(10), size_j(20));
#else
  explain(reduction<Max, Axis1>(query | key), size_i(10), size_j(20));
#endif
}

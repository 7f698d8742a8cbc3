// SPDX-License-Identifier: MIT
//
// A view of a container instead of its memory.
// expected-error: kernfold: view\(data, rows, cols\): data is a container; pass the pointer to its first number
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 4> query{};
constexpr Vj<1, 4> key{};

int main() {
  const std::vector<double> Q(8), K(12);
#ifdef REJECT
  reduce<Sum, Axis1>(query | key, view(Q, 2, 4), K);
#else
  reduce<Sum, Axis1>(query | key, view(Q.data(), 2, 4), K);
#endif
}

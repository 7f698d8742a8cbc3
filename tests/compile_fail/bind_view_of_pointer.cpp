// SPDX-License-Identifier: MIT
//
// A view with one size.
// expected-error: kernfold: view\(data, rows\): a view has rows and columns; write view\(data, rows, cols\)
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
  const std::vector<double> Q(8), K(12);
#ifdef REJECT
  reduce<Sum, Axis1>(query | key, view(Q.data(), 2), K);
#else
  reduce<Sum, Axis1>(query | key, view(Q.data(), 2, 4), K);
#endif
}

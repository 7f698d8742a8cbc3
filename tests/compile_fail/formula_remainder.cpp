// SPDX-License-Identifier: MIT
//
// A remainder as of integers, in a formula.
// expected-error: kernfold: f % n: the remainder is written Mod\(f, n\)
#include <kernfold/formula/constant.hpp>
#include <kernfold/operations/mod.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  static_cast<void>(query % 2 + key);
#else
  static_cast<void>(Mod(query, 2_c) + key);
#endif
}

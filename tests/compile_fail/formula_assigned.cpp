// SPDX-License-Identifier: MIT
//
// A formula that grows in place.
// expected-error: kernfold: f \+= g and the like: a formula is a type, and f \+ g is another one
#include <kernfold/operations/add.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 4> query{};
[[maybe_unused]] constexpr Vj<1, 4> key{};

int main() {
#ifdef REJECT
  auto f = query;
  f += key;
#else
  const auto f = query + key;
  static_cast<void>(f);
#endif
}

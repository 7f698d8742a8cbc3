// SPDX-License-Identifier: MIT
//
// A pointer as the vector of one i.
// expected-error: kernfold: evaluate\(f, \.\.\.\): not_values<A>: the argument of type A is neither a number nor an array
// expected-error: not_values<(const )?double ?\*
#include <array>

#include <kernfold/api/evaluate.hpp>
#include <kernfold/operations/core.hpp>

using namespace kernfold;

int main() {
  constexpr std::array x{1.0, 2.0, 3.0};
#ifdef REJECT
  static_cast<void>(evaluate(Vi<0, 3>{} | Vj<1, 3>{}, x.data(), x));
#else
  static_cast<void>(evaluate(Vi<0, 3>{} | Vj<1, 3>{}, x, x));
#endif
}

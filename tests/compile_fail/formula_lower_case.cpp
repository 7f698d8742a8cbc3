// SPDX-License-Identifier: MIT
//
// An operation in lower case, as in <cmath>.
// expected-error: kernfold: exp\(f\) and the like: operations on formulas are written with capitals: Exp\(f\)
// in-readme
#include <cmath>

#include <kernfold/operations/exp.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(exp(x | y));
#else
  static_cast<void>(Exp(x | y));
#endif
}

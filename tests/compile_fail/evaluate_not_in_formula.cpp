// SPDX-License-Identifier: MIT
//
// A name in evaluate that is not in the formula.
// expected-error: kernfold: evaluate\(f, x = X, \.\.\.\): not_in_formula<V>: the formula has no variable V
// expected-error: not_in_formula<(kernfold::)?Pm<2, 1>
#include <array>

#include <kernfold/api/evaluate.hpp>

using namespace kernfold;

using Data = std::array<float, 3>;
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(evaluate(x | y, x = Data{}, p = 1));
#else
  static_cast<void>(evaluate(x | y, x = Data{}, y = Data{}));
#endif
}

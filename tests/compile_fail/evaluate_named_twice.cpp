// SPDX-License-Identifier: MIT
//
// One name twice in evaluate.
// expected-error: kernfold: evaluate\(f, x = X, \.\.\.\): named_twice<V>: the variable V is given twice
// expected-error: named_twice<(kernfold::)?Vi<0, 3>
#include <array>

#include <kernfold/api/evaluate.hpp>

using namespace kernfold;

using Data = std::array<float, 3>;
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(evaluate(x | y, x = Data{}, x = Data{}));
#else
  static_cast<void>(evaluate(x | y, x = Data{}, y = Data{}));
#endif
}

// SPDX-License-Identifier: MIT
//
// Too few arguments of evaluate.
// expected-error: kernfold: evaluate\(f, \.\.\.\): argument_count<given, needed>; give one argument for each
// expected-error: argument_count<1, 2>
#include <array>

#include <kernfold/api/evaluate.hpp>

using namespace kernfold;

using Data = std::array<float, 3>;
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(evaluate(x | y, Data{}));
#else
  static_cast<void>(evaluate(x | y, Data{}, Data{}));
#endif
}

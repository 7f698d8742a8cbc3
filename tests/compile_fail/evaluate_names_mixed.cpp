// SPDX-License-Identifier: MIT
//
// Names and positions mixed in evaluate.
// expected-error: kernfold: evaluate\(f, \.\.\.\): some arguments are given by name and some by position
#include <array>

#include <kernfold/api/evaluate.hpp>

using namespace kernfold;

using Data = std::array<float, 3>;
[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
#ifdef REJECT
  static_cast<void>(evaluate(x | y, Data{}, y = Data{}));
#else
  static_cast<void>(evaluate(x | y, y = Data{}, x = Data{}));
#endif
}

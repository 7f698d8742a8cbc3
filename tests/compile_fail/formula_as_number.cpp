// SPDX-License-Identifier: MIT
//
// A formula where the program needs a number.
// expected-error: kernfold: std::exp\(f\), double\(f\), c \? f : g and the like: .* take values of it with evaluate\(f, x, y, \.\.\.\)
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
  [[maybe_unused]] const std::vector<double> Y(12);
#ifdef REJECT
  static_cast<void>(std::vector<double>(3, x | y));
#else
  static_cast<void>(std::vector<double>(3, evaluate(Square(Vi<0, 1>{}), 0.5)[0]));
#endif
}

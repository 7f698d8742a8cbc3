// SPDX-License-Identifier: MIT
//
// Data in the place of a variable.
// expected-error: kernfold: f - X and the like: data_in_formula<Data>: data are not part of a formula; declare a variable
// expected-error: data_in_formula<.*vector<
// in-readme
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
  [[maybe_unused]] const std::vector<double> Y(12);
#ifdef REJECT
  static_cast<void>(x - Y);
#else
  static_cast<void>(x - y);
#endif
}

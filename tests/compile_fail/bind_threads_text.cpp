// SPDX-License-Identifier: MIT
//
// A number of threads that is no number.
// expected-error: kernfold: threads\(2\.5\), size_j\(1e6\) and the like: this option is a whole number; write it as one, or convert
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 3> x{};
[[maybe_unused]] constexpr Vj<1, 3> y{};
[[maybe_unused]] constexpr Pm<2, 1> p{};

int main() {
  [[maybe_unused]] const std::vector<double> Y(12);
#ifdef REJECT
  static_cast<void>(threads("2"));
#else
  static_cast<void>(threads(2));
#endif
}

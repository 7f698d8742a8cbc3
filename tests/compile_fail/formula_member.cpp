// SPDX-License-Identifier: MIT
//
// An operation as a member, as in KeOps and Eigen.
// expected-error: kernfold: f\.exp\(\), f\.sum\(1\) and the like: operations are functions, written with capitals: Exp\(f\)
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
  static_cast<void>((x - y).norm2());
#else
  static_cast<void>(Norm2(x - y));
#endif
}

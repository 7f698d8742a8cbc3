// SPDX-License-Identifier: MIT
//
// A function, or objects, where the reduction and the axis stand.
// expected-error: kernfold: reduce<R, Axis>\(f, \.\.\.\): R and the axis are names of types, no lambdas, objects or numbers
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  reduce<[](auto a, auto b) { return a + b; }, Axis1>(pos | source, P, S);
  reduce<Sum<>{}, Axis1{}>(pos | source, P, S);
  reduce<Sum, Axis1{}>(pos | source, P, S);
  static_cast<void>(reduction<[](auto a, auto b) { return a + b; }, Axis1>(pos | source));
  static_cast<void>(reduction<Sum<>{}, Axis1{}>(pos | source));
  static_cast<void>(reduction<Sum, Axis1{}>(pos | source));
#else
  reduce<Sum, Axis1>(pos | source, P, S);
  static_cast<void>(reduction<Sum<>, Axis1>(pos | source));
#endif
}

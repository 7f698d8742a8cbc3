// SPDX-License-Identifier: MIT
//
// A lambda as an operation.
// expected-error: kernfold: apply\(g, f\): an operation is a type, no lambda; give it a name, a value and a derivative
// further-errors: 1
#include <array>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

[[maybe_unused]] constexpr Vi<0, 2> pos{};
[[maybe_unused]] constexpr Vj<1, 2> source{};

struct Triple : Elementwise<1> {
  static constexpr const char* name = "Triple";
  template <class T>
  static T value(T v) {
    return 3 * v;
  }
};

int main() {
  [[maybe_unused]] const std::vector<double> P(6), S(8);
#ifdef REJECT
  static_cast<void>(apply([](auto v) { return 3 * v; }, pos));
  static_cast<void>(apply<[](auto v) { return 3 * v; }>(pos));
#else
  static_cast<void>(apply<Triple>(pos));
#endif
}

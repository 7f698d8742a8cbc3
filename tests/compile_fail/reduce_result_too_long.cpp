// SPDX-License-Identifier: MIT
//
// Values that are longer than the engine adds up.
// expected-error: kernfold: reduce<R, Axis>\(f, \.\.\.\): result_too_long<R, dimension>: values of the formula have more components than R can add up, 32768 for Sum; reduce parts of them, as Extract<start, length>\(f\)
// expected-error: result_too_long<(kernfold::)?Sum(<>)?, 40000
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr Vi<0, 1> x{};
constexpr Vj<1, 40000> y{};

int main() {
  const std::vector<float> X(3, 1), Y(40000, 2);
  constexpr auto f = Exp(x * y);
#ifdef REJECT
  static_cast<void>(reduce<Sum, Axis1>(f, X, Y));
#else
  static_cast<void>(reduce<Sum, Axis1>(Extract<0, 100>(f), X, Y));
#endif
}

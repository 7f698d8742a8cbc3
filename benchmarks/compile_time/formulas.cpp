// SPDX-License-Identifier: MIT
//
// Many formulas in one file, FORMULAS of them: kernels of several kinds, each summed.
#include <utility>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;
using Data = std::vector<float>;

#if !defined(FORMULAS)
#define FORMULAS 20
#endif

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> p{};

template <int K>
constexpr auto formula() {
  constexpr RatCst<K + 1, 7> c{};
  if constexpr (K % 5 == 0)
    return Exp(-c * p * SqDist(x, y)) * b;
  else if constexpr (K % 5 == 1)
    return Inv(c + p * SqDist(x, y)) * b;
  else if constexpr (K % 5 == 2)
    return Exp(-p * Sqrt(SqDist(x, y) + c)) * b;
  else if constexpr (K % 5 == 3)
    return Square(p + c * Scalprod(x, y)) * b;
  else
    return Exp(c * Scalprod(x, y)) * b * y * p;
}

template <int K>
Tensor<float> value(const Data& X, const Data& Y, const Data& B, float P) {
  return formula<K>().template reduce<Sum, Axis1>(X, Y, B, P);
}
using Function = Tensor<float> (*)(const Data&, const Data&, const Data&, float);
template <int... K>
Function function(int k, std::integer_sequence<int, K...>) {
  static constexpr Function functions[] = {&value<K>...};
  return functions[k];
}
Function function(int k) { return function(k, std::make_integer_sequence<int, FORMULAS>{}); }

// SPDX-License-Identifier: MIT
//
// The functions that benchmarks/functions.cpp measures: FUNCTION(that of <cmath>, that of kernfold, least argument,
// largest argument).
#pragma once

#include <cstddef>

#define FUNCTIONS(FUNCTION)     \
  FUNCTION(exp, Exp, -3, 3)     \
  FUNCTION(exp2, Exp2, -3, 3)   \
  FUNCTION(expm1, Expm1, -3, 3) \
  FUNCTION(log, Log, 0.1, 10)   \
  FUNCTION(log2, Log2, 0.1, 10) \
  FUNCTION(log1p, Log1p, 0, 10) \
  FUNCTION(sin, Sin, -9, 9)     \
  FUNCTION(cos, Cos, -9, 9)     \
  FUNCTION(tan, Tan, -1.5, 1.5) \
  FUNCTION(asin, Asin, -1, 1)   \
  FUNCTION(acos, Acos, -1, 1)   \
  FUNCTION(atan, Atan, -5, 5)   \
  FUNCTION(sinh, Sinh, -3, 3)   \
  FUNCTION(cosh, Cosh, -3, 3)   \
  FUNCTION(tanh, Tanh, -3, 3)   \
  FUNCTION(asinh, Asinh, -9, 9) \
  FUNCTION(acosh, Acosh, 1, 10) \
  FUNCTION(atanh, Atanh, -1, 1) \
  FUNCTION(erf, Erf, -3, 3)     \
  FUNCTION(erfc, Erfc, -3, 3)   \
  FUNCTION(cbrt, Cbrt, -9, 9)   \
  FUNCTION(sqrt, Sqrt, 0.1, 10) \
  FUNCTION(lgamma, LGamma, 0, 20)

namespace loops {

// The sum of a function of x + y[j] for j < n (loops/functions.cpp).
#define FUNCTION(name, Name, low, high)                  \
  float sum_of_##name(const float*, std::size_t, float); \
  double sum_of_##name(const double*, std::size_t, double);
FUNCTIONS(FUNCTION)
#undef FUNCTION

}  // namespace loops

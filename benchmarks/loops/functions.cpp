// SPDX-License-Identifier: MIT
//
// Loops over functions of <cmath> as compilers vectorize them, with -ffast-math: g++ by the vector library of glibc,
// libmvec.
#include "../functions.hpp"

#include <cmath>

namespace loops {

#define FUNCTION(name, Name, low, high)                            \
  float sum_of_##name(const float* y, std::size_t n, float x) {    \
    float s = 0;                                                   \
    for (std::size_t j = 0; j < n; ++j) s += std::name(x + y[j]);  \
    return s;                                                      \
  }                                                                \
  double sum_of_##name(const double* y, std::size_t n, double x) { \
    double s = 0;                                                  \
    for (std::size_t j = 0; j < n; ++j) s += std::name(x + y[j]);  \
    return s;                                                      \
  }
FUNCTIONS(FUNCTION)
#undef FUNCTION

}  // namespace loops

// SPDX-License-Identifier: MIT
//
// A result is read with one index in parentheses.
// expected-error: kernfold: c\[i\] or c\(i\), of a Tensor: an element has two indices, row and column; write c\(i, k\)
#include <kernfold/tensors/tensor.hpp>

using namespace kernfold;

float first(const Tensor<float>& c) {
#ifdef REJECT
  return c(0);
#else
  return c(0, 0);
#endif
}

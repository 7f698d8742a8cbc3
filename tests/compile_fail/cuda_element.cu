// SPDX-License-Identifier: MIT
//
// An element of a result that is on a GPU.
// expected-error: kernfold: c\(i, k\), of a DeviceTensor: its numbers are in the memory of a GPU; write c.to_host\(\)
#include <kernfold/cuda.hpp>

using namespace kernfold;

int main() {
  const DeviceTensor<float> c;
#ifdef REJECT
  (void)c(0, 0);
#else
  (void)c.to_host();
#endif
}

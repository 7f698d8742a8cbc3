// SPDX-License-Identifier: MIT
//
// A vector of the host where a pointer to memory of a GPU belongs.
// expected-error: kernfold: device\(a, ...\): device_of_no_pointer<A>: a is no pointer; write device\(pointer, rows, cols\) of memory on a GPU, pass a thrust::device_vector as it is, and host data with the option on_cuda
// expected-error: device_of_no_pointer<std::
#include <vector>

#include <kernfold/tensors/device_view.hpp>

using namespace kernfold;

int main() {
  const std::vector<float> X(9);
#ifdef REJECT
  (void)device(X, 3, 3);
#else
  (void)device(X.data(), 3, 3);
#endif
}

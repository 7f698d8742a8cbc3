// SPDX-License-Identifier: MIT
//
// A pointer to memory of a GPU without its size.
// expected-error: kernfold: device\(pointer\): device_without_size<A>: a pointer alone has no size; write device\(pointer, size\), or device\(pointer, rows, cols\)
// expected-error: device_without_size<(const float ?\*|float const ?\*)
#include <kernfold/tensors/device_view.hpp>

using namespace kernfold;

int main() {
  const float* on_gpu = nullptr;
#ifdef REJECT
  (void)device(on_gpu);
#else
  (void)device(on_gpu, 3);
#endif
}

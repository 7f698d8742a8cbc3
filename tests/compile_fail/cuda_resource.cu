// SPDX-License-Identifier: MIT
//
// A memory resource of the standard library, which knows no streams.
// expected-error: on_cuda\{stream, device, resource\}: resource must have allocate\(bytes, stream\) and deallocate\(pointer, bytes, stream\), or be a resource of cuda::mr
#include <memory_resource>

#include <kernfold/cuda.hpp>

using namespace kernfold;

struct InOrder {
  void* allocate(std::size_t, cudaStream_t) { return nullptr; }
  void deallocate(void*, std::size_t, cudaStream_t) {}
};

int main() {
  constexpr Vi<0, 1> x{};
  constexpr Vj<1, 1> y{};
  const float* data = nullptr;
#ifdef REJECT
  std::pmr::memory_resource* const resource = nullptr;
#else
  InOrder* const resource = nullptr;
#endif
  if (resource != nullptr) reduce<Sum, Axis1>(x * y, device(data, 3), device(data, 4), on_cuda{nullptr, -1, *resource});
}

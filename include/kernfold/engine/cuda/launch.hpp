// SPDX-License-Identifier: MIT
//
// A kernel on the GPU: the block that a thread sees, and the function that the GPU starts.
#pragma once

#include <cuda_runtime.h>

#include <kernfold/config.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// One thread's view of its block.
template <class Kernel>
struct DeviceBlock {
  std::ptrdiff_t x, y;
  typename Kernel::Shared& memory;
  typename Kernel::Thread thread;

  __device__ KERNFOLD_INLINE explicit DeviceBlock(typename Kernel::Shared& m)
      : x(blockIdx.x), y(blockIdx.y), memory(m) {}
  __device__ KERNFOLD_INLINE typename Kernel::Shared& shared() { return memory; }
  template <class Phase>
  __device__ KERNFOLD_INLINE void phase(Phase f) {
    f(static_cast<int>(threadIdx.x), thread);
    __syncthreads();
  }
};

/// What each thread of a kernel does.
template <class Kernel>
__device__ KERNFOLD_INLINE void run_block(const typename Kernel::Arguments& a) {
  using Shared = typename Kernel::Shared;
  __shared__ alignas(16) unsigned char memory[sizeof(Shared)];  // as bytes: a state may have a constructor
  DeviceBlock<Kernel> block(reinterpret_cast<Shared&>(memory));
  Kernel::run(block, a);
}

/// The blocks that a multiprocessor must have registers for at once; 0: the compiler decides.
template <class Kernel>
inline constexpr int blocks_at_once = [] {
  if constexpr (requires { Kernel::blocks_at_once; })
    return Kernel::blocks_at_once;
  else
    return 0;
}();

template <class Kernel>
__global__ void __launch_bounds__(Kernel::threads, blocks_at_once<Kernel>)
    run_kernel(const typename Kernel::Arguments a) {
  run_block<Kernel>(a);
}

/// Starts x * y blocks of a kernel, in the order of the stream.
template <class Kernel>
void start_kernel(unsigned x, unsigned y, cudaStream_t stream, const typename Kernel::Arguments& a) {
  run_kernel<Kernel><<<dim3(x, y), Kernel::threads, 0, stream>>>(a);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

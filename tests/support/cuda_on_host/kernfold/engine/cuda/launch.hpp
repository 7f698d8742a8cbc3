// SPDX-License-Identifier: MIT
//
// Stands in for the header of this name: kernels of the CUDA engine on the host, block after block. A phase is a loop
// over the threads, in turns from the first and from the last, so that a result that depends on their order within a
// phase shows. Shared memory starts as NaN and has its exact size on the heap, where the address sanitizer sees its
// ends.
#pragma once

#include <cuda_runtime.h>
#include <memory>

#include <kernfold/config.hpp>

namespace cuda_on_host {

enum class Order { in_turns, forwards, backwards };
inline Order order = Order::in_turns;

template <class Kernel>
class Block {
 public:
  std::ptrdiff_t x, y;

  Block(std::ptrdiff_t block_x, std::ptrdiff_t block_y)
      : x(block_x), y(block_y), threads_(new typename Kernel::Thread[Kernel::threads]), shared_(new Shared) {
    std::memset(static_cast<void*>(shared_.get()), 0xff, sizeof(Shared));
  }
  typename Kernel::Shared& shared() { return *shared_; }
  template <class Phase>
  void phase(Phase f) {
    turn_ = !turn_;
    const bool backwards = order == Order::in_turns ? turn_ : order == Order::backwards;
    for (int k = 0; k < Kernel::threads; ++k) {
      const int t = backwards ? Kernel::threads - 1 - k : k;
      f(t, threads_[static_cast<std::size_t>(t)]);
    }
  }

 private:
  using Shared = typename Kernel::Shared;
  static_assert(sizeof(Shared) <= 48 * 1024, "every GPU gives a block 48 KB");
  std::unique_ptr<typename Kernel::Thread[]> threads_;
  std::unique_ptr<Shared> shared_;
  bool turn_ = false;
};

// A kernel reads and writes memory of the GPU alone.
inline void check_pointer(const void* p) {
  if (p != nullptr && !memory.holds(p)) Memory::stop("a kernel is given a pointer to memory of the host");
}

}  // namespace cuda_on_host

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

template <class Kernel>
void start_kernel(unsigned blocks_x, unsigned blocks_y, cudaStream_t stream, const typename Kernel::Arguments& a) {
  using namespace cuda_on_host;
  count(record.launches, stream);
  if constexpr (requires { a.inputs; })
    for (const auto& argument : a.inputs.argument)
      if (argument.rows > 0) check_pointer(argument.data);
  const auto check_output = [](const auto& o) {
    if (o.out.values.rows > 0) check_pointer(o.out.values.data);
    if (o.out.indices.rows > 0) check_pointer(o.out.indices.data);
    check_pointer(o.states);
  };
  if constexpr (requires { a.output; }) {
    for (const auto& o : a.output) check_output(o);
  } else if constexpr (requires { a.out; }) {
    check_output(a);
  } else {
    check_pointer(a.from.data);
    check_pointer(a.to.data);
  }
  const Access access;
  for (unsigned y = 0; y < blocks_y; ++y)
    for (unsigned x = 0; x < blocks_x; ++x) {
      Block<Kernel> block(x, y);
      Kernel::run(block, a);
    }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

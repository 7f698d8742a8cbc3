// SPDX-License-Identifier: MIT
//
// The kernels of the CUDA engine on the host, block after block: a phase is a loop over the threads, in turns from the
// first and from the last, so that a result that depends on their order within a phase shows. Memory starts as NaN and
// has its exact size on the heap, where the address sanitizer sees its ends.
#pragma once

#include <cstring>
#include <memory>
#include <vector>

#include <kernfold/engine/cuda/dispatch.hpp>
#include <kernfold/kernfold.hpp>

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
  std::unique_ptr<typename Kernel::Thread[]> threads_;
  std::unique_ptr<Shared> shared_;
  bool turn_ = false;
};

class Machine {
 public:
  template <class T>
  T* allocate(std::ptrdiff_t n) {
    const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(T);
    memory_.emplace_back(new unsigned char[bytes]);
    std::memset(memory_.back().get(), 0xff, bytes);
    return reinterpret_cast<T*>(memory_.back().get());
  }
  template <class Kernel>
  void launch(std::ptrdiff_t blocks_x, std::ptrdiff_t blocks_y, const typename Kernel::Arguments& a) {
    for (std::ptrdiff_t y = 0; y < blocks_y; ++y)
      for (std::ptrdiff_t x = 0; x < blocks_x; ++x) {
        Block<Kernel> block(x, y);
        Kernel::run(block, a);
      }
  }

 private:
  std::vector<std::unique_ptr<unsigned char[]>> memory_;
};

/// reduction(arguments...) by the CUDA engine's kernels.
template <kernfold::Accuracy accuracy = kernfold::Accuracy::precise, class R, class A, class... F, class... T>
auto run(kernfold::Reduction<R, A, F...>, const T&... arguments) {
  using namespace kernfold;
  using Formula = typename detail::FormulaFor<R, 0, F...>::type;
  constexpr bool both = __is_same(A, Axis01);
  constexpr Kept kept = cpu::kept_by<A>;
  using S = detail::SignatureOf<CodeOf<Formula, kept>>;
  const auto b = bind_arguments<S>(arguments...);
  using Value = typename decltype(b)::scalar;
  const cpu::Sizes sizes = cpu::sizes_of<A, S, T...>(b);
  const cpu::Extent n = sizes.template extent<A>();
  cpu::Returned<R, Value, Formula::dim> result(sizes.template rows<A>());
  Machine machine;
  gpu::Dispatch<Formula, kept, R, Value, accuracy, both, Machine>::run(
      machine, gpu::arrays_of(b, [](const auto& a) { return a; }), n.kept, n.reduced, result.destination());
  return result.release();
}

}  // namespace cuda_on_host

// SPDX-License-Identifier: MIT
//
// A GPU as the dispatch sees it: it launches kernels on a stream and owns the memory of a call; and copies between the
// host's arrays and the GPU's.
#pragma once

#include <limits>

#include <kernfold/engine/cuda/launch.hpp>
#include <kernfold/engine/cuda/memory.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// Makes a device the current one, and at its end that which was.
class CurrentDevice {
 public:
  /// device: its number, or negative for the current one.
  explicit CurrentDevice(int device) {
    require_success("cudaGetDevice", cudaGetDevice(&before_));
    if (device >= 0 && device != before_) {
      require_success("cudaSetDevice", cudaSetDevice(device));
      changed_ = true;
    }
  }
  ~CurrentDevice() {
    if (changed_) (void)cudaSetDevice(before_);
  }
  CurrentDevice(const CurrentDevice&) = delete;
  CurrentDevice& operator=(const CurrentDevice&) = delete;

 private:
  int before_ = 0;
  bool changed_ = false;
};

class Machine {
 public:
  /// Memory that one call may ask for: each argument, and for each of eight results itself, states of four kernels.
  static constexpr int most_allocations = max_positions + 48;

  Machine(cudaStream_t stream, DeviceMemory memory) : stream_(stream), memory_(memory) {}
  ~Machine() {
    for (int k = 0; k < count_; ++k) memory_.deallocate(taken_[k].data, taken_[k].bytes, stream_);
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  template <class T>
  T* allocate(std::ptrdiff_t n) {
    if (count_ == most_allocations) throw_cuda_error("allocate", cudaErrorMemoryAllocation);
    const std::size_t bytes = bytes_of(n, 1, sizeof(T));
    if (bytes == 0) return nullptr;
    taken_[count_] = {memory_.allocate(bytes, stream_), bytes};
    return static_cast<T*>(taken_[count_++].data);
  }
  template <class Kernel>
  void launch(std::ptrdiff_t blocks_x, std::ptrdiff_t blocks_y, const typename Kernel::Arguments& a) {
    if (blocks_x == 0) return;
    if (blocks_x > std::numeric_limits<int>::max()) throw_cuda_error("run_kernel", cudaErrorInvalidConfiguration);
    start_kernel<Kernel>(static_cast<unsigned>(blocks_x), static_cast<unsigned>(blocks_y), stream_, a);
    require_success("run_kernel", cudaGetLastError());
  }

  /// A contiguous copy on the GPU of an array of the host.
  template <class T>
  View<const T> upload(const View<const T>& a) {
    T* const to = allocate<T>(a.rows * a.cols);
    if (is_contiguous(a)) {
      copy(to, a.data, a.rows * a.cols, cudaMemcpyHostToDevice, stream_);
    } else {
      Tensor<T> packed(a.rows, a.cols);
      for (std::ptrdiff_t i = 0; i < a.rows; ++i)
        for (std::ptrdiff_t k = 0; k < a.cols; ++k) packed(i, k) = a(i, k);
      copy(to, packed.data(), packed.size(), cudaMemcpyHostToDevice, stream_);  // has read pageable memory on return
    }
    return {to, a.rows, a.cols, a.cols, 1};
  }
  /// n numbers of the GPU into memory of the host. Waits for the stream.
  template <class T>
  void download(const T* from, T* to, std::ptrdiff_t n) const {
    copy(to, from, n, cudaMemcpyDeviceToHost, stream_);
    require_success("cudaStreamSynchronize", cudaStreamSynchronize(stream_));
  }
  /// The contiguous array `from` of the GPU into an array of the host. Waits for the stream.
  template <class T>
  void download(const T* from, const View<T>& to) const {
    Tensor<T> packed;
    const bool direct = is_contiguous(to);
    if (!direct) packed = Tensor<T>(to.rows, to.cols);
    download(from, direct ? to.data : packed.data(), to.rows * to.cols);
    if (direct) return;
    for (std::ptrdiff_t i = 0; i < to.rows; ++i)
      for (std::ptrdiff_t k = 0; k < to.cols; ++k) to(i, k) = packed(i, k);
  }

 private:
  cudaStream_t stream_;
  DeviceMemory memory_;
  struct {
    void* data;
    std::size_t bytes;
  } taken_[most_allocations];
  int count_ = 0;
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

// SPDX-License-Identifier: MIT
//
// Memory of the GPU, taken and given back in the order of a stream, and the result of a reduction that lives there.
#pragma once

#include <limits>

#include <kernfold/engine/cuda/error.hpp>
#include <kernfold/tensors/device_view.hpp>

namespace kernfold {
namespace gpu {
inline namespace KERNFOLD_ISA {

/// rows * cols * sizeof(T) bytes; null if that is 0.
template <class T>
T* allocate(std::ptrdiff_t rows, std::ptrdiff_t cols, cudaStream_t stream) {
  std::ptrdiff_t bytes = 0;
  if (__builtin_mul_overflow(rows, cols, &bytes) ||
      __builtin_mul_overflow(bytes, static_cast<std::ptrdiff_t>(sizeof(T)), &bytes))
    throw_cuda_error("cudaMallocAsync", cudaErrorMemoryAllocation);
  void* p = nullptr;
  if (bytes > 0) check("cudaMallocAsync", cudaMallocAsync(&p, static_cast<std::size_t>(bytes), stream));
  return static_cast<T*>(p);
}
inline void release(void* p, cudaStream_t stream) {
  if (p != nullptr) (void)cudaFreeAsync(p, stream);  // destructors cannot report
}

/// Copies n numbers from or to the GPU.
template <class T>
void copy(T* to, const T* from, std::ptrdiff_t n, cudaMemcpyKind kind, cudaStream_t stream) {
  if (n > 0) check("cudaMemcpyAsync", cudaMemcpyAsync(to, from, static_cast<std::size_t>(n) * sizeof(T), kind, stream));
}

}  // namespace KERNFOLD_ISA
}  // namespace gpu

/// A row-major matrix in the memory of a GPU, which it owns: the result of a reduction of data that lie there. It can
/// be moved, and passed to a call like any data. Its memory is ready, and is given back, in the order of the stream of
/// the call that made it, which must live as long.
template <class T>
class DeviceTensor {
 public:
  using value_type = T;

  DeviceTensor() = default;
  DeviceTensor(std::ptrdiff_t rows, std::ptrdiff_t cols, cudaStream_t stream)
      : data_(gpu::allocate<T>(rows, cols, stream)), rows_(rows), cols_(cols), stream_(stream) {}
  DeviceTensor(DeviceTensor&& other) noexcept { swap(other); }
  DeviceTensor& operator=(DeviceTensor&& other) noexcept {
    DeviceTensor moved(static_cast<DeviceTensor&&>(other));
    swap(moved);
    return *this;
  }
  ~DeviceTensor() { gpu::release(data_, stream_); }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::ptrdiff_t rows() const { return rows_; }
  std::ptrdiff_t cols() const { return cols_; }
  std::ptrdiff_t size() const { return rows_ * cols_; }
  cudaStream_t stream() const { return stream_; }

  /// A copy in host memory. Waits for the stream.
  Tensor<T> to_host() const {
    Tensor<T> r(rows_, cols_);
    gpu::copy(r.data(), data_, size(), cudaMemcpyDeviceToHost, stream_);
    gpu::check("cudaStreamSynchronize", cudaStreamSynchronize(stream_));
    return r;
  }

 private:
  void swap(DeviceTensor& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(rows_, other.rows_);
    std::swap(cols_, other.cols_);
    std::swap(stream_, other.stream_);
  }
  T* data_ = nullptr;
  std::ptrdiff_t rows_ = 0, cols_ = 0;
  cudaStream_t stream_ = nullptr;
};

/// The whole tensor as a view.
template <class T>
DeviceView<T> device(DeviceTensor<T>& t) {
  return device(t.data(), t.rows(), t.cols());
}
template <class T>
DeviceView<const T> device(const DeviceTensor<T>& t) {
  return device(t.data(), t.rows(), t.cols());
}

namespace detail {
template <class T>
struct DeviceData<DeviceTensor<T>> : std::true_type {
  using engine = gpu::Engine;
  static constexpr DataType type{Form::matrix, scalar_of<T>(), 0, -1, true};
  template <class Tensor>
  static auto block(Tensor& a) {
    return device(a).block;
  }
};
}  // namespace detail
}  // namespace kernfold

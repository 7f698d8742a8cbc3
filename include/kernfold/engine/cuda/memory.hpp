// SPDX-License-Identifier: MIT
//
// Memory of the GPU, taken and given back in the order of a stream, and the result of a reduction that lives there.
#pragma once

// For the declaration of cuda::std::span; its whole header takes a third of a second.
#if __has_include(<cuda/std/__fwd/span.h>)
#include <cuda/std/__fwd/span.h>
#define KERNFOLD_CUDA_SPAN
#elif __has_include(<cuda/std/span>)
#include <cuda/std/span>
#define KERNFOLD_CUDA_SPAN
#endif

#include <kernfold/engine/cuda/error.hpp>
#include <kernfold/tensors/device_view.hpp>

namespace kernfold {

/// Where memory of a GPU is taken from, and given back to, in the order of a stream: the device's pool
/// (cudaMallocAsync), or a resource of the caller's, which must live as long as its memory, results included. That is
/// any object with
///     void* allocate(std::size_t bytes, cudaStream_t stream);
///     void deallocate(void* p, std::size_t bytes, cudaStream_t stream);
/// as RMM's have; or one of cuda::mr, whose functions take (stream, bytes, alignment) or, before CCCL 3.1, are
/// allocate_async(bytes, alignment, stream) and deallocate_async.
class DeviceMemory {
 public:
  constexpr DeviceMemory() = default;
  template <class Resource>
  requires(!std::is_same_v<Resource, DeviceMemory>) explicit DeviceMemory(Resource& resource)
      : resource_(const_cast<void*>(static_cast<const void*>(&resource))),
        allocate_(&allocate_from<Resource>),
        deallocate_(&deallocate_to<Resource>) {}

  /// Throws cuda_error, or what the resource throws.
  void* allocate(std::size_t bytes, cudaStream_t stream) const {
    void* p = nullptr;
    if (resource_ == nullptr)
      gpu::require_success("cudaMallocAsync", cudaMallocAsync(&p, bytes, stream));
    else
      p = allocate_(resource_, bytes, stream);
    if (p == nullptr) gpu::throw_cuda_error("allocate", cudaErrorMemoryAllocation);
    return p;
  }
  void deallocate(void* p, std::size_t bytes, cudaStream_t stream) const noexcept {
    if (resource_ == nullptr)
      (void)cudaFreeAsync(p, stream);  // destructors cannot report
    else
      deallocate_(resource_, p, bytes, stream);
  }

 private:
  static constexpr std::size_t alignment = 256;  // that of cudaMalloc

  template <class R>
  static constexpr bool takes_stream_last = requires(R& r, void* p, std::size_t n, cudaStream_t s) {
    p = r.allocate(n, s);
    r.deallocate(p, n, s);
  };
  template <class R>
  static constexpr bool takes_stream_first = requires(R& r, void* p, std::size_t n, cudaStream_t s) {
    p = r.allocate(s, n, n);
    r.deallocate(s, p, n, n);
  };
  template <class R>
  static constexpr bool is_asynchronous = requires(R& r, void* p, std::size_t n, cudaStream_t s) {
    p = r.allocate_async(n, n, s);
    r.deallocate_async(p, n, n, s);
  };
  template <class R>
  static void* allocate_from(void* resource, std::size_t bytes, cudaStream_t stream) {
    static_assert(takes_stream_last<R> || takes_stream_first<R> || is_asynchronous<R>,
                  "kernfold: on_cuda{stream, device, resource}: resource must have allocate(bytes, stream) and "
                  "deallocate(pointer, bytes, stream), or be a resource of cuda::mr");
    R& r = *static_cast<R*>(resource);
    if constexpr (takes_stream_last<R>)
      return r.allocate(bytes, stream);
    else if constexpr (takes_stream_first<R>)
      return r.allocate(stream, bytes, alignment);
    else if constexpr (is_asynchronous<R>)
      return r.allocate_async(bytes, alignment, stream);
    else
      return nullptr;
  }
  template <class R>
  static void deallocate_to(void* resource, void* p, std::size_t bytes, cudaStream_t stream) {
    R& r = *static_cast<R*>(resource);
    if constexpr (takes_stream_last<R>)
      r.deallocate(p, bytes, stream);
    else if constexpr (takes_stream_first<R>)
      r.deallocate(stream, p, bytes, alignment);
    else if constexpr (is_asynchronous<R>)
      r.deallocate_async(p, bytes, alignment, stream);
  }

  void* resource_ = nullptr;
  void* (*allocate_)(void*, std::size_t, cudaStream_t) = nullptr;
  void (*deallocate_)(void*, void*, std::size_t, cudaStream_t) = nullptr;
};

namespace gpu {
inline namespace KERNFOLD_ISA {

/// rows * cols * size bytes. Throws cuda_error where that is no size.
inline std::size_t bytes_of(std::ptrdiff_t rows, std::ptrdiff_t cols, std::size_t size) {
  std::ptrdiff_t bytes = 0;
  if (__builtin_mul_overflow(rows, cols, &bytes) ||
      __builtin_mul_overflow(bytes, static_cast<std::ptrdiff_t>(size), &bytes))
    throw_cuda_error("allocate", cudaErrorMemoryAllocation);
  return static_cast<std::size_t>(bytes);
}

/// Copies n numbers from or to the GPU.
template <class T>
void copy(T* to, const T* from, std::ptrdiff_t n, cudaMemcpyKind kind, cudaStream_t stream) {
  if (n > 0)
    require_success("cudaMemcpyAsync",
                    cudaMemcpyAsync(to, from, static_cast<std::size_t>(n) * sizeof(T), kind, stream));
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
  /// Memory for rows x cols numbers, not initialised. Throws shape_error for a negative size, and cuda_error.
  DeviceTensor(std::ptrdiff_t rows, std::ptrdiff_t cols, cudaStream_t stream, DeviceMemory memory = {})
      : rows_(rows), cols_(cols), stream_(stream), memory_(memory) {
    if (rows < 0 || cols < 0) detail::throw_impossible("a DeviceTensor", rows, cols);
    const std::size_t bytes = gpu::bytes_of(rows, cols, sizeof(T));
    if (bytes > 0) data_ = static_cast<T*>(memory.allocate(bytes, stream));
  }
  DeviceTensor(DeviceTensor&& other) noexcept { swap(other); }
  DeviceTensor& operator=(DeviceTensor&& other) noexcept {
    DeviceTensor moved(static_cast<DeviceTensor&&>(other));
    swap(moved);
    return *this;
  }
  ~DeviceTensor() {
    if (data_ != nullptr) memory_.deallocate(data_, static_cast<std::size_t>(size()) * sizeof(T), stream_);
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::ptrdiff_t rows() const { return rows_; }
  std::ptrdiff_t cols() const { return cols_; }
  std::ptrdiff_t size() const { return rows_ * cols_; }
  cudaStream_t stream() const { return stream_; }

  // Explains c(i, k) and c[n].
  template <class... N, bool ok = false>
  const T& operator()(N...) const {
    static_assert(ok,
                  "kernfold: c(i, k), of a DeviceTensor: its numbers are in the memory of a GPU; write c.to_host(), "
                  "whose elements are (i, k)");
    return *data();
  }
  template <class N, bool ok = false>
  const T& operator[](N) const {
    static_assert(ok,
                  "kernfold: c[n], of a DeviceTensor: its numbers are in the memory of a GPU; write c.to_host(), "
                  "whose elements are (i, k)");
    return *data();
  }

  /// A copy in host memory. Waits for the stream.
  Tensor<T> to_host() const {
    Tensor<T> r(rows_, cols_);
    gpu::copy(r.data(), data_, size(), cudaMemcpyDeviceToHost, stream_);
    gpu::require_success("cudaStreamSynchronize", cudaStreamSynchronize(stream_));
    return r;
  }

 private:
  void swap(DeviceTensor& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(rows_, other.rows_);
    std::swap(cols_, other.cols_);
    std::swap(stream_, other.stream_);
    std::swap(memory_, other.memory_);
  }
  T* data_ = nullptr;
  std::ptrdiff_t rows_ = 0, cols_ = 0;
  cudaStream_t stream_ = nullptr;
  DeviceMemory memory_;
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

#if defined(KERNFOLD_CUDA_SPAN)
/// A cuda::std::span is of memory of a GPU; a std::span, of memory of the host.
template <class T, std::size_t Extent>
struct DeviceData<::cuda::std::span<T, Extent>> : std::true_type {
  using engine = gpu::Engine;
  static constexpr DataType type{Form::flat, scalar_of<std::remove_const_t<T>>(), 0,
                                 static_cast<std::ptrdiff_t>(Extent), true};
  static Block<T> block(const ::cuda::std::span<T, Extent>& a) {
    return {{a.data(), static_cast<std::ptrdiff_t>(a.size()), 1, 1, 1}, Form::flat};
  }
};
#endif
}  // namespace detail
}  // namespace kernfold

#undef KERNFOLD_CUDA_SPAN

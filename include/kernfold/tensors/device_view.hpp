// SPDX-License-Identifier: MIT
//
// Memory of a GPU as users pass it: a pointer and sizes with a tag, or a vector whose pointers are no pointers of the
// host, such as thrust::device_vector. What is here is types; nothing reads the memory.
#pragma once

#include <kernfold/tensors/data.hpp>

namespace kernfold {

namespace gpu {
struct Engine;
}

/// A matrix in the memory of a GPU, or (form flat) numbers in a row. See View.
template <class T>
struct DeviceView {
  detail::Block<T> block;

  T* data() const { return block.view.data; }
  std::ptrdiff_t rows() const { return block.view.rows; }
  std::ptrdiff_t cols() const { return block.view.cols; }
};

/// `size` numbers on a GPU, which fit any shape of as many.
template <class T>
constexpr DeviceView<T> device(T* data, std::ptrdiff_t size) {
  return {{{data, size, 1, 1, 1}, detail::Form::flat}};
}
/// A contiguous row-major matrix on a GPU.
template <class T>
constexpr DeviceView<T> device(T* data, std::ptrdiff_t rows, std::ptrdiff_t cols) {
  return {{view(data, rows, cols), detail::Form::matrix}};
}
/// A matrix on a GPU with any strides, in elements.
template <class T>
constexpr DeviceView<T> device(T* data, std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t row_stride,
                               std::ptrdiff_t col_stride) {
  return {{view(data, rows, cols, row_stride, col_stride), detail::Form::matrix}};
}

namespace detail {
template <class A, bool ok = false>
struct device_without_size {
  static_assert(ok,
                "kernfold: device(pointer): device_without_size<A>: a pointer alone has no size; write device(pointer, "
                "size), or device(pointer, rows, cols)");
};
template <class A, bool ok = false>
struct device_of_no_pointer {
  static_assert(ok,
                "kernfold: device(a, ...): device_of_no_pointer<A>: a is no pointer; write device(pointer, rows, cols) "
                "of memory on a GPU, pass a thrust::device_vector as it is, and host data with the option on_cuda{}");
};
}  // namespace detail

// Explain calls that lack the size, or a pointer.
template <class T>
constexpr DeviceView<T> device(T*) {
  detail::explain<detail::device_without_size<T*>>();
  return {};
}
template <class A, class... Sizes>
requires(!std::is_pointer_v<std::decay_t<A>>) constexpr DeviceView<float> device(A&&, Sizes...) {
  detail::explain<detail::device_of_no_pointer<std::decay_t<A>>>();
  return {};
}

namespace detail {

template <class T>
struct DeviceData<DeviceView<T>> : std::true_type {
  using engine = gpu::Engine;
  static constexpr DataType type{Form::matrix, scalar_of<std::remove_const_t<T>>(), 0, -1, true};
  static constexpr Block<T> block(const DeviceView<T>& a) { return a.block; }
};

/// thrust::device_vector and its like: data() is a class that holds a pointer.
template <class A>
concept DeviceVector = std::is_class_v<A> && requires(A& a) {
  typename A::value_type;
  a.size();
  *a.data().get();
} && is_number<typename A::value_type> && !std::is_pointer_v<decltype(std::declval<A&>().data())>;

template <DeviceVector A>
struct DeviceData<A> : std::true_type {
  using engine = gpu::Engine;
  static constexpr DataType type{Form::flat, scalar_of<typename A::value_type>(), 0, -1, true};
  template <class Vector>
  static auto block(Vector& a) {
    using T = std::remove_pointer_t<decltype(a.data().get())>;
    return Block<T>{{a.data().get(), static_cast<std::ptrdiff_t>(a.size()), 1, 1, 1}, Form::flat};
  }
};

}  // namespace detail
}  // namespace kernfold

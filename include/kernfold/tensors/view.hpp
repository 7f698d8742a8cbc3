// SPDX-License-Identifier: MIT
//
// A matrix in somebody else's memory: pointer, sizes and strides. What the engines read and write, and what a user
// passes for memory that no container describes.
#pragma once

#include <cstddef>
#include <type_traits>

#include <kernfold/config.hpp>

namespace kernfold {

/// A matrix of `rows` x `cols` elements that it does not own; element (i, k) is data[i * row_stride + k * col_stride].
/// Strides count elements and may be negative or 0. Checked when it is bound to an argument, not before.
template <class T>
struct View {
  T* data;
  std::ptrdiff_t rows, cols, row_stride, col_stride;

  /// Element (i, k); not checked.
  KERNFOLD_HD constexpr T& operator()(std::ptrdiff_t i, std::ptrdiff_t k) const {
    return data[i * row_stride + k * col_stride];
  }

  // A template because nvcc warns of a conversion to the own type, even where a constraint forbids it.
  template <class U>
  requires(std::is_same_v<U, const T> && !std::is_const_v<T>) KERNFOLD_HD constexpr operator View<U>() const {
    return {data, rows, cols, row_stride, col_stride};
  }

  constexpr bool operator==(const View&) const = default;
};

/// A view with any strides (in elements).
template <class T>
constexpr View<T> view(T* data, std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t row_stride,
                       std::ptrdiff_t col_stride) {
  return {data, rows, cols, row_stride, col_stride};
}

/// A view of contiguous row-major memory: rows * cols elements.
template <class T>
constexpr View<T> view(T* data, std::ptrdiff_t rows, std::ptrdiff_t cols) {
  return {data, rows, cols, cols, 1};
}

template <class Container, bool ok = false, class... More>
constexpr View<typename Container::value_type> view(const Container&, std::ptrdiff_t, std::ptrdiff_t, More...) {
  static_assert(ok,
                "kernfold: view(data, rows, cols): data is a container; pass the pointer to its first number, as in "
                "view(data.data(), rows, cols)");
  return {};
}

template <class T, bool ok = false>
constexpr View<T> view(T*, std::ptrdiff_t) {
  static_assert(ok,
                "kernfold: view(data, rows): a view has rows and columns; write view(data, rows, cols), where cols is "
                "the dimension of the variable");
  return {};
}

/// Are the elements one contiguous row-major block?
template <class T>
constexpr bool is_contiguous(const View<T>& v) {
  return (v.col_stride == 1 || v.cols <= 1) && (v.row_stride == v.cols || v.rows <= 1);
}

}  // namespace kernfold

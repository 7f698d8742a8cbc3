// SPDX-License-Identifier: MIT
//
// Matrices in memory of their own with any strides, for tests of what reads and writes views.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include <kernfold/tensors/view.hpp>

template <class T>
struct Strided {
  std::vector<T> memory;
  kernfold::View<const T> view;
};

/// The matrix `from`, rows x cols row-major, in memory of its own with these strides; the gaps are NaN.
template <class T>
Strided<T> strided(const std::vector<T>& from, std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t row_stride,
                   std::ptrdiff_t col_stride) {
  Strided<T> s;
  s.view = {nullptr, rows, cols, row_stride, col_stride};
  if (rows == 0 || cols == 0) return s;
  const auto span = [](std::ptrdiff_t n, std::ptrdiff_t stride) { return (n - 1) * (stride < 0 ? -stride : stride); };
  const auto below = [](std::ptrdiff_t n, std::ptrdiff_t stride) { return stride < 0 ? (1 - n) * stride : 0; };
  s.memory.assign(static_cast<std::size_t>(span(rows, row_stride) + span(cols, col_stride) + 1),
                  std::numeric_limits<T>::quiet_NaN());
  T* const data = s.memory.data() + below(rows, row_stride) + below(cols, col_stride);
  for (std::ptrdiff_t i = 0; i < rows; ++i)
    for (std::ptrdiff_t k = 0; k < cols; ++k)
      data[i * row_stride + k * col_stride] = from[static_cast<std::size_t>(i * cols + k)];
  s.view.data = data;
  return s;
}

// SPDX-License-Identifier: MIT
//
// The checks of an output that the caller owns: its shape against the result's, distinct elements, and no memory shared
// with an input. Made when the shape of the result is known, before anything is computed.
#pragma once

#include <cstddef>
#include <cstdint>

#include <kernfold/tensors/data.hpp>
#include <kernfold/tensors/errors.hpp>
#include <kernfold/tensors/view.hpp>

namespace kernfold::detail {
inline namespace KERNFOLD_ISA {

/// The bytes from the first to past the last element of a view; both 0 if it has none.
struct MemoryRange {
  std::uintptr_t begin, end;
  constexpr bool overlaps(const MemoryRange& o) const { return begin < o.end && o.begin < end; }
};

// (n - 1) * stride elements in bytes; throws if that passes the address space.
inline std::ptrdiff_t extent_in_bytes(std::ptrdiff_t n, std::ptrdiff_t stride, std::size_t element) {
  std::ptrdiff_t bytes = 0;
  if (__builtin_mul_overflow(n - 1, stride, &bytes) ||
      __builtin_mul_overflow(bytes, static_cast<std::ptrdiff_t>(element), &bytes))
    throw_shape_error(Message() << "a view of " << count(n, "element") << " with stride " << stride
                                << " passes the address space");
  return bytes;
}

inline MemoryRange memory_range(const void* data, const View<const char>& v, std::size_t element) {
  if (v.rows <= 0 || v.cols <= 0) return {0, 0};
  const std::ptrdiff_t a = extent_in_bytes(v.rows, v.row_stride, element);
  const std::ptrdiff_t b = extent_in_bytes(v.cols, v.col_stride, element);
  // Offsets are added as unsigned numbers: they wrap instead of overflowing.
  const auto first = reinterpret_cast<std::uintptr_t>(data);
  const auto low = static_cast<std::uintptr_t>(a < 0 ? a : 0) + static_cast<std::uintptr_t>(b < 0 ? b : 0);
  const auto high = static_cast<std::uintptr_t>(a > 0 ? a : 0) + static_cast<std::uintptr_t>(b > 0 ? b : 0);
  return {first + low, first + high + element};
}

/// The memory that a view can touch, gaps between its elements included.
template <class T>
MemoryRange memory_range(const View<T>& v) {
  return memory_range(v.data, {nullptr, v.rows, v.cols, v.row_stride, v.col_stride}, sizeof(T));
}

// Is the first element where a number of its type may lie? All others are then, too.
template <class T>
bool is_aligned(const View<T>& v) {
  return reinterpret_cast<std::uintptr_t>(v.data) % alignof(T) == 0;
}

// Do two elements of a matrix with these strides share an address? Those at a distance of (i, k) do if
// i * row_stride == k * col_stride; the smallest such distance follows from the greatest common divisor.
constexpr bool elements_coincide(std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t row_stride,
                                 std::ptrdiff_t col_stride) {
  if (rows <= 0 || cols <= 0) return false;
  if ((rows > 1 && row_stride == 0) || (cols > 1 && col_stride == 0)) return true;
  if (rows == 1 || cols == 1) return false;
  const auto magnitude = [](std::ptrdiff_t s) {
    return s < 0 ? std::size_t{0} - static_cast<std::size_t>(s) : static_cast<std::size_t>(s);
  };
  const std::size_t r = magnitude(row_stride), c = magnitude(col_stride);
  std::size_t g = r;
  for (std::size_t rest = c; rest != 0;) {
    const std::size_t next = g % rest;
    g = rest;
    rest = next;
  }
  return c / g < static_cast<std::size_t>(rows) && r / g < static_cast<std::size_t>(cols);
}

/// The output as a view of rows x cols. Throws shape_error unless it has that many elements (numbers), rows of that
/// length, or that shape (a matrix; a single row may also go to a single column), all distinct, aligned and not null.
template <class T>
View<T> fit_output(const Block<T>& out, std::ptrdiff_t rows, std::ptrdiff_t cols) {
  View<T> v = out.view;
  const auto result = [&] { return Message() << ", but the result is " << shape(rows, cols); };
  if (out.form == Form::flat) {
    if (cols == 0 ? v.rows != 0 : v.rows % cols != 0 || v.rows / cols != rows)
      throw_shape_error(Message() << "into(out): out has " << count(v.rows, "element") << result());
    v = {v.data, rows, cols, cols, 1};
  } else if (rows == 1 && v.rows == cols && v.cols == 1) {
    v = {v.data, 1, cols, cols, v.row_stride};
  } else if (v.rows != rows || v.cols != cols) {
    throw_shape_error(Message() << "into(out): out is " << shape(v.rows, v.cols) << result());
  }
  if (rows > 0 && cols > 0) {
    if (v.data == nullptr) throw_shape_error(Message() << "into(out): out is a null pointer" << result());
    if (!is_aligned(v)) throw_shape_error(Message() << "into(out): " << Message(misaligned, alignof(T)));
  }
  if (elements_coincide(rows, cols, v.row_stride, v.col_stride))
    throw_shape_error(Message() << "into(out): elements of out share memory: it is " << shape(rows, cols)
                                << " with strides " << v.row_stride << " and " << v.col_stride);
  return v;
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::detail

// SPDX-License-Identifier: MIT
//
// The result of a reduction: a matrix that owns its memory, row-major and contiguous. It goes back into a call as an
// argument like any container.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

#include <kernfold/tensors/errors.hpp>
#include <kernfold/tensors/half.hpp>
#include <kernfold/tensors/view.hpp>

namespace kernfold {

/// A row-major matrix of `rows` x `cols` numbers. Empty matrices (0 rows or columns) are valid; a moved-from one is 0 x
/// 0.
template <class T>
class Tensor {
  static_assert(detail::is_number<T> && !std::is_const_v<T>, "kernfold: Tensor<T>: T must be a number type");

 public:
  using value_type = T;

  KERNFOLD_INLINE Tensor() {}

  /// Memory for rows x cols numbers, not initialised. Throws shape_error for a negative size, or one past the address
  /// space, and std::bad_alloc.
  KERNFOLD_INLINE Tensor(std::ptrdiff_t rows, std::ptrdiff_t cols)
      : data_(new T[static_cast<std::size_t>(checked_size(rows, cols))]), rows_(rows), cols_(cols) {}

  KERNFOLD_INLINE Tensor(const Tensor& other) : Tensor(other.rows_, other.cols_) {
    for (std::ptrdiff_t k = 0; k < other.size(); ++k) data()[k] = other.data()[k];
  }
  KERNFOLD_INLINE Tensor(Tensor&& other) noexcept { swap(other); }
  KERNFOLD_INLINE Tensor& operator=(const Tensor& other) {
    if (this != &other) *this = Tensor(other);
    return *this;
  }
  KERNFOLD_INLINE Tensor& operator=(Tensor&& other) noexcept {
    Tensor moved(static_cast<Tensor&&>(other));
    swap(moved);
    return *this;
  }
  ~Tensor() { delete[] data_; }

  std::ptrdiff_t rows() const { return rows_; }
  std::ptrdiff_t cols() const { return cols_; }
  /// Number of elements, rows * cols.
  std::ptrdiff_t size() const { return rows_ * cols_; }

  /// Element (i, k); not checked.
  T& operator()(std::ptrdiff_t i, std::ptrdiff_t k) { return data()[i * cols_ + k]; }
  const T& operator()(std::ptrdiff_t i, std::ptrdiff_t k) const { return data()[i * cols_ + k]; }
  template <class N>
  const T& operator()(N n) const {
    return (*this)[n];  // explains
  }
  template <class N, bool ok = false>
  const T& operator[](N) const {
    static_assert(
        ok,
        "kernfold: c[i] or c(i), of a Tensor: an element has two indices, row and column; write c(i, k), or c.row(i) "
        "for a row, or c.data()[n]");
    return *data();
  }

  /// The element of a 1 x 1 tensor, which reductions over both axes leave. Throws shape_error for another shape.
  KERNFOLD_INLINE T item() const {
    if (rows_ != 1 || cols_ != 1)
      detail::throw_shape_error(detail::Message() << "item(): a tensor of " << detail::shape(rows_, cols_)
                                                  << ", but only one of 1 x 1 is a number");
    return *data_;
  }

  /// Row i, cols() elements; not checked.
  std::span<T> row(std::ptrdiff_t i) { return {data() + i * cols_, static_cast<std::size_t>(cols_)}; }
  std::span<const T> row(std::ptrdiff_t i) const { return {data() + i * cols_, static_cast<std::size_t>(cols_)}; }

  /// All elements, row after row.
  T* data() { return data_; }
  const T* data() const { return data_; }
  std::span<T> span() { return {data(), static_cast<std::size_t>(size())}; }
  std::span<const T> span() const { return {data(), static_cast<std::size_t>(size())}; }
  T* begin() { return data(); }
  T* end() { return data() + size(); }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size(); }

 private:
  KERNFOLD_INLINE static std::ptrdiff_t checked_size(std::ptrdiff_t rows, std::ptrdiff_t cols) {
    constexpr std::ptrdiff_t limit = std::numeric_limits<std::ptrdiff_t>::max() / static_cast<int>(sizeof(T));
    if (rows < 0 || cols < 0 || (cols > 0 && rows > limit / cols)) detail::throw_impossible("a Tensor", rows, cols);
    return rows * cols;
  }

  KERNFOLD_INLINE void swap(Tensor& other) noexcept {
    T* const d = data_;
    const std::ptrdiff_t r = rows_, c = cols_;
    data_ = other.data_;
    rows_ = other.rows_;
    cols_ = other.cols_;
    other.data_ = d;
    other.rows_ = r;
    other.cols_ = c;
  }

  T* data_ = nullptr;  // not std::unique_ptr: <memory> is half the time of including kernfold
  std::ptrdiff_t rows_ = 0, cols_ = 0;
};

/// Prints a tensor, a row on each line, to a std::ostream or what has its `<<`.
template <class Stream, class T>
requires std::is_class_v<Stream> && requires(Stream& s, T x) { s << x << " "; }
Stream& operator<<(Stream& s, const Tensor<T>& t) {
  for (std::ptrdiff_t i = 0; i < t.rows(); ++i) {
    for (std::ptrdiff_t k = 0; k < t.cols(); ++k) {
      if (k > 0) s << " ";
      s << t(i, k);
    }
    s << "\n";
  }
  return s;
}

/// The whole tensor as a view.
template <class T>
View<T> view(Tensor<T>& t) {
  return {t.data(), t.rows(), t.cols(), t.cols(), 1};
}
template <class T>
View<const T> view(const Tensor<T>& t) {
  return {t.data(), t.rows(), t.cols(), t.cols(), 1};
}

}  // namespace kernfold

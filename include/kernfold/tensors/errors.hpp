// SPDX-License-Identifier: MIT
//
// The exception for data that do not fit a formula, and how messages are put together and name an argument.
#pragma once

#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <kernfold/program/node.hpp>

namespace kernfold {

namespace detail {
inline constexpr int message_capacity = 480;  // characters, with the 0 behind them
}

/// Arguments of the wrong size, shape or place: sizes that do not match the formula or each other, a null or
/// misaligned pointer, an output that overlaps an input, no threads. Thrown before anything is computed or written. It
/// needs no memory but its own; what() has at most 479 characters.
class shape_error : public std::exception {  // not std::invalid_argument: <stdexcept> is a seventh of the bare include
 public:
  KERNFOLD_INLINE explicit shape_error(const char* what) noexcept { copy(what); }
  KERNFOLD_INLINE shape_error(const shape_error& other) noexcept : std::exception(other) { copy(other.text_); }
  KERNFOLD_INLINE shape_error& operator=(const shape_error& other) noexcept {
    copy(other.text_);
    return *this;
  }
  const char* what() const noexcept override { return text_; }

 private:
  KERNFOLD_INLINE void copy(const char* s) noexcept {
    int n = 0;
    for (; s[n] != '\0' && n < detail::message_capacity - 1; ++n) text_[n] = s[n];
    text_[n] = '\0';
  }
  char text_[detail::message_capacity];
};

namespace detail {
inline namespace KERNFOLD_ISA {

/// The text of a message, put together from strings and numbers. Not std::string, whose functions are templates: each
/// translation unit would compile them again, for errors that never happen. What is too long is cut off.
class Message {
 public:
  Message() {}
  /// As printf writes it.
  [[gnu::cold, gnu::noinline, gnu::format(printf, 2, 3)]] explicit Message(const char* format, ...) {
    std::va_list numbers;
    va_start(numbers, format);
    write(format, numbers);
    va_end(numbers);
  }
  [[gnu::format(printf, 2, 0)]] void write(const char* format, std::va_list numbers) {
    const int n = std::vsnprintf(text_, sizeof text_, format, numbers);
    size_ = n < 0 ? 0 : n < message_capacity ? n : message_capacity - 1;
  }
  [[gnu::cold, gnu::noinline]] Message& operator<<(const char* s) {
    for (; *s != '\0' && size_ < message_capacity - 1; ++s) text_[size_++] = *s;
    return *this;
  }
  [[gnu::cold, gnu::noinline]] Message& operator<<(std::ptrdiff_t n) {
    char digits[24] = {};
    char* s = digits + sizeof digits - 1;
    std::size_t rest = n < 0 ? std::size_t{0} - static_cast<std::size_t>(n) : static_cast<std::size_t>(n);
    do *--s = static_cast<char>('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (n < 0) *--s = '-';
    return *this << s;
  }
  Message& operator<<(const Message& m) { return *this << m.text_; }
  const char* text() const { return text_; }

 private:
  char text_[message_capacity] = {};
  int size_ = 0;
};

// Without exceptions (-fno-exceptions) an error ends the program, with its message.
template <class Error>
[[noreturn, gnu::cold, gnu::noinline]] void throw_error(const Error& error) {
#if defined(__cpp_exceptions)
  throw error;
#else
  std::fprintf(stderr, "%s\n", error.what());
  std::abort();
#endif
}

[[noreturn, gnu::cold, gnu::noinline]] inline void throw_shape_error(const Message& what) {
  throw_error(shape_error(Message("kernfold: %s", what.text()).text()));
}

/// "argument 1 (Vj<1, 3>)": an argument as messages name it.
[[gnu::cold, gnu::noinline]] inline Message describe(int position, const ArgumentInfo& a) {
  return Message("argument %d (%s<%d, %d>)", position, variable_name(a.category), position, a.dim);
}

[[gnu::cold, gnu::noinline]] inline Message count(std::ptrdiff_t n, const char* noun) {
  return Message("%td %s%s", n, noun, n == 1 ? "" : "s");
}

[[gnu::cold, gnu::noinline]] inline Message shape(std::ptrdiff_t rows, std::ptrdiff_t cols) {
  return Message("%td x %td", rows, cols);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void throw_impossible(const char* what, std::ptrdiff_t rows,
                                                                    std::ptrdiff_t cols) {
  throw_shape_error(Message("%s of %td x %td elements cannot exist", what, rows, cols));
}

inline constexpr const char* misaligned = "the pointer is no multiple of %zu bytes, the alignment of the numbers";

}  // namespace KERNFOLD_ISA
}  // namespace detail

}  // namespace kernfold

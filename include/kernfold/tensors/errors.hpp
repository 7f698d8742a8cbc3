// SPDX-License-Identifier: MIT
//
// The exception for data that do not fit a formula, and how messages name an argument.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

#include <kernfold/program/node.hpp>

namespace kernfold {

/// Data of the wrong size, shape or place: sizes that do not match the formula or each other, a null or
/// misaligned pointer, an output that overlaps an input. Thrown before anything is computed or written.
struct shape_error : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// "argument 1 (Vj<1, 3>)": an argument as messages name it.
inline std::string describe(int position, const ArgumentInfo& a) {
  const char* name = a.category == Category::i ? "Vi<" : a.category == Category::j ? "Vj<" : "Pm<";
  const std::string p = std::to_string(position);
  return "argument " + p + " (" + name + p + ", " + std::to_string(a.dim) + ">)";
}

namespace detail {
[[noreturn, gnu::cold, gnu::noinline]] inline void throw_shape_error(const std::string& what) {
  throw shape_error("kernfold: " + what);
}

inline std::string count(std::ptrdiff_t n, const char* noun) {
  return std::to_string(n) + ' ' + noun + (n == 1 ? "" : "s");
}

inline std::string shape(std::ptrdiff_t rows, std::ptrdiff_t cols) {
  return std::to_string(rows) + " x " + std::to_string(cols);
}

inline std::string misaligned(std::size_t alignment) {
  return "the pointer is no multiple of " + std::to_string(alignment) + " bytes, the alignment of the numbers";
}
}  // namespace detail

}  // namespace kernfold

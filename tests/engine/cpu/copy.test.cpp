// SPDX-License-Identifier: MIT
//
// Rows become columns and columns rows, number by number, and nothing else is written.
#include <cstddef>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/engine/cpu/copy.hpp>

using namespace kernfold;

namespace {

template <class T>
constexpr int lanes = math::Pack<T>::lanes;

// Copies `rows` rows of D numbers by shuffles, in memory that begins one number off, and looks at each number.
template <class T, int D, bool ToColumns>
void check_transpose(std::ptrdiff_t rows) {
  constexpr auto transpose = cpu::transpose_for<T, D, ToColumns>;
#if defined(KERNFOLD_AVX512) || defined(KERNFOLD_AVX2) || defined(KERNFOLD_NEON)
  REQUIRE(transpose != nullptr);
#endif
  if (transpose == nullptr) return;
  const std::ptrdiff_t stride = rows + 3, done = rows / lanes<T> * lanes<T>;
  const auto of_rows = [](std::ptrdiff_t i, int k) { return static_cast<std::size_t>(1 + i * D + k); };
  const auto of_columns = [stride](std::ptrdiff_t i, int k) { return static_cast<std::size_t>(1 + k * stride + i); };
  const std::size_t size = static_cast<std::size_t>(2 + D * stride);
  std::vector<T> from(size, T(-1)), to(size, T(-2)), want(size, T(-2));
  for (std::ptrdiff_t i = 0; i < rows; ++i)
    for (int k = 0; k < D; ++k) {
      const T value = static_cast<T>(10 * i + k);
      from[ToColumns ? of_rows(i, k) : of_columns(i, k)] = value;
      if (i < done) want[ToColumns ? of_columns(i, k) : of_rows(i, k)] = value;
    }
  CHECK(transpose(rows, from.data() + 1, to.data() + 1, stride) == done);
  CHECK(to == want);
}

template <class T, int D>
void check_transposes() {
  for (std::ptrdiff_t rows = 0; rows <= 3 * lanes<T> + 1; ++rows) {
    CAPTURE(D, rows);
    check_transpose<T, D, true>(rows);
    check_transpose<T, D, false>(rows);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("copies: short vectors are transposed by shuffles", "[copy]", float, double) {
  check_transposes<TestType, 2>();
  check_transposes<TestType, 3>();
  check_transposes<TestType, 4>();
  STATIC_REQUIRE(cpu::transpose_for<TestType, 1, true> == nullptr);
  STATIC_REQUIRE(cpu::transpose_for<TestType, 5, true> == nullptr);
  CHECK(cpu::transposes<TestType, 0>[3] == nullptr);
}

TEMPLATE_TEST_CASE("copies: matrices of any size and stride", "[copy]", float, double) {
  struct Strides {
    std::ptrdiff_t from_row, from_col, to_row, to_col;
  };
  for (const std::ptrdiff_t rows : {1, 2, 7, 64})
    for (const std::ptrdiff_t cols : {1, 3, 8, 17, 128, 129, 300}) {
      for (const Strides& s :
           {Strides{cols, 1, 1, rows}, Strides{cols + 5, 1, 2, 2 * rows + 1}, Strides{1, rows, cols, 1},
            Strides{cols, 1, cols + 1, 1}, Strides{0, 1, cols, 1}, Strides{2 * cols + 3, 2, 1, rows + 2}}) {
        CAPTURE(rows, cols, s.from_row, s.from_col, s.to_row, s.to_col);
        const auto of_from = [s](std::ptrdiff_t i, std::ptrdiff_t k) {
          return static_cast<std::size_t>(i * s.from_row + k * s.from_col);
        };
        const auto of_to = [s](std::ptrdiff_t i, std::ptrdiff_t k) {
          return static_cast<std::size_t>(i * s.to_row + k * s.to_col);
        };
        // no room behind the last: sanitizers see what goes further
        std::vector<TestType> from(of_from(rows - 1, cols - 1) + 1), to(of_to(rows - 1, cols - 1) + 1, TestType(-2));
        for (std::size_t n = 0; n < from.size(); ++n) from[n] = static_cast<TestType>(n);
        std::vector<TestType> want = to;
        for (std::ptrdiff_t i = 0; i < rows; ++i)
          for (std::ptrdiff_t k = 0; k < cols; ++k) want[of_to(i, k)] = static_cast<TestType>(of_from(i, k));
        cpu::copy_matrix<TestType>(rows, cols, from.data(), s.from_row, s.from_col, to.data(), s.to_row, s.to_col);
        CHECK(to == want);
      }
    }
}

// SPDX-License-Identifier: MIT
//
// How calls are cut into blocks: each row and column in one, whole tiles, no more blocks than a grid holds.
#include "support/catch2.hpp"

#include <kernfold/engine/cuda/tuning.hpp>
#include <kernfold/kernfold.hpp>

using namespace kernfold;
using gpu::split;
using gpu::Split;
using gpu::Tuning;

TEST_CASE("a split covers each row and column once") {
  constexpr Tuning t{128, 4, 128, 1, 4};
  constexpr std::ptrdiff_t sizes[] = {0, 1, 31, 32, 33, 127, 128, 129, 511, 512, 513, 1000, 10000, 123457, 1000000};
  for (const std::ptrdiff_t rows : sizes)
    for (const std::ptrdiff_t columns : sizes) {
      CAPTURE(rows, columns);
      const Split s = split(rows, columns, t);
      CHECK((s.row_blocks - 1) * 512 < rows);
      CHECK(s.row_blocks * 512 >= rows);
      CHECK(s.chunks >= 1);
      CHECK(s.chunks * s.chunk >= columns);
      CHECK((s.chunks - 1) * s.chunk < (columns > 0 ? columns : 1));
      CHECK(s.chunks <= 65535);  // of a grid's second dimension
      CHECK((s.chunks == 1 || s.chunk % 32 == 0));
      CHECK((s.chunk <= 128 || s.chunks == 1 || s.chunk % 128 == 0));
    }
}

TEST_CASE("few rows are split into many blocks, many rows are not") {
  constexpr Tuning t{128, 4, 128, 1, 4};
  CHECK(split(10000, 1000000, t).row_blocks * split(10000, 1000000, t).chunks >= 1000);
  CHECK(split(1000, 1000, t).chunks >= 16);
  CHECK(split(10000000, 1000000, t).chunks == 1);
}

TEST_CASE("staged rows are whole vectors") {
  CHECK(gpu::staged_stride(1, 4) == 1);
  CHECK(gpu::staged_stride(2, 4) == 2);
  CHECK(gpu::staged_stride(3, 4) == 4);
  CHECK(gpu::staged_stride(4, 4) == 4);
  CHECK(gpu::staged_stride(11, 4) == 12);
  CHECK(gpu::staged_stride(1, 8) == 1);
  CHECK(gpu::staged_stride(3, 8) == 4);
}

// SPDX-License-Identifier: MIT
#include <type_traits>

#include "support/catch2.hpp"

#include <kernfold/tensors/view.hpp>

using namespace kernfold;

static_assert(std::is_trivially_copyable_v<View<float>>);
static_assert(std::is_convertible_v<View<float>, View<const float>>);
static_assert(!std::is_convertible_v<View<const float>, View<float>>);
static_assert(!std::is_convertible_v<View<float>, View<double>>);

TEST_CASE("a view of contiguous memory is row-major") {
  float data[6] = {0, 1, 2, 3, 4, 5};
  const View<float> v = view(data, 2, 3);
  CHECK(v == view(data, 2, 3, 3, 1));
  CHECK(v(1, 0) == 3);
  v(1, 2) = 7;
  CHECK(data[5] == 7);
  const View<const float> c = v;
  CHECK(c(1, 2) == 7);
  CHECK(is_contiguous(c));
}

TEST_CASE("strides may be anything") {
  const double data[6] = {0, 1, 2, 3, 4, 5};
  const auto transposed = view(data, 3, 2, 1, 3);
  CHECK(transposed(2, 1) == 5);
  CHECK(transposed(1, 0) == 1);
  CHECK_FALSE(is_contiguous(transposed));
  const auto reversed = view(data + 5, 2, 3, -3, -1);
  CHECK(reversed(0, 0) == 5);
  CHECK(reversed(1, 2) == 0);
  const auto repeated = view(data + 1, 4, 1, 0, 1);
  CHECK(repeated(3, 0) == 1);
  CHECK_FALSE(is_contiguous(repeated));
}

TEST_CASE("strides of a single row or column don't matter") {
  const float data[3] = {};
  CHECK(is_contiguous(view(data, 1, 3, 17, 1)));
  CHECK(is_contiguous(view(data, 3, 1, 1, 99)));
  CHECK_FALSE(is_contiguous(view(data, 1, 2, 2, 2)));
}

// SPDX-License-Identifier: MIT
#include <cstddef>
#include <limits>
#include <vector>

#include "support/catch2.hpp"
#include "tensors/toy.hpp"

#include <kernfold/tensors/output.hpp>

using namespace kernfold;
using namespace kernfold::detail;
using toy::message;

namespace {
// Do two elements coincide? By looking at all of them.
bool coincide_slowly(int rows, int cols, int row_stride, int col_stride) {
  for (int a = 0; a < rows * cols; ++a)
    for (int b = 0; b < a; ++b)
      if (a / cols * row_stride + a % cols * col_stride == b / cols * row_stride + b % cols * col_stride) return true;
  return false;
}
}  // namespace

TEST_CASE("elements_coincide is exact") {
  for (int rows = 0; rows < 5; ++rows)
    for (int cols = 0; cols < 5; ++cols)
      for (int r = -7; r < 8; ++r)
        for (int c = -7; c < 8; ++c) {
          CAPTURE(rows, cols, r, c);
          REQUIRE(elements_coincide(rows, cols, r, c) == coincide_slowly(rows, cols, r, c));
        }
  const auto least = std::numeric_limits<std::ptrdiff_t>::min();
  CHECK(elements_coincide(2, 2, least, least));
  CHECK_FALSE(elements_coincide(2, 2, least, 1));
}

TEST_CASE("the memory of a view") {
  float data[20];
  const auto at = [&](int k) { return reinterpret_cast<std::uintptr_t>(data + k); };
  const auto range = [&](const View<float>& v, int begin, int end) {
    const MemoryRange r = memory_range(v);
    return r.begin == at(begin) && r.end == at(end);
  };
  CHECK(range(view(data, 2, 3), 0, 6));
  CHECK(range(view(data + 5, 2, 3, -3, -1), 0, 6));
  CHECK(range(view(data + 2, 2, 3, 6, -1), 0, 9));
  CHECK(range(view(data + 1, 4, 2, 0, 5), 1, 7));
  CHECK(memory_range(view(data, 0, 3)).end == 0);
  CHECK(memory_range(view(data, 3, 0)).end == 0);
  CHECK_FALSE(memory_range(view(data, 0, 3)).overlaps(memory_range(view(data, 1, 1))));
  CHECK(memory_range(view(data, 2, 3)).overlaps(memory_range(view(data + 5, 1, 1))));
  CHECK_FALSE(memory_range(view(data, 2, 3)).overlaps(memory_range(view(data + 6, 1, 1))));
  CHECK(message([&] { memory_range(view(data, 3, 1, std::numeric_limits<std::ptrdiff_t>::max(), 1)); }) ==
        "kernfold: a view of 3 elements with stride 9223372036854775807 passes the address space");
}

TEST_CASE("an output of numbers has as many as the result") {
  std::vector<float> v(12);
  const Block<float> out{{v.data(), 12, 1, 1, 1}, Form::flat};
  CHECK(fit_output(out, 4, 3) == view(v.data(), 4, 3));
  CHECK(fit_output(out, 12, 1) == view(v.data(), 12, 1));
  CHECK(message([&] { fit_output(out, 5, 3); }) == "kernfold: into(out): out has 12 elements, but the result is 5 x 3");
  CHECK(message([&] { fit_output(out, 2, 5); }) != "no error");
  CHECK(message([&] { fit_output(out, std::numeric_limits<std::ptrdiff_t>::max(), 3); }) != "no error");
  const Block<float> none{{nullptr, 0, 1, 1, 1}, Form::flat};
  CHECK(fit_output(none, 0, 3).rows == 0);
  CHECK(message([&] { fit_output(none, 1, 3); }) != "no error");
}

TEST_CASE("an output matrix has the shape of the result") {
  float data[30];
  const auto fit = [&](const View<float>& v, std::ptrdiff_t rows, std::ptrdiff_t cols, Form form = Form::matrix) {
    return fit_output(Block<float>{v, form}, rows, cols);
  };
  CHECK(fit(view(data, 4, 3, 1, 4), 4, 3) == view(data, 4, 3, 1, 4));
  CHECK(message([&] { fit(view(data, 4, 3), 3, 4); }) == "kernfold: into(out): out is 4 x 3, but the result is 3 x 4");
  CHECK(message([&] { fit(view(data, 4, 3), 2, 6, Form::rows); }) ==
        "kernfold: into(out): out is 4 x 3, but the result is 2 x 6");
  // A row may go to a column.
  CHECK(fit(view(data, 3, 1, 2, 1), 1, 3) == view(data, 1, 3, 3, 2));
  CHECK(message([&] { fit(view(data, 1, 3), 3, 1); }) != "no error");
  CHECK(message([&] { fit(view(data, 4, 3, 0, 1), 4, 3); }) ==
        "kernfold: into(out): elements of out share memory: it is 4 x 3 with strides 0 and 1");
  CHECK(message([&] { fit(view(data, 4, 3, 2, 1), 4, 3); }) != "no error");
  CHECK(message([&] { fit(view<float>(nullptr, 4, 3), 4, 3); }) ==
        "kernfold: into(out): out is a null pointer, but the result is 4 x 3");
  CHECK(message([&] { fit(view(data, -4, 3), 4, 3); }) != "no error");
}

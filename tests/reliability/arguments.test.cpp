// SPDX-License-Identifier: MIT
//
// Arguments at the edge of what is allowed: misaligned pointers, strides of every sign and size, memory shared between
// inputs, no element or one, indices and numbers of pairs beyond 2^31.
#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "support/conformance.hpp"

using namespace kernfold;

namespace {

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 2> p{};
constexpr auto f = SqDist(x, y) * b * p;

using Input = View<const float>;
constexpr auto most = std::numeric_limits<std::ptrdiff_t>::max();
constexpr auto least = std::numeric_limits<std::ptrdiff_t>::min();

// Three matrices and a row, of small integers in these tests: every sum is exact.
struct Arguments {
  Input X, Y, B, P;

  template <class A>
  std::vector<double> expected() const {
    constexpr auto axis = reference::over<A>();
    const std::ptrdiff_t rows = axis == reference::Over::j ? X.rows : axis == reference::Over::i ? Y.rows : 1;
    std::vector<double> sums(static_cast<std::size_t>(2 * rows));
    for (std::ptrdiff_t i = 0; i < X.rows; ++i)
      for (std::ptrdiff_t j = 0; j < Y.rows; ++j)
        for (std::ptrdiff_t k = 0; k < 2; ++k) {
          const double d0 = double(X(i, 0)) - double(Y(j, 0)), d1 = double(X(i, 1)) - double(Y(j, 1));
          const std::ptrdiff_t row = axis == reference::Over::j ? i : axis == reference::Over::i ? j : 0;
          sums[static_cast<std::size_t>(2 * row + k)] +=
              (d0 * d0 + d1 * d1) * double(B(j, 0)) * double(P.rows == 1 ? P(0, k) : P(k, 0));
        }
    return sums;
  }
  template <class A>
  void check_axis() const {
    const auto got = f.reduce<Sum, A>(X, Y, B, P);
    CHECK(std::vector<double>(got.begin(), got.end()) == expected<A>());
  }
  void check() const {
    check_axis<Axis1>();
    check_axis<Axis0>();
    check_axis<Axis01>();
  }
};

std::vector<float> integers(std::ptrdiff_t n) {
  std::vector<float> r;
  for (std::ptrdiff_t k = 0; k < n; ++k) r.push_back(static_cast<float>(k % 5 + 1));
  return r;
}

}  // namespace

TEST_CASE("a misaligned pointer is refused", "[arguments]") {
  alignas(64) char memory[400] = {};
  const auto at = [&](int offset) { return reinterpret_cast<float*>(memory + offset); };
  const auto good = integers(10);
  const Input two{good.data(), 5, 2, 2, 1}, one{good.data(), 5, 1, 1, 1}, row{good.data(), 1, 2, 2, 1};
  for (const int offset : {1, 2, 3, 5, 63}) {
    CAPTURE(offset);
    const Input bad_two{at(offset), 5, 2, 2, 1}, bad_one{at(offset), 5, 1, 1, 1}, bad_row{at(offset), 1, 2, 2, 1};
    CHECK_THROWS_AS((f.reduce<Sum, Axis1>(bad_two, two, one, row)), shape_error);
    CHECK_THROWS_AS((f.reduce<Sum, Axis1>(two, bad_two, one, row)), shape_error);
    CHECK_THROWS_AS((f.reduce<Sum, Axis1>(two, two, bad_one, row)), shape_error);
    CHECK_THROWS_AS((f.reduce<Sum, Axis1>(two, two, one, bad_row)), shape_error);
    CHECK_THROWS_AS((f.reduce<Sum, Axis1>(two, two, one, row, into(View<float>{at(offset), 5, 2, 2, 1}))), shape_error);
  }
  CHECK(std::count(memory, memory + 400, 0) == 400);
  // One number's own alignment is enough.
  for (const int offset : {4, 8, 12, 60}) {
    CAPTURE(offset);
    std::memcpy(memory + offset, good.data(), 10 * sizeof(float));
    Arguments{{at(offset), 5, 2, 2, 1}, {at(offset), 5, 2, 2, 1}, {at(offset), 5, 1, 1, 1}, {at(offset), 1, 2, 2, 1}}
        .check();
  }
}

TEST_CASE("the stride along an axis of one element may be anything", "[arguments]") {
  const auto X = integers(2), Y = integers(140), B = integers(70), P = integers(2);
  for (const std::ptrdiff_t any : {most, most / 4, std::ptrdiff_t{0}, std::ptrdiff_t{-1}, least / 4, least}) {
    CAPTURE(any);
    Arguments{{X.data(), 1, 2, any, 1}, {Y.data(), 70, 2, 2, 1}, {B.data(), 70, 1, 1, any}, {P.data(), 1, 2, any, 1}}
        .check();
    Arguments{{Y.data(), 70, 2, 2, 1}, {X.data(), 1, 2, any, 1}, {B.data(), 1, 1, any, any}, {P.data(), 2, 1, 1, any}}
        .check();
    float out[2] = {};
    f.reduce<Sum, Axis1>(Input{X.data(), 1, 2, any, 1}, Y, B, P, into(View<float>{out, 1, 2, any, 1}));
    CHECK(out[0] == f.reduce<Sum, Axis1>(X, Y, B, P)(0, 0));
  }
}

TEST_CASE("strides of 0: one element for all", "[arguments]") {
  const float three = 3, pair[2] = {1, 5};
  const auto Y = integers(140);
  Arguments{{&three, 300, 2, 0, 0}, {Y.data(), 70, 2, 2, 1}, {&three, 70, 1, 0, 0}, {&three, 1, 2, 0, 0}}.check();
  Arguments{{pair, 9, 2, 0, 1}, {pair + 1, 2000, 2, 0, -1}, {&three, 2000, 1, 0, 0}, {pair, 2, 1, 0, 0}}.check();
  Arguments{{pair, 9, 2, 0, 1}, {Y.data(), 140, 2, 1, 0}, {&three, 140, 1, 0, 7}, {pair, 1, 2, 0, 1}}.check();
}

TEST_CASE("inputs may share memory", "[arguments]") {
  const auto memory = integers(400);
  const float* const m = memory.data();
  Arguments{{m, 100, 2, 2, 1}, {m, 100, 2, 2, 1}, {m, 100, 1, 1, 1}, {m, 1, 2, 2, 1}}.check();
  Arguments{{m, 50, 2, 2, 1}, {m + 1, 50, 2, 1, 1}, {m + 7, 50, 1, 1, 1}, {m + 3, 1, 2, 2, 1}}.check();
  // Columns of one table, and the table backwards.
  Arguments{{m, 80, 2, 5, 1}, {m + 2, 80, 2, 5, 1}, {m + 4, 80, 1, 5, 1}, {m + 4, 1, 2, 2, 1}}.check();
  Arguments{{m + 399, 80, 2, -5, -1}, {m + 398, 80, 2, -5, 1}, {m + 395, 80, 1, -5, 1}, {m + 4, 1, 2, 2, -1}}.check();
}

TEST_CASE("no element, or one", "[arguments]") {
  const auto some = integers(140);
  const float* const s = some.data();
  const Input none{nullptr, 0, 2, 2, 1}, no_numbers{nullptr, 0, 1, 1, 1}, row{s, 1, 2, 2, 1};
  Arguments{none, none, no_numbers, row}.check();
  Arguments{none, {s, 70, 2, 2, 1}, {s, 70, 1, 1, 1}, row}.check();
  Arguments{{s, 70, 2, 2, 1}, none, no_numbers, row}.check();
  Arguments{row, row, {s, 1, 1, 1, 1}, row}.check();
  // Where nothing is read or written, a pointer may be anything.
  alignas(float) char memory[8] = {};
  const Input misaligned{reinterpret_cast<float*>(memory + 1), 0, 2, 2, 1};
  Arguments{misaligned, misaligned, no_numbers, row}.check();
  f.reduce<Sum, Axis1>(none, row, Input{s, 1, 1, 1, 1}, row,
                       into(View<float>{reinterpret_cast<float*>(memory + 1), 0, 2, 2, 1}));
  f.reduce<Sum, Axis1>(none, row, Input{s, 1, 1, 1, 1}, row, into(View<float>{nullptr, 0, 2, most, most}));
  // No row, and a number of columns past which no pointer could go.
  CHECK(x.reduce<Sum, Axis1>(none, size_j(most)).rows() == 0);
}

#if defined(__linux__)
TEST_CASE("elements farther apart than 2^32", "[arguments]") {
  // Address space without memory, but for the pages that are written to.
  constexpr std::size_t bytes = std::size_t{1} << 36;
  void* const mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) {
    WARN("skipped: no 64 GiB of address space");
    return;
  }
  float* const memory = static_cast<float*>(mapped);
  constexpr std::ptrdiff_t far = (std::ptrdiff_t{1} << 31) + 7, farther = (std::ptrdiff_t{1} << 32) + 3;
  const auto fill = [](const View<float>& v) {
    for (std::ptrdiff_t i = 0; i < v.rows; ++i)
      for (std::ptrdiff_t k = 0; k < v.cols; ++k) v(i, k) = static_cast<float>(2 * i + k + 1);
    return Input(v);
  };
  const Input X = fill({memory, 4, 2, far, 1}), Y = fill({memory + 2 * farther, 3, 2, -farther, far}),
              B = fill({memory + 100, 3, 1, farther, 1}), P = fill({memory + 200, 1, 2, 2, farther});
  Arguments{X, Y, B, P}.check();
  Arguments{Y, X, {X.data, 4, 1, far, 1}, P}.check();
  const View<float> out{memory + 2 * farther + 1000, 4, 2, 1, -2 * farther};
  const auto near_x = integers(8), near_y = integers(6), near_b = integers(3), near_p = integers(2);
  f.reduce<Sum, Axis1>(near_x, near_y, near_b, near_p, into(out));
  const auto near = f.reduce<Sum, Axis1>(near_x, near_y, near_b, near_p);
  for (std::ptrdiff_t i = 0; i < 4; ++i)
    for (std::ptrdiff_t k = 0; k < 2; ++k) CHECK(out(i, k) == near(i, k));
  munmap(mapped, bytes);
}
#endif

// Of one number, 2^31 + 2^12 times: a sum that float has.
TEST_CASE("more than 2^31 pairs", "[arguments]") {
  constexpr std::ptrdiff_t M = 2048, N = (std::ptrdiff_t{1} << 20) + 2;
  constexpr Vj<0, 1> one{};
  const float number = 1;
  const Input ones{&number, N, 1, 0, 1};
  const auto over_j = one.reduce<Sum, Axis1>(ones, size_i(M));
  CHECK(std::count(over_j.begin(), over_j.end(), static_cast<float>(N)) == M);
  CHECK(one.reduce<Sum, Axis01>(ones, size_i(M))(0, 0) == static_cast<float>(M * N));
}

// By hand: it takes seconds, and a minute in a sanitizer.
TEST_CASE("more than 2^31 columns or rows", "[.][arguments]") {
  constexpr std::ptrdiff_t N = (std::ptrdiff_t{1} << 31) + 4096;
  constexpr Vj<0, 1> column{};
  constexpr Vi<0, 1> row{};
  const float number = 1;
  const Input ones{&number, N, 1, 0, 1};
  CHECK(column.reduce<Sum, Axis1>(ones, size_i(1))(0, 0) == static_cast<float>(N));
  CHECK(row.reduce<Sum, Axis0>(ones, size_j(1))(0, 0) == static_cast<float>(N));
  CHECK(row.reduce<Sum, Axis01>(ones, size_j(1))(0, 0) == static_cast<float>(N));
}

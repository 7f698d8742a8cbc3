// SPDX-License-Identifier: MIT
//
// How the CPU engine cuts a call into tasks: each tile of rows meets each column once, and no task is so small that
// staging its columns costs more than its pairs.
#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr std::ptrdiff_t sizes[] = {0, 1, 15, 16, 17, 100, 1000, 2000, 100003, 10000000, std::ptrdiff_t{1} << 40};
constexpr int lanes = 16;

template <class Check>
void for_each_split(Check check) {
  for (const int packs : {1, 2, 4})
    for (const std::ptrdiff_t rows : sizes)
      for (const std::ptrdiff_t columns : sizes) {
        const cpu::Tuning t{packs, 4, 512, 128 / packs, 1024};
        const cpu::Split s = cpu::split(rows, columns, t, lanes);
        CAPTURE(packs, rows, columns, s.tiles, s.group, s.groups, s.chunk, s.chunks);
        check(t, s, rows, columns);
      }
}

}  // namespace

TEST_CASE("tasks cover all rows and columns, none of them twice", "[cpu]") {
  for_each_split([](const cpu::Tuning& t, const cpu::Split& s, std::ptrdiff_t rows, std::ptrdiff_t columns) {
    const std::ptrdiff_t tile = t.packs * lanes;
    CHECK(s.tiles * tile >= rows);
    CHECK((s.tiles - 1) * tile < rows);
    CHECK(s.group >= 1);
    CHECK(s.groups * s.group >= s.tiles);
    CHECK((s.groups - 1) * s.group < s.tiles);
    CHECK(s.chunks >= 1);
    CHECK(s.chunk % t.block == 0);
    CHECK(s.chunks * s.chunk >= columns);
    CHECK((s.chunks == 1 || (s.chunks - 1) * s.chunk < columns));
  });
}

TEST_CASE("tasks are enough for many threads, and none has few rows where there are more", "[cpu]") {
  for_each_split([](const cpu::Tuning& t, const cpu::Split& s, std::ptrdiff_t rows, std::ptrdiff_t columns) {
    if (rows == 0) return;
    const std::ptrdiff_t least = 16 / t.packs < (s.tiles + 1) / 2 ? 16 / t.packs : (s.tiles + 1) / 2;
    CHECK(s.group >= least);
    CHECK(s.group <= (t.group > least ? t.group : least));
    if (rows >= 100003 || columns >= 100003) CHECK(s.groups * s.chunks >= 8);
  });
}

TEST_CASE("partial results take memory that does not grow with the sizes", "[cpu]") {
  for_each_split([](const cpu::Tuning& t, const cpu::Split& s, std::ptrdiff_t, std::ptrdiff_t) {
    CHECK(cpu::kept_tiles(s, 1) <= 128 * std::ptrdiff_t{t.group});
  });
}

TEST_CASE("few threads share few groups of rows, and chunks of columns stay", "[cpu]") {
  for_each_split([](const cpu::Tuning& t, const cpu::Split& s, std::ptrdiff_t, std::ptrdiff_t) {
    for (const int threads : {1, 2, 64}) {
      const cpu::Split r = cpu::regrouped(s, t, threads);
      CAPTURE(threads, r.group, r.groups);
      CHECK(r.tiles == s.tiles);
      CHECK(r.chunk == s.chunk);
      CHECK(r.chunks == s.chunks);
      CHECK(r.group >= s.group);
      CHECK(r.group <= (t.group > s.group ? t.group : s.group));
      CHECK(r.groups * r.group >= r.tiles);
      CHECK((r.groups - 1) * r.group < r.tiles);
      if (threads > 1 && r.group > s.group) CHECK(r.groups * r.chunks >= 8 * threads);
    }
    const std::ptrdiff_t whole = s.tiles < t.group ? s.tiles : t.group;
    CHECK(cpu::regrouped(s, t, 1).group >= whole);
  });
}

// Staging columns for fewer rows costs more than a few percent of their pairs; the states of more are new memory, page
// by page, at each call.
namespace {
template <class T, int D>
void check_long_sums() {
  using F = decltype(Square(Vi<0, D>{} | Vj<1, D>{}) * Vj<2, D>{});
  const cpu::KernelTable<T>& k = cpu::kernel_table<CodeOf<F, Kept::i>, Sum<>, T>;
  CAPTURE(D, k.tuned.packs, k.tuned.group, k.states);
  CHECK(k.tuned.group * k.row_lanes() <= 1024);
  CHECK(k.tuned.group * k.row_lanes() >= 256);
  CHECK(k.tuned.group * k.states <= std::ptrdiff_t{4} << 20);
}
}  // namespace
TEST_CASE("a task of long sums has hundreds of rows, and states of some MiB at most", "[cpu]") {
  check_long_sums<float, 64>();
  check_long_sums<double, 64>();
  check_long_sums<float, 130>();
  check_long_sums<double, 130>();
  check_long_sums<float, 512>();
  check_long_sums<double, 512>();
}

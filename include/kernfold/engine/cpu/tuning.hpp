// SPDX-License-Identifier: MIT
//
// Sizes of tiles, blocks and tasks on the CPU, chosen by constexpr functions of the program and the register file, and
// how a call is split, which depends on its sizes alone: results do not depend on threads or timing.
#pragma once

#include <cstddef>

#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/engine/evaluator.hpp>
#include <kernfold/operations/rsqrt.hpp>
#include <kernfold/operations/sqrt.hpp>
#include <kernfold/program/measures.hpp>
#include <kernfold/program/weighted_columns.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

struct Tuning {
  int packs;    // U: packs of rows in a tile
  int columns;  // B: columns in a tile
  int block;    // columns that are staged at a time
  int group;    // tiles that one task takes through a block of columns
  int chunk;    // columns of a task, at least, where tasks share rows
};

#if defined(KERNFOLD_AVX512) || defined(KERNFOLD_NEON)
inline constexpr int vector_registers = 32;
#else
inline constexpr int vector_registers = 16;
#endif

/// Do registers hold a row and its sums, one pack each, and no vectors of pairs besides? Code without loops is better
/// then, also for some more components; else they are better spent on the sums of a loop.
template <class C>
inline constexpr bool registers_hold_rows =
    vector_registers >= 32 && C::template fields<Stage::row> + C::dim <= vector_registers &&
    !streams_vectors(C::program(), C::plan(), Stage::pair, 8);

/// Are sweeps of up to 16 components unrolled, not of up to 8?
template <class C>
inline constexpr bool unrolls_long_sweeps = gathers(C::program(), C::plan(), Stage::pair, 8) || registers_hold_rows<C>;

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

namespace kernfold {
template <class C, class T, int W>
inline constexpr int unrolled_in<C, math::Pack<T, W>> = cpu::unrolls_long_sweeps<C> ? unrolled_components : 8;
}  // namespace kernfold

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// From one staged column to the next, in numbers. The columns of a tile are read side by side: at multiples of a
/// large power of two, they would have few places in the first cache.
template <class C, class T>
inline constexpr int column_stride = C::staged + (C::staged > 0 && C::staged * sizeof(T) % 1024 == 0
                                                      ? 64 / static_cast<int>(sizeof(T))
                                                      : 0);

/// Vectors of the columns whose weights a tile computes for many columns at a time before it adds them up, with
/// registers of 512 bits: where a row and its sums would leave no room in the first cache, later where exponentials
/// and the like take most of the time; and where sweeps are so short that their ends cost. Measured (benchmarks/).
template <class C, class T>
inline constexpr WeightedColumns weighs_first = [] {
  const WeightedColumns weighted = weighted_columns(C::program(), C::plan());
  const bool functions = dearest(C::program(), C::plan(), Stage::pair) > DivideOp::cost;
  const int sums = 4 * math::register_bytes * C::dim;  // bytes, of four packs of rows
  const bool unrolled = weighted.contracted <= unrolled_components;
  const bool long_ones = sums >= 24 * 1024 && (sums > 32 * 1024 || !unrolled || !functions);
  const bool short_ones = C::dim >= 12 && C::dim <= unrolled_components && unrolled && (sizeof(T) == 4 || !functions) &&
                          contractions_at_a_time(C::program(), C::plan(), Stage::pair) == 1;
  return math::register_bytes == 64 && (long_ones || short_ones) ? weighted : WeightedColumns{};
}();
/// Columns of which a tile keeps the weights.
inline constexpr int kept_weights = 128;
/// Components of `dim` that it then adds up at a time: 8 to 12, so that the last ones are as many if they can be.
constexpr int weighted_components(int dim) {
  int best = 8;
  for (int n = 9; n <= 12; ++n)
    if ((dim + n - 1) / n * n < (dim + best - 1) / best * best) best = n;
  return best;
}

/// Is what a pair takes a few operations, none of them long, and do registers hold two packs of rows with their sums?
template <class C>
constexpr bool is_short() {
  return longest_chain(C::program(), C::plan()) <= 8 &&
         dearest(C::program(), C::plan(), Stage::pair) <= DivideOp::cost &&
         2 * (C::template fields<Stage::row> + C::dim) <= vector_registers / 2;
}

/// Tests: for reductions that test values before they take them in, pack by pack. Seldom: for pairs that are seldom
/// computed. Weighs: the weights come first.
template <class C, class T, bool Tests, bool Seldom = false, bool Weighs = false>
constexpr Tuning tuning() {
  constexpr std::ptrdiff_t bytes = sizeof(T);
  constexpr int lanes = math::native_lanes<T>;
  // Independent chains hide the latency of the arithmetic. Long sweeps are like matrix products: each loaded value
  // serves the whole tile, whose sums fill the registers; elsewhere the temporaries of a pair need room. Measured
  // (benchmarks/).
  constexpr int long_sweep = unrolled_in<C, math::Pack<T>>;
  constexpr bool pairs = C::plan().node[C::root].stage == Stage::pair;
  constexpr bool matrix_like = longest_sweep(C::plan(), Stage::pair) > long_sweep;
  Tuning t{pairs ? 4 : 1, pairs ? 2 : 1, 0, 0, 1024};  // without work for pairs, code costs more than it saves
  // With 512 bits one pack of rows against many columns, which are broadcast by the instructions that use them, leaves
  // the registers to temporaries.
  constexpr int work = evaluations(C::program(), C::plan(), long_sweep);
  // Roots of fewer columns in a row leave their unit time for other operations; Rsqrt of floats does not need it.
  const bool roots = computes(C::program(), C::plan(), Stage::pair, operation_id<SqrtOp>) ||
                     (bytes > 4 && computes(C::program(), C::plan(), Stage::pair, operation_id<RsqrtOp>)) ||
                     computes(C::program(), C::plan(), Stage::pair, operation_id<RsqrtOrZeroOp>) ||
                     computes(C::program(), C::plan(), Stage::pair, operation_id<RsqrtBesideSqrtOp>);
  if (pairs && !Tests && math::register_bytes == 64) t = {1, work > 50 || roots ? 4 : 8, 0, 0, 1024};
  // What is so short that the next sum waits for the last wants two sums at a time.
  if (pairs && !Tests && math::register_bytes == 64 && !roots && is_short<C>()) t = {2, 4, 0, 0, 1024};
  // What two unrolled sweeps share stays in registers. But exponentials and the like are long, and want more packs at a
  // time, where these are few numbers each; what is shared then waits in memory.
  const bool functions = dearest(C::program(), C::plan(), Stage::pair) > DivideOp::cost;
  constexpr int repeated = repeated_components(C::program(), C::plan(), long_sweep);
  if (t.packs <= 2 && !functions)
    while (t.columns > 2 && repeated * t.packs * t.columns > 12) t.columns /= 2;
  const bool gathered = gathers(C::program(), C::plan(), Stage::pair, 1);
  constexpr int contractions = contractions_at_a_time(C::program(), C::plan(), Stage::pair);
  if (t.packs == 1 && functions && !gathered) {
    const int alive = most_alive(C::program(), C::plan());
    // Twelve where they all stay in registers: stores wait where another thread shares the core.
    const bool few = C::held == 0 && C::dim <= 4 && repeated == 0 && alive <= 3;
    t.columns = few ? 12 : repeated <= 6 && !has_terms(C::program(), C::plan()) ? 8 : 6;
    // each column has a register for each of them
    if (contractions >= 3) t.columns = contractions == 3 && alive <= 4 ? 4 : 2;
  }
  // With 16 registers functions want more columns where rows and sums are few numbers; what is not long wants a smaller
  // tile.
  const bool roots_only = dearest(C::program(), C::plan(), Stage::pair) <= RsqrtOrZeroOp::cost;
  if (pairs && !Tests && math::register_bytes == 32 && functions && !roots_only && contractions <= 1 &&
      C::template fields<Stage::row> + C::dim <= 5)
    t = {2, 5, 0, 0, 1024};
  if (pairs && math::register_bytes == 32 &&
      (functions ? roots_only && !Tests && (gathered || has_terms(C::program(), C::plan())) : repeated > 0 || !Tests))
    t = {2, 2, 0, 0, 1024};
  if (pairs && math::register_bytes == 32 && functions && contractions >= 3) t = {2, 1, 0, 0, 1024};
  // A second pack shares what rows and sums that no longer fit the registers cost.
  if (t.packs == 1 && repeated == 0 && !gathered && C::dim > 4 &&
      C::template fields<Stage::row> + C::dim >= vector_registers / 2)
    t = {2, 4, 0, 0, 1024};
  if (matrix_like && vector_registers >= 32) t = {4, 4, 0, 0, 1024};
  // With 16 registers vectors of pairs are made from column values as instructions broadcast them: several packs of
  // rows would want these in registers, too.
  constexpr bool temporaries = streams_vectors(C::program(), C::plan(), Stage::pair, long_sweep);
  if (matrix_like && math::register_bytes == 32) t = temporaries ? Tuning{2, 5, 0, 0, 1024} : Tuning{3, 4, 0, 0, 1024};
  // Fewer rows are read from the second cache for as many pairs, their sums are not.
  if (Weighs) t = {2, 8, 0, 0, 1024};
  // A long program has more values alive than registers: a large tile only spills, and costs compile time.
  if (work > 100 && t.packs * t.columns > 4) t.columns /= 2;
  // The components of a tensor product are made where they are added up.
  if (pairs && !Tests && math::register_bytes == 64 && gathers(C::program(), C::plan(), Stage::pair, 8) && !matrix_like)
    t = {1, 8, 0, 0, 1024};
  // One pack hides the latency where four operations at a time do not wait for each other. An opaque operation works in
  // memory, of which a large tile would need more, and is long as it is.
  const bool opaque = has_opaque(C::program(), C::plan(), Stage::pair);
  if (work > 200 || opaque) {
    const bool parallel = work > 600 || work >= 4 * longest_chain(C::program(), C::plan());
    t = {parallel || opaque ? 1 : 2, 1, 0, 0, 1024};
  }
  // One column compiles in half the time of a tile, and costs some percent of the time of a pair: the processor itself
  // looks ahead to the next.
  if (Seldom && !matrix_like && t.columns > 1) t = {t.packs > 1 ? t.packs : 2, 1, 0, 0, 1024};
  constexpr int held_budget = 24 * 1024;
  while (C::held * t.packs * t.columns * lanes * bytes > held_budget && t.columns > 1) t.columns /= 2;
  while (C::held * t.packs * t.columns * lanes * bytes > held_budget && t.packs > 1) t.packs /= 2;
  // A block stays in the second cache while the rows of a task pass.
  t.block = matrix_like ? 256 : 512;
  while (t.block > (matrix_like ? 128 : 64) && t.block * C::staged * bytes > 256 * 1024) t.block /= 2;
  if (opaque) t.block = 64;  // a call ends between blocks, and these pairs may take long
  t.block = t.block / t.columns * t.columns;
  // Enough rows that staging their columns costs little; states of more would be pages of memory that are new.
  t.group = (matrix_like ? 1024 / lanes : 128) / t.packs;
  while (t.group > 1 && t.group * t.packs * lanes * bytes * (C::template fields<Stage::row> + C::dim) >
                            (matrix_like ? 4096 : 512) * 1024)
    t.group /= 2;
  return t;
}

/// The parts of `size` that n indices make, the last one perhaps shorter.
constexpr std::ptrdiff_t parts(std::ptrdiff_t n, std::ptrdiff_t size) { return n / size + (n % size != 0 ? 1 : 0); }

/// How the rows and columns of a call are cut into tasks.
struct Split {
  std::ptrdiff_t tiles;   // of rows
  std::ptrdiff_t group;   // tiles of a task
  std::ptrdiff_t groups;  // tasks along the rows
  std::ptrdiff_t chunk;   // columns of a task
  std::ptrdiff_t chunks;  // tasks along the columns
};

/// Enough tasks for many threads. The columns are split only if there are too few rows; where they give tasks enough,
/// the rows stay together, as each group of them stages its columns anew.
constexpr Split split(std::ptrdiff_t rows, std::ptrdiff_t columns, const Tuning& t, int lanes) {
  constexpr std::ptrdiff_t enough = 64, enough_groups = 8;
  Split s{};
  const std::ptrdiff_t tile = static_cast<std::ptrdiff_t>(t.packs) * lanes;
  s.tiles = parts(rows, tile);
  const std::ptrdiff_t most = columns / t.chunk > 1 ? columns / t.chunk : 1;
  const std::ptrdiff_t groups = most >= enough ? 1 : most > enough / enough_groups ? enough / most + 1 : enough_groups;
  std::ptrdiff_t least = 16 / t.packs;  // columns that are staged for fewer packs of rows cost more than idle threads
  if (least > (s.tiles + 1) / 2) least = (s.tiles + 1) / 2;
  s.group = s.tiles < groups * t.group ? s.tiles / groups : t.group;
  if (s.group < least) s.group = least;
  if (s.group < 1) s.group = 1;
  s.groups = parts(s.tiles, s.group);
  std::ptrdiff_t chunks = s.groups > 0 && s.groups < enough ? parts(enough, s.groups) : 1;
  if (chunks > most) chunks = most;
  const std::ptrdiff_t blocks = parts(columns, t.block);
  s.chunk = parts(blocks, chunks) * t.block;
  if (s.chunk < t.block) s.chunk = t.block;
  s.chunks = parts(columns, s.chunk);
  if (s.chunks < 1) s.chunks = 1;
  return s;
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu

// SPDX-License-Identifier: MIT
//
// The explanation of a reduction: its program, from which tallies and the bounds of a core follow, and the tiles, tasks
// and memory that dispatch.hpp would choose for the sizes of the call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kernfold/engine/cpu/core.hpp>
#include <kernfold/engine/cpu/explanation.hpp>
#include <kernfold/engine/cpu/footprint.hpp>
#include <kernfold/engine/cpu/separable.hpp>
#include <kernfold/engine/tally.hpp>
#include <kernfold/program/print_stages.hpp>

namespace kernfold {
namespace detail {

// Arguments with their shapes.
inline std::string arguments_text(const ArgumentInfo* arguments, int positions) {
  std::string s;
  for (int k = 0; k < positions; ++k) {
    const ArgumentInfo& a = arguments[k];
    append(s, k > 0 ? ", " : "", argument_name(a.category, k), " (");
    if (a.category != Category::parameter) s += a.category == Category::i ? "M, " : "N, ";
    append(s, std::to_string(a.dim), ")");
  }
  return s;
}

// Numbers in the arguments, for M i's and N j's.
inline double argument_numbers(const ArgumentInfo* arguments, int positions, double M, double N) {
  double n = 0;
  for (int k = 0; k < positions; ++k)
    n += arguments[k].dim * (arguments[k].category == Category::i ? M : arguments[k].category == Category::j ? N : 1.0);
  return n;
}

inline const Roof& highest(const std::vector<Roof>& roofs) {
  const Roof* r = &roofs[0];
  for (const Roof& x : roofs)
    if (x.cycles > r->cycles) r = &x;
  return *r;
}

}  // namespace detail

namespace cpu {
inline namespace KERNFOLD_ISA {

#define KERNFOLD_NAME_2(name) #name
#define KERNFOLD_NAME(name) KERNFOLD_NAME_2(name)
inline constexpr const char* instruction_set = KERNFOLD_NAME(KERNFOLD_ISA);
#undef KERNFOLD_NAME
#undef KERNFOLD_NAME_2

// What explain() asks of a reduction and its kernel.
struct KernelFacts {
  const char* reduction;
  bool keeps_j, keeps_none;
  const ArgumentInfo* argument;
  int positions, dim, scalar_bytes;
  int values, indices;  // numbers and 64-bit integers of a row of the result
  Tuning tuned;
  int lanes, evaluations;                                   // evaluations: see useful_threads
  std::ptrdiff_t row_memory, column_memory, staged_memory;  // of staged and spread columns
  double state_bytes, lane_state_bytes;                     // of all states of a tile, of one state of one lane
  TileTraffic traffic;
  int groups;  // of few rows (few_rows.hpp), or 0
};

// The facts of the kernel that a call of M i's and N j's has.
template <class T>
KernelFacts for_sizes(KernelFacts k, const KernelTable<T>& table, std::ptrdiff_t M, std::ptrdiff_t N) {
  KernelTable<T> made;
  const KernelTable<T>& few = for_few_rows(table, k.keeps_j ? N : M, k.keeps_j ? M : N, made);
  if (few.groups > 0) {
    k.tuned = few.tuned;
    k.row_memory = few.row_memory;
    k.column_memory = few.column_memory();
    k.staged_memory = few.staged_memory;
    k.state_bytes = static_cast<double>(few.states);
    k.groups = few.groups;
  }
  return k;
}

// Completes an explanation that has formula, program and tallies. M, N: -1 if not known; wanted_threads: 0 if not
// given.
inline void explain_kernel(Explanation& e, const KernelFacts& k, std::ptrdiff_t M, std::ptrdiff_t N, int wanted_threads,
                           const Core& core, double clock) {
  const Tally& pair = e.tally[static_cast<int>(Stage::pair)];
  const int row_lanes = k.tuned.packs * k.lanes;
  detail::append(e.reduction, k.reduction, k.keeps_none ? " over i and j" : k.keeps_j ? " over i" : " over j");
  e.scalar = k.scalar_bytes == 4 ? "float" : "double";
  e.arguments = detail::arguments_text(k.argument, k.positions);
  const char* const kept = k.keeps_none ? "(1, " : k.keeps_j ? "(N, " : "(M, ";
  if (k.values > 0) detail::append(e.result, kept, std::to_string(k.values), ")");
  if (k.indices > 0)
    detail::append(e.result, k.values > 0 ? " and " : "", "integers ", kept, std::to_string(k.indices), ")");
  e.flops_per_pair = pair.flops();
  for (const Tally::Function& f : pair.functions) e.functions_per_pair += f.count;
  e.spreads_rows = k.groups > 0;
  e.bytes_per_pair =
      k.scalar_bytes * (static_cast<double>(k.traffic.rows) / k.tuned.columns +
                        static_cast<double>(k.traffic.columns) / (k.groups > 0 ? k.tuned.packs : row_lanes));
  e.flops_per_byte = e.bytes_per_pair > 0 ? e.flops_per_pair / e.bytes_per_pair : 0;
  e.instruction_set = cpu::instruction_set;
  e.lanes = k.lanes;
  e.rows_per_tile = k.groups > 0 ? k.tuned.packs : row_lanes;
  e.packs_per_tile = k.tuned.packs;
  e.columns_per_tile = k.groups > 0 ? k.lanes : k.tuned.columns;
  e.columns_per_block = k.tuned.block;
  e.core = core.name;
  const auto stage_roofs = [&](Stage stage, const TileTraffic& traffic) {
    return roofs(e.tally[static_cast<int>(stage)], traffic, k.tuned.packs, k.tuned.columns, k.lanes,
                 k.scalar_bytes == 4, core);
  };
  e.roofs = stage_roofs(Stage::pair, k.traffic);
  e.cycles_per_pair = detail::highest(e.roofs).cycles;
  e.limited_by = detail::highest(e.roofs).unit;
  e.clock = clock;
  e.size_i = M;
  e.size_j = N;
  if (M < 0 || N < 0) return;

  const std::ptrdiff_t rows = k.keeps_j ? N : M, columns = k.keeps_j ? M : N;
  const double all_rows = static_cast<double>(rows), all_columns = static_cast<double>(columns);
  Split s = split(rows, columns, k.tuned, k.lanes);
  Explanation::Total t{};
  t.pairs = all_rows * all_columns;
  t.flops = t.pairs * e.flops_per_pair;
  t.tiles = s.tiles;
  t.groups = s.groups;
  t.chunks = s.chunks;
  t.threads = 1;
  t.argument_bytes = k.scalar_bytes *
                     detail::argument_numbers(k.argument, k.positions, static_cast<double>(M), static_cast<double>(N));
  t.result_bytes = (k.keeps_none ? 1.0 : all_rows) *
                   (k.scalar_bytes * k.values + static_cast<double>(sizeof(std::int64_t)) * k.indices);
  if (s.tiles > 0) {
    t.threads =
        useful_threads(s, rows, columns, k.evaluations, wanted_threads > 0 ? wanted_threads : default_threads());
    s = regrouped(s, k.tuned, t.threads);
    t.groups = s.groups;
    const ThreadMemory memory(s.group * k.row_memory, k.column_memory, k.staged_memory);
    t.bytes_per_thread = k.scalar_bytes * static_cast<double>(memory.size);
    t.state_bytes = k.state_bytes * static_cast<double>(kept_tiles(s, t.threads));
  }
  if (k.keeps_none) t.state_bytes += k.lane_state_bytes * static_cast<double>(s.tiles) * k.dim;
  // every column is staged for each group of rows, every row for each chunk of columns
  const double tile_rows = k.groups > 0 ? k.groups * k.tuned.packs : static_cast<double>(s.tiles) * row_lanes;
  const std::vector<Roof> row_roofs = stage_roofs(Stage::row, {}), column_roofs = stage_roofs(Stage::column, {});
  t.cycles = (t.argument_bytes + t.result_bytes) / core.memory;
  t.limited_by = "memory";
  for (std::size_t n = 0; n < e.roofs.size(); ++n) {
    const double cycles = tile_rows * all_columns * e.roofs[n].cycles +
                          tile_rows * static_cast<double>(s.chunks) * row_roofs[n].cycles +
                          all_columns * static_cast<double>(s.groups) * column_roofs[n].cycles;
    if (cycles <= t.cycles) continue;
    t.cycles = cycles;
    t.limited_by = e.roofs[n].unit;
  }
  if (clock > 0) t.seconds = t.cycles / (clock * 1e9 * t.threads);
  e.total = t;
}

// One reduction of Code C; Both: over both axes.
template <class C, class R, class T, Kept Keeps, bool Both, const KernelTable<T>& table, class K = Kernel<C, R, T>>
Explanation explain_code(std::ptrdiff_t M, std::ptrdiff_t N, int wanted_threads, const Core& core, double clock) {
  using PairStage = Evaluator<C, Stage::pair, typename K::P, K::U, K::B, K::row_lanes>;
  static constexpr KernelFacts facts{R::name,
                                     Keeps == Kept::j,
                                     Both,
                                     C::signature.argument,
                                     C::positions,
                                     C::dim,
                                     static_cast<int>(sizeof(T)),
                                     detail::number_of_values<R>() * detail::result_dim<R>(C::dim),
                                     detail::number_of_indices<R>() * detail::result_dim<R>(C::dim),
                                     table.tuned,
                                     table.lanes,
                                     table.evaluations,
                                     table.row_memory,
                                     table.column_memory(),
                                     table.staged_memory + table.spread_memory,
                                     static_cast<double>(table.states),
                                     static_cast<double>(sizeof(typename R::template State<math::Pack<T, 1>>)),
                                     tile_traffic<K, C>(),
                                     0};
  Explanation e{};
  e.program = stages_to_string(C::program(), C::plan());
  tally<C, R>(PairStage::template splits<typename K::TileSink, C::plan().node[C::root].taken, 0>, K::factored, e.tally);
  explain_kernel(e, M < 0 || N < 0 ? facts : for_sizes(facts, table, M, N), M, N, wanted_threads, core, clock);
  return e;
}

// A reduction over columns, which are the rows of Code C.
template <class C, class R, class T, const KernelTable<T>& table>
Explanation explain_columns(std::ptrdiff_t n, int wanted_threads, const Core& core, double clock) {
  const bool are_i = C::kept == Kept::i;
  Explanation e =
      explain_code<C, R, T, C::kept, true, table>(are_i ? n : 1, are_i ? 1 : n, wanted_threads, core, clock);
  const auto replace = [](std::string& s, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = s.find(from, at)) != std::string::npos; at += to.size())
      s.replace(at, from.size(), to);
  };
  replace(e.program, "once per row", "once per column");
  replace(e.reduction, "over i and j", are_i ? "over i" : "over j");
  replace(e.result, "(1, ", are_i ? "(N, " : "(M, ");
  std::swap(e.tally[static_cast<int>(Stage::row)], e.tally[static_cast<int>(Stage::column)]);
  e.takes_columns_as_rows = true;
  return e;
}

template <class R, class A, class F, class T, bool AllPairsAsked>
Explanation explain_reduction(std::ptrdiff_t M, std::ptrdiff_t N, int wanted_threads, const Core& core, double clock) {
  constexpr Kept kept = kept_by<A>;
  constexpr bool both = __is_same(A, Axis01);
  using C = CodeOf<F, kept>;
  const std::ptrdiff_t rows = kept == Kept::i ? M : N, columns = kept == Kept::i ? N : M;
  Explanation e{};
  if constexpr (reduces_one_axis<C, R, T>() && !both && !AllPairsAsked) {
    using Columns = Turned<C>;
    e = explain_columns<Columns, R, T, RowReduction<Columns, R, T>::table>(columns, wanted_threads, core, clock);
  } else {
    constexpr bool separate = separates<C, R> && !AllPairsAsked;
    e = explain_code<C, R, T, kept, both, kernel_table<C, R, T, separate>, Kernel<C, R, T, separate>>(
        M, N, wanted_threads, core, clock);
    if constexpr (separate) {
      using Columns = ColumnCode<C>;
      using Rows = RowCode<C>;
      e.parts.push_back(
          explain_columns<Columns, R, T, RowValues<Columns, T>::table>(columns, wanted_threads, core, clock));
      e.parts.push_back(explain_code<Rows, R, T, kept, both, RowValues<Rows, T>::table>(
          kept == Kept::i ? rows : 1, kept == Kept::i ? 1 : rows, wanted_threads, core, clock));
    }
  }
  e.formula = to_string(F{});
  return e;
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu
}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// explain(): what the library will do with a call, and how fast it can be, for people who wonder: the formula, the
// stages of its program, operations and bytes of a pair, tiles, memory, and the bound that the processor sets. Not part
// of the umbrella:
//
//     #include <kernfold/explain.hpp>
//     std::cout << explain(reduction<Sum, Axis1>(f), size_i(10000), size_j(10000), ghz(3.7));
#pragma once

// As in kernfold.hpp.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif
#pragma push_macro("min")
#pragma push_macro("max")
#undef min
#undef max

#include <cstdio>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kernfold/api/reduction.hpp>
#include <kernfold/engine/cpu/core.hpp>
#include <kernfold/engine/cpu/footprint.hpp>
#include <kernfold/program/print_stages.hpp>

namespace kernfold {

/// ghz(3.7): the clock rate of a core, for explain(): with it, cycles become seconds. Throws std::invalid_argument
/// unless it is positive.
struct ghz : AnyOption {
  double rate;
  constexpr explicit ghz(double gigahertz) : rate(gigahertz) {
    if (!(gigahertz > 0)) detail::throw_error(std::invalid_argument("kernfold: ghz(r): a clock rate is positive"));
  }
};

/// What explain() finds. Numbers of operations and cycles are of one pair (i, j), on one core.
struct Explanation {
  std::string formula;    // the C++ expression
  std::string reduction;  // "Sum over j"
  std::string scalar;     // "float" or "double"
  std::string arguments;  // "x0 (M, 3), y1 (N, 3), p2 (1)"
  std::string result;     // "(M, 3)", "integers (M, 3)" of indices or counts, "(M, 3) and integers (M, 3)"
  std::string program;    // by stage: once per call, per row, per column, per pair

  Tally tally[stages];        // what each stage does once, by kind; tally[3] is a pair's
  double flops_per_pair;      // a fused multiply-add is two; exp and the like are not among them
  double functions_per_pair;  // exp, exp2, log, sin ...
  double bytes_per_pair;      // that are loaded of staged rows and columns
  double flops_per_byte;      // arithmetic intensity; 0 if nothing is loaded

  std::string instruction_set;
  int lanes;                   // of a register
  int rows_per_tile;           // packs_per_tile * lanes
  int packs_per_tile;          // registers of rows that one column meets
  int columns_per_tile;        // taken at a time
  int columns_per_block;       // staged at a time
  bool takes_columns_as_rows;  // where nothing depends on the rows

  std::string core;         // whose rates these are
  std::vector<Roof> roofs;  // cycles per pair of each kind of unit
  double cycles_per_pair;   // the highest roof: no less is possible
  std::string limited_by;
  double clock;  // GHz, 0 if not given

  /// The numbers of i and j; -1 where nothing told.
  std::ptrdiff_t size_i, size_j;

  /// What depends on both sizes.
  struct Total {
    double pairs, flops;
    std::ptrdiff_t tiles, groups, chunks;  // of rows; tasks are groups x chunks
    int threads;
    double argument_bytes, result_bytes;
    double bytes_per_thread;  // rows of a task's tiles and a block of columns
    double state_bytes;       // sums not yet complete
    double cycles;            // of one core: pairs, those of incomplete tiles too, or reading the arguments
    std::string limited_by;
    std::optional<double> seconds;  // of all threads together, if the clock rate is given
  };
  std::optional<Total> total;

  /// Of a sum that separates (program/separate.hpp), which where numbers and sizes allow it is computed in these two
  /// steps of M + N evaluations, and not as all the rest here says: the sums over the columns, and the rows of the
  /// result from them.
  std::vector<Explanation> parts;
};

namespace detail {

inline std::string number(double x, const char* format = "%.4g") {
  char text[64];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  std::snprintf(text, sizeof text, format, x);
#pragma GCC diagnostic pop
  return text;
}
inline std::string bytes_text(double x) {
  const char* const unit[] = {" B", " kB", " MB", " GB", " TB", " PB", " EB"};
  int k = 0;
  for (; x >= 1000 && k < 6; x /= 1000) ++k;
  return number(x, "%.3g") + unit[k];
}

// "3 add, 1 mul, 4 fma; 1 exp2".
inline std::string tally_text(const Tally& t) {
  std::string s;
  const auto item = [&](double count, const char* name) {
    if (count > 0) append(s, s.empty() ? "" : ", ", number(count), " ", name);
  };
  item(t.add, "add");
  item(t.multiply, "mul");
  item(t.fma, "fma");
  item(t.divide, "div");
  item(t.sqrt, "sqrt");
  item(t.other, "other");
  for (const Tally::Function& f : t.functions) item(f.count, f.name);
  return s;
}

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

// Lines, two blanks before each.
inline void append_indented(std::string& s, const std::string& lines) {
  for (std::size_t begin = 0, end; begin < lines.size(); begin = end + 1) {
    end = lines.find('\n', begin);
    append(s, "  ", lines.substr(begin, end - begin), "\n");
  }
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
  int lanes, evaluations;  // evaluations: see useful_threads
  std::ptrdiff_t row_memory, column_memory, staged_memory;
  double state_bytes, lane_state_bytes;  // of all states of a tile, of one state of one lane
  TileTraffic traffic;
};

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
  e.bytes_per_pair = k.scalar_bytes * (static_cast<double>(k.traffic.rows) / k.tuned.columns +
                                       static_cast<double>(k.traffic.columns) / row_lanes);
  e.flops_per_byte = e.bytes_per_pair > 0 ? e.flops_per_pair / e.bytes_per_pair : 0;
  e.instruction_set = cpu::instruction_set;
  e.lanes = k.lanes;
  e.rows_per_tile = row_lanes;
  e.packs_per_tile = k.tuned.packs;
  e.columns_per_tile = k.tuned.columns;
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
  const double tile_rows = static_cast<double>(s.tiles) * row_lanes;
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
                                     table.column_memory,
                                     table.staged_memory,
                                     static_cast<double>(table.states),
                                     static_cast<double>(sizeof(typename R::template State<math::Pack<T, 1>>)),
                                     tile_traffic<K, C>()};
  Explanation e{};
  e.program = stages_to_string(C::program(), C::plan());
  tally<C, R>(PairStage::template splits<typename K::TileSink, C::plan().node[C::root].taken, 0>, e.tally);
  explain_kernel(e, facts, M, N, wanted_threads, core, clock);
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
  constexpr Kept kept = __is_same(A, Axis0) ? Kept::j : Kept::i;
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

template <class R, class A, class F, class T, class... Arguments>
Explanation explain_call(const Arguments&... arguments) {
  const Core* const core = find_option<Core>(arguments...);
  const ghz* const clock = find_option<ghz>(arguments...);
  const Core& on = core != nullptr ? *core : default_core;
  const double rate = clock != nullptr ? clock->rate : 0;
  using S = detail::SignatureOf<CodeOf<F, __is_same(A, Axis0) ? Kept::j : Kept::i>>;
  constexpr bool all = has_option<AllPairs, Arguments...>;
  // an axis that nothing depends on and nobody gave a size has one index
  constexpr int unknown_i = __is_same(A, Axis1) && !knows_size<S, Category::i>() ? 1 : -1;
  constexpr int unknown_j = __is_same(A, Axis0) && !knows_size<S, Category::j>() ? 1 : -1;
  if constexpr ((Option<Arguments> && ...)) {
    return explain_reduction<R, A, F, T, all>(detail::count_or(find_option<size_i>(arguments...), unknown_i),
                                              detail::count_or(find_option<size_j>(arguments...), unknown_j),
                                              static_cast<int>(detail::count_or(find_option<threads>(arguments...), 0)),
                                              on, rate);
  } else {
    const auto b = bind_arguments<S>(arguments...);
    using Scalar = typename decltype(b)::scalar;
    return explain_reduction<R, A, F, Scalar, all>(b.size_i < 0 ? unknown_i : b.size_i,
                                                   b.size_j < 0 ? unknown_j : b.size_j, b.threads, on, rate);
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu

inline namespace KERNFOLD_ISA {

/// Explains a call without making it: explain(reduction<Sum, Axis1>(f), size_i(M), size_j(N)), or with the data that
/// the call would have, explain(op, X, Y, A). Options, all optional: size_i(M), size_j(N), threads(n), ghz(r), and a
/// Core. T is the scalar type where no data tell: explain<double>(op). Throws shape_error as the call would.
/// Example: `explain(reduction<Sum, Axis1>(f), size_i(M), size_j(N))`.
template <class T = float, class R, class A, class... F, class... Arguments>
Explanation explain(Reduction<R, A, F...>, const Arguments&... arguments) {
  static_assert(math::Real<T>, "kernfold: explain<T>(reduction, ...): T must be float or double");
  return cpu::explain_call<R, A, typename detail::FormulaFor<R, 0, F...>::type, T>(arguments...);
}
/// explain<Sum, Axis1>(f, ...), explain<Sum, Axis1, double>(f, ...): the same.
template <template <class...> class R, class A, class T = float, class F, class... Arguments>
Explanation explain(F f, const Arguments&... arguments) {
  return explain<T>(reduction<R, A>(f), arguments...);
}
template <class R, class A, class T = float, class F, class... Arguments>
Explanation explain(F f, const Arguments&... arguments) {
  return explain<T>(reduction<R, A>(f), arguments...);
}
template <class T = float, Formula F, class... Arguments>
Explanation explain(F, const Arguments&...) {
  static_assert(detail::always_false<F>,
                "kernfold: explain(f, ...): f is a formula; write explain(reduction<Sum, Axis1>(f), ...) for its sum");
  return {};
}
template <class T = float, class Operator, class... Arguments>
requires(!Formula<Operator>) Explanation explain(const Operator&, const Arguments&...) {
  static_assert(detail::always_false<Operator>,
                "kernfold: explain(op, ...): op is one reduction of one formula, as reduction<Sum, Axis1>(f), or the "
                "gradient of a sum; several in one call, and derivatives of other reductions, are explained one by "
                "one: explain(reduction<LogSumExp, Axis1>(f), ...)");
  return {};
}

}  // namespace KERNFOLD_ISA

/// The explanation as text, some forty lines.
inline std::string to_string(const Explanation& e) {
  using detail::append;
  using detail::bytes_text;
  using detail::number;
  constexpr const char* stage_names[] = {"once per call", "once per row", "once per column", "per pair"};
  const auto size = [](std::ptrdiff_t n, const char* name) { return n < 0 ? std::string(name) : std::to_string(n); };
  std::string s;
  const auto line = [&](const char* title, const auto&... text) {
    std::string padded(title);
    padded.resize(20, ' ');
    append(s, "  ", padded, text..., "\n");
  };
  append(s, e.formula, "\n", e.reduction, ", ", e.scalar, ": ", e.arguments, " -> ", e.result, "\n");
  append(s, "M = ", size(e.size_i, "?"), ", N = ", size(e.size_j, "?"));
  if (e.total) append(s, ": ", number(e.total->pairs), " pairs, ", number(e.total->flops), " flops");
  s += "\n";
  if (!e.parts.empty()) {
    s += "\nThe sum separates: where numbers and sizes allow it, two steps of M + N evaluations.\n\nfirst, of the "
         "columns\n";
    detail::append_indented(s, e.parts[0].program);
    s += "then, of the rows, with these sums as parameters\n";
    detail::append_indented(s, e.parts[1].program);
    if (e.total) {
      const Explanation::Total &first = *e.parts[0].total, &second = *e.parts[1].total;
      append(s, "  at least ", number(first.cycles + second.cycles), " cycles");
      if (first.seconds) append(s, ", ", number(*first.seconds + *second.seconds), " s");
      s += "\n";
    }
    s += "\nElse, or with the option all_pairs, which may take larger tiles:\n";
  }
  s += "\nprogram\n";
  detail::append_indented(s, e.program);

  s += "\noperations\n";
  for (int k = 0; k < stages; ++k) {
    const std::string text = detail::tally_text(e.tally[k]);
    if (!text.empty()) line(stage_names[k], text);
  }
  line("flops per pair", number(e.flops_per_pair), " (fma: 2), and ", number(e.functions_per_pair), " functions");
  line("loads per pair", number(e.bytes_per_pair), " bytes of staged rows and columns",
       e.flops_per_byte > 0 ? ": " + number(e.flops_per_byte) + " flops per byte" : std::string());

  s += "\ntiles and memory\n";
  const std::string lanes =
      " (" + std::to_string(e.packs_per_tile) + " x " + std::to_string(e.lanes) + " lanes, " + e.instruction_set + ")";
  if (e.takes_columns_as_rows) {
    line("tile", std::to_string(e.rows_per_tile), " columns", lanes, ": nothing depends on rows");
  } else {
    line("tile", std::to_string(e.rows_per_tile), " rows", lanes, " x ", std::to_string(e.columns_per_tile),
         " columns");
    line("staged columns", std::to_string(e.columns_per_block), " at a time");
  }
  if (e.total) {
    const Explanation::Total& t = *e.total;
    line("tasks", std::to_string(t.tiles), " tiles in ", std::to_string(t.groups), " groups x ",
         std::to_string(t.chunks), " chunks of columns; threads: ", std::to_string(t.threads));
    line("memory", "arguments ", bytes_text(t.argument_bytes), ", result ", bytes_text(t.result_bytes),
         ", each thread ", bytes_text(t.bytes_per_thread), ", sums ", bytes_text(t.state_bytes));
  }

  append(s, "\nbound: cycles per pair of one core, ", e.core, "\n");
  for (const Roof& r : e.roofs)
    if (r.cycles > 0) {
      std::string unit = r.unit;
      unit.resize(26, ' ');
      append(s, "  ", unit, number(r.cycles, "%8.4f"),
             r.functions > 0 ? ", " + number(r.functions, "%.4f") + " of it in functions" : std::string(),
             r.unit == e.limited_by ? "  <- limits" : "", "\n");
    }
  if (e.total) {
    const Explanation::Total& t = *e.total;
    append(s, "  in all ", number(t.cycles), " cycles, limited by ", t.limited_by, "\n");
    if (t.seconds)
      append(s, "  ", number(*t.seconds), " s at ", number(e.clock), " GHz on ", std::to_string(t.threads),
             t.threads == 1 ? " core" : " cores", ": ", number(t.pairs / *t.seconds), " pairs/s\n");
  } else if (e.clock > 0) {
    append(s, "  ", number(e.clock * 1e9 / e.cycles_per_pair), " pairs/s of one core at ", number(e.clock), " GHz\n");
  }
  return s;
}

template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const Explanation& e) {
  return stream << to_string(e);
}

}  // namespace kernfold

#pragma pop_macro("min")
#pragma pop_macro("max")
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

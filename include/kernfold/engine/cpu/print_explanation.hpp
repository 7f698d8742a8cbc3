// SPDX-License-Identifier: MIT
//
// An explanation as text.
#pragma once

#include <cstddef>
#include <cstdio>
#include <iosfwd>
#include <string>

#include <kernfold/engine/cpu/explanation.hpp>
#include <kernfold/program/print.hpp>

namespace kernfold {
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

// Lines, two blanks before each.
inline void append_indented(std::string& s, const std::string& lines) {
  for (std::size_t begin = 0, end; begin < lines.size(); begin = end + 1) {
    end = lines.find('\n', begin);
    append(s, "  ", lines.substr(begin, end - begin), "\n");
  }
}

}  // namespace detail

/// The explanation as text, some forty lines.
inline std::string to_string(const Explanation& e) {
  using detail::append;
  using detail::bytes_text;
  using detail::number;
  using detail::stage_names;
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
  } else if (e.spreads_rows) {
    line("tile", std::to_string(e.rows_per_tile), " of few rows, copied to all lanes, x ",
         std::to_string(e.columns_per_tile), " columns", lanes);
    line("columns", std::to_string(e.columns_per_block), " at a time");
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

/// Prints it so, to a std::ostream.
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const Explanation& e) {
  return stream << to_string(e);
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// What explain() finds of a call on this processor.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <kernfold/engine/cpu/core.hpp>
#include <kernfold/engine/tally.hpp>
#include <kernfold/program/plan.hpp>

namespace kernfold {

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
  bool spreads_rows;           // few rows: a tile is a register of columns and packs_per_tile rows, copied to all lanes

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

}  // namespace kernfold

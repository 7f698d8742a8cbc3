// SPDX-License-Identifier: MIT
//
// What a processor core can do in a cycle, in a small table, and the least time that it needs for a pair: each kind of
// execution unit must do its share, so the busiest of them bounds the rate (a roofline with one roof for each kind of
// unit). Latencies, registers that run out, the merging of partial sums and the copying of arguments into tiles are
// left out, so the bound is below what is measured (benchmarks/explain.cpp): with AVX-512 it is 0.65 to 0.93 of it,
// with 16 registers 0.4 to 0.8 (AVX2) and 0.3 to 0.65 (SSE2). Of a sum that separates copying is most, and the bound
// 0.1.
#pragma once

#include <cstring>
#include <type_traits>
#include <vector>

#include <kernfold/engine/cpu/kernel.hpp>
#include <kernfold/engine/cpu/pack_exp.hpp>
#include <kernfold/engine/tally.hpp>
#include <kernfold/tensors/options.hpp>

namespace kernfold {

/// Rates of one core in registers of the instruction set (16 floats with AVX-512, 8 with AVX2 ...) per cycle. Also an
/// option of explain(), to ask for another core than the one that this translation unit is compiled for.
struct Core : AnyOption {
  const char* name;
  double multiply;        // products and fused multiply-adds
  double add;             // sums, comparisons, roundings
  double arithmetic;      // all of these and bitwise operations together
  double load, store;     // from and to the first cache
  double divide[2];       // cycles of one register of floats, of doubles
  double square_root[2];  // the same
  double scale;           // slots among the adds that VREDUCE and VSCALEF (AVX-512) take
  double memory;          // bytes

  constexpr Core(const char* core_name, double multiplies, double adds, double all, double loads, double stores,
                 double divide_float, double divide_double, double sqrt_float, double sqrt_double, double scale_slots,
                 double bytes)
      : name(core_name),
        multiply(multiplies),
        add(adds),
        arithmetic(all),
        load(loads),
        store(stores),
        divide{divide_float, divide_double},
        square_root{sqrt_float, sqrt_double},
        scale(scale_slots),
        memory(bytes) {}
};

namespace cpu {
inline namespace KERNFOLD_ISA {

// Sources: A. Fog, Instruction tables and The microarchitecture of Intel, AMD and VIA CPUs, agner.org/optimize;
// uops.info; AMD, Software Optimization Guide for the Zen4 Microarchitecture (57647), 2.11; Arm, Neoverse V1 Software
// Optimization Guide. The rows of Zen 4 were measured, too. The last column is an upper limit: no core reads faster
// from memory.
//                                          mul add all  load store  div       sqrt      scale  memory
// Zen 4: two multiply and two add pipes of 256 bits; a 512-bit operation takes its pipe for two cycles.
inline constexpr Core zen4_avx512{
    "Zen 4, AVX-512 (1 x 512-bit fma, 1 x 512-bit add a cycle)", 1, 1, 2, 1, 0.5, 6, 9, 10, 16, 2, 16};
// Skylake-X to Granite Rapids with two 512-bit units; Zen 5 adds on two more.
inline constexpr Core wide_avx512{"two 512-bit fma units (Intel Xeon, Zen 5)", 2, 2, 2, 2, 1, 10, 16, 12, 24, 1, 16};
// Zen 2 to Zen 4; Intel since Haswell has the same fma rate, and adds on the same two units.
inline constexpr Core avx2_core{"two 256-bit fma units and two add units", 2, 2, 4, 2, 1, 3, 5, 5, 8, 0, 16};
inline constexpr Core sse2_core{"two 128-bit multiply and two add units", 2, 2, 4, 2, 1, 3, 4, 3, 4, 0, 16};
// Neoverse V1, V2, Apple; Neoverse N1 has two.
inline constexpr Core neon_core{"four 128-bit fma units", 4, 4, 4, 3, 2, 5, 5, 5, 7, 0, 16};
inline constexpr Core scalar_core{"two scalar multiply and two add units", 2, 2, 4, 2, 1, 3, 4, 4, 5, 0, 16};

#if defined(KERNFOLD_AVX512) && \
    (defined(__znver3__) || defined(__znver4__))  // compilers older than Zen 4 call it Zen 3
inline constexpr const Core& default_core = zen4_avx512;
#elif defined(KERNFOLD_AVX512)
inline constexpr const Core& default_core = wide_avx512;
#elif defined(KERNFOLD_AVX2)
inline constexpr const Core& default_core = avx2_core;
#elif defined(KERNFOLD_SSE2)
inline constexpr const Core& default_core = sse2_core;
#elif defined(KERNFOLD_NEON)
inline constexpr const Core& default_core = neon_core;
#else
inline constexpr const Core& default_core = scalar_core;
#endif

// Instructions by kind. scale: VREDUCE and VSCALEF; other: on whichever pipe is free.
struct Instructions {
  double multiply = 0, add = 0, scale = 0, other = 0, divide = 0, square_root = 0;

  void take(const Instructions& x, double n) {
    multiply += n * x.multiply;
    add += n * x.add;
    scale += n * x.scale;
    other += n * x.other;
    divide += n * x.divide;
    square_root += n * x.square_root;
  }
};

#if defined(KERNFOLD_AVX512) || defined(KERNFOLD_AVX2)
template <class T>
inline constexpr double multiplies_of_power = std::extent_v<decltype(math::ExpConstants<T>::step_e2)> + 1;
#else
template <class T>
inline constexpr double degree_of_exp2 = std::extent_v<decltype(math::ExpConstants<T>::e2)> - 1;
#endif

/// A call of a function on one register: rsqrt, exp2, exp and log as packs have them; of others nobody knows, and 20
/// is a guess.
inline Instructions function_instructions(const char* name, bool is_float) {
  const auto is = [&](const char* other_name) { return std::strcmp(name, other_name) == 0; };
#if defined(KERNFOLD_AVX512)
  const double power = is_float ? multiplies_of_power<float> : multiplies_of_power<double>;
  if (is("rsqrt")) return {is_float ? 4.0 : 7.0, 0, 0, 2, 0, 0};
  if (is("exp2")) return {power, 1, 2, 1, 0, 0};
  if (is("exp")) return {power + 3, 2, 1, 1, 0, 0};
  if (is("log")) return is_float ? Instructions{11, 6, 0, 0, 0, 0} : Instructions{13, 9, 0, 0, 1, 0};
#elif defined(KERNFOLD_AVX2)
  const double power = is_float ? multiplies_of_power<float> : multiplies_of_power<double>;
  if (is("exp2")) return {power, 4, 0, is_float ? 4.0 : 7.0, 0, 0};
  if (is("exp")) return {power + 3, 2, 0, is_float ? 4.0 : 7.0, 0, 0};
  if (is("log")) return is_float ? Instructions{12, 4, 0, 16, 0, 0} : Instructions{14, 7, 0, 16, 1, 0};
#else
  const double degree = is_float ? degree_of_exp2<float> : degree_of_exp2<double>;
  constexpr double scaling = 2;
  if (is("exp2")) return {degree + scaling, 3, 0, 5, 0, 0};
  if (is("exp")) return {degree + scaling + 3, 2, 0, 5, 0, 0};
  if (is("log")) return is_float ? Instructions{12, 4, 0, 16, 0, 0} : Instructions{14, 7, 0, 16, 1, 0};
#endif
  if (is("rsqrt")) return {2, 0, 0, 0, 1, 1};
  return {0, 0, 0, 20, 0, 0};
}

inline Instructions function_instructions(const Tally& t, bool is_float) {
  Instructions r;
  for (const Tally::Function& f : t.functions) r.take(function_instructions(f.name, is_float), f.count);
  return r;
}
/// Without those of functions.
inline Instructions plain_instructions(const Tally& t) {
  // a multiply unit starts divisions and square roots, too
  Instructions r{t.multiply + t.fma + t.divide + t.sqrt, t.add, 0, t.other, t.divide, t.sqrt};
#if !defined(KERNFOLD_FAST_FMA)
  r.add += t.fma;
#endif
  return r;
}

/// What the pair stage moves between registers and the first cache, in components for one tile.
struct TileTraffic {
  int rows = 0;               // read for each pack of rows
  int columns = 0;            // read for each column
  int loads = 0, stores = 0;  // weights, held vectors and partial sums that no registers are left for, for the tile
};

template <class K, class C>
constexpr TileTraffic tile_traffic() {
  constexpr auto& p = C::program();
  constexpr auto& plan = C::plan();
  constexpr int longest = unrolled_in<C, typename K::P>;
  TileTraffic r;
  bool loaded[C::size] = {};  // by a short sweep: compilers load once what several of them read
  const auto read = [&](int node, int components, bool long_sweep) {
    const NodePlan& from = plan.node[node];
    const bool memory = from.storage == Storage::field && from.stage != Stage::parameter;
    if (from.storage == Storage::held && long_sweep) r.loads += components * K::U * K::B;
    if (!memory || (!long_sweep && loaded[node])) return;
    loaded[node] = loaded[node] || !long_sweep;
    (from.stage == Stage::row ? r.rows : r.columns) += components;
  };
  for (int t = C::template first_step<Stage::pair>; t < C::template end_step<Stage::pair>; ++t) {
    const PlanStep& s = plan.step[t];
    bool in_step[C::size] = {};
    for (int m = 0; m < s.count; ++m) {
      const int i = plan.member[s.first + m];
      const Node& x = p.node[i];
      if (plan.node[i].storage == Storage::held && x.dim > longest) r.stores += x.dim * K::U * K::B;
      for (int k = 0; k < x.operation->arity; ++k) {
        const int o = x.operand[k];
        if (in_step[o]) continue;
        in_step[o] = true;
        const bool gathers = x.operation->kind == Kind::gather;
        const int terms = gathers ? x.operation->terms(p.dims_of(i).dim, x.p0, x.p1) : 1;
        const bool long_sweep = s.dim > longest || terms > longest || x.operation->kind == Kind::opaque;
        read(o, gathers && long_sweep ? x.dim * terms : p.node[o].dim, long_sweep);
      }
    }
  }
  const NodePlan& root = plan.node[C::root];
  if (root.stage != Stage::pair) read(C::root, C::dim, C::dim > longest);
  if constexpr (K::weighs) {
    r.loads += K::U * K::B * static_cast<int>(parts(C::dim, weighted_components(C::dim)));
    r.stores += K::U * K::B;
  } else if (K::states > vector_registers) {
    r.loads += K::states;
    r.stores += K::states;
  }
  return r;
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu

/// One kind of execution unit and the cycles that it needs for a pair.
struct Roof {
  const char* unit;
  double cycles;
  double functions;  // how much of it is inside of exp and the like
};

namespace cpu {
inline namespace KERNFOLD_ISA {

/// The cycles that each unit of a core needs for one pair: U x B packs of pairs make a tile.
inline std::vector<Roof> roofs(const Tally& pair, const TileTraffic& t, int U, int B, int lanes, bool is_float,
                               const Core& core) {
  const double packs = U * B;
  const std::size_t type = is_float ? 0 : 1;
  const Instructions functions = function_instructions(pair, is_float);
  Instructions all = plain_instructions(pair);
  all.take(functions, 1);
  std::vector<Roof> r;
  const auto add = [&](const char* unit, auto cycles_of) {
    r.push_back({unit, cycles_of(all) / lanes, cycles_of(functions) / lanes});
  };
  const auto adds = [&](const Instructions& n) { return n.add + core.scale * n.scale; };
  add("multiply-add units", [&](const Instructions& n) { return n.multiply / core.multiply; });
  add("add units", [&](const Instructions& n) { return adds(n) / core.add; });
  add("all arithmetic units",
      [&](const Instructions& n) { return (n.multiply + adds(n) + n.other) / core.arithmetic; });
  add("division and square root",
      [&](const Instructions& n) { return core.divide[type] * n.divide + core.square_root[type] * n.square_root; });
  r.push_back({"loads", (t.rows * U + t.columns * B + t.loads) / packs / core.load / lanes, 0});
  r.push_back({"stores", t.stores / packs / core.store / lanes, 0});
  return r;
}

}  // namespace KERNFOLD_ISA
}  // namespace cpu
}  // namespace kernfold

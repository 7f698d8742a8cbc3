// SPDX-License-Identifier: MIT
//
// Programs and plans as text: what the compiler made of a formula, in the order in which an engine computes it.
#pragma once

#include <kernfold/prologue.hpp>

#include <string>

#include <kernfold/program/cost.hpp>
#include <kernfold/program/print_formula.hpp>

namespace kernfold {

namespace detail {

inline std::string node_name(int i) {
  std::string s;
  append(s, "v", std::to_string(i));
  return s;
}

inline const char* axes(unsigned char axis) {
  return axis == axis_none ? "-" : axis == axis_i ? "i" : axis == axis_j ? "j" : "ij";
}

// The stages of a plan.
inline constexpr const char* stage_names[stages] = {"once per call", "once per row", "once per column", "per pair"};

// The operation of node x with its integer arguments: "Exp", "Pow<3>".
inline void append_operation(std::string& s, const Node& x) {
  s += x.operation->name;
  if (x.p0 == 0 && x.p1 == 0) return;
  append(s, "<", std::to_string(x.p0));
  if (x.p1 != 0) append(s, ", ", std::to_string(x.p1));
  s += ">";
}

// The right-hand side of node x: "Exp(v3)", "Vi<0, 3>", "1/2".
inline std::string expression(const Node& x) {
  std::string s;
  if (x.is_constant()) {
    s += std::to_string(x.p0);
    if (x.p1 != 1) append(s, "/", std::to_string(x.p1));
    return s;
  }
  if (x.is_index()) return x.category() == Category::i ? "IndexI" : "IndexJ";
  if (x.is_variable()) {
    append(s, variable_name(x.category()), "<", std::to_string(x.p0), ", ", std::to_string(x.dim), ">");
    return s;
  }
  append_operation(s, x);
  s += "(";
  for (int k = 0; k < x.operation->arity; ++k) append(s, k > 0 ? ", " : "", node_name(x.operand[k]));
  s += ")";
  return s;
}

}  // namespace detail

/// A program, one line for each node: name, expression, dimension, axes.
template <int N, int P>
std::string to_string(const Program<N, P>& p) {
  std::string s;
  for (int i = 0; i < N; ++i) {
    const Node& x = p.node[i];
    std::string line;
    detail::append(line, detail::node_name(i), " = ", detail::expression(x));
    line.resize(line.size() < 36 ? 36 : line.size(), ' ');
    detail::append(s, line, "  dim ", std::to_string(x.dim), "  axes ", detail::axes(x.axis), "\n");
  }
  return s;
}

/// A plan: the steps of each stage with their nodes, where vectors are kept, and the cost of the stage in additions.
template <int N, int P>
std::string to_string(const Program<N, P>& p, const Plan<N>& plan) {
  const Cost c = cost(p, plan);
  std::string s;
  for (int g = 0; g < stages; ++g) {
    if (plan.fields[g] == 0 && !plan.computes[g]) continue;
    detail::append(s, detail::stage_names[g], " (cost ", std::to_string(c.stage[g]), ")\n");
    for (int i = 0; i < N; ++i)
      if ((p.node[i].is_variable() || p.node[i].is_index()) && static_cast<int>(plan.node[i].stage) == g)
        detail::append(s, "  load ", detail::node_name(i), " = ", detail::expression(p.node[i]), "\n");
    for (int t = plan.first_step[g]; t < plan.first_step[g + 1]; ++t) {
      const PlanStep& step = plan.step[t];
      if (step.sweep) detail::append(s, "  sweep over ", std::to_string(step.dim), " components\n");
      for (int m = 0; m < step.count; ++m) {
        const int i = plan.member[step.first + m];
        const NodePlan& n = plan.node[i];
        detail::append(s, step.sweep ? "    " : "  ", detail::node_name(i),
                       step.sweep && p.node[i].dim == 1 ? " += " : " = ", detail::expression(p.node[i]));
        if (n.storage == Storage::held) s += "  held";
        if (n.storage == Storage::field) s += "  stored";
        if (n.evaluations > 1) detail::append(s, "  computed ", std::to_string(n.evaluations), " times");
        s += "\n";
      }
    }
  }
  return s;
}

}  // namespace kernfold

#include <kernfold/epilogue.hpp>

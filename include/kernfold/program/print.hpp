// SPDX-License-Identifier: MIT
//
// Programs and plans as text: what the compiler made of a formula, in the order in which an engine computes it.
#pragma once

#include <string>

#include <kernfold/program/cost.hpp>
#include <kernfold/program/print_formula.hpp>

namespace kernfold {

namespace detail {

inline std::string node_name(int i) { return "v" + std::to_string(i); }

inline std::string axes(unsigned char axis) {
  return axis == axis_none ? "-" : axis == axis_i ? "i" : axis == axis_j ? "j" : "ij";
}

// The right-hand side of node x: "Exp(v3)", "Vi<0, 3>", "1/2".
inline std::string expression(const Node& x) {
  if (x.is_constant()) return x.p1 == 1 ? std::to_string(x.p0) : std::to_string(x.p0) + "/" + std::to_string(x.p1);
  if (x.is_variable()) {
    const char* kind = x.category() == Category::i ? "Vi<" : x.category() == Category::j ? "Vj<" : "Pm<";
    return kind + std::to_string(x.p0) + ", " + std::to_string(x.dim) + ">";
  }
  std::string s = x.operation->name;
  if (x.p0 != 0 || x.p1 != 0) s += "<" + std::to_string(x.p0) + (x.p1 != 0 ? ", " + std::to_string(x.p1) : "") + ">";
  s += "(";
  for (int k = 0; k < x.operation->arity; ++k) s += (k > 0 ? ", " : "") + node_name(x.operand[k]);
  return s + ")";
}

}  // namespace detail

/// A program, one line for each node: name, expression, dimension, axes.
template <int N, int P>
std::string to_string(const Program<N, P>& p) {
  std::string s;
  for (int i = 0; i < N; ++i) {
    const Node& x = p.node[i];
    std::string line = detail::node_name(i) + " = " + detail::expression(x);
    line.resize(line.size() < 36 ? 36 : line.size(), ' ');
    s += line + "  dim " + std::to_string(x.dim) + "  axes " + detail::axes(x.axis) + "\n";
  }
  return s;
}

/// A plan: the steps of each stage with their nodes, where vectors are kept, and the cost of the stage in additions.
template <int N, int P>
std::string to_string(const Program<N, P>& p, const Plan<N>& plan) {
  constexpr const char* names[] = {"once per call", "once per row", "once per column", "per pair"};
  const Cost c = cost(p, plan);
  std::string s;
  for (int g = 0; g < stages; ++g) {
    if (plan.fields[g] == 0 && !plan.computes[g]) continue;
    s += std::string(names[g]) + " (cost " + std::to_string(c.stage[g]) + ")\n";
    for (int i = 0; i < N; ++i)
      if (p.node[i].is_variable() && static_cast<int>(plan.node[i].stage) == g)
        s += "  load " + detail::node_name(i) + " = " + detail::expression(p.node[i]) + "\n";
    for (int t = plan.first_step[g]; t < plan.first_step[g + 1]; ++t) {
      const Step& step = plan.step[t];
      if (step.sweep) s += "  sweep over " + std::to_string(step.dim) + " components\n";
      for (int m = 0; m < step.count; ++m) {
        const int i = plan.member[step.first + m];
        const NodePlan& n = plan.node[i];
        s += std::string(step.sweep ? "    " : "  ") + detail::node_name(i) +
             (step.sweep && p.node[i].dim == 1 ? " += " : " = ") + detail::expression(p.node[i]);
        if (n.storage == Storage::held) s += "  held";
        if (n.storage == Storage::field) s += "  stored";
        if (n.evaluations > 1) s += "  computed " + std::to_string(n.evaluations) + " times";
        s += "\n";
      }
    }
  }
  return s;
}

}  // namespace kernfold

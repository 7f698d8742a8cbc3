// SPDX-License-Identifier: MIT
//
// A plan as people read it: the stages, each a few lines of infix. (print.hpp shows the same node by node.)
#pragma once

#include <string>
#include <vector>

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/fma.hpp>
#include <kernfold/program/print.hpp>

namespace kernfold {

namespace detail {

/// The name of an argument in text: x0, y1, p3 for Vi<0, ...>, Vj<1, ...>, Pm<3, ...>.
inline std::string argument_name(Category c, int position) {
  std::string s(1, c == Category::i ? 'x' : c == Category::j ? 'y' : 'p');
  return s += std::to_string(position);
}

class StagePrinter {
 public:
  // Refers to both.
  template <int N, int P>
  StagePrinter(const Program<N, P>& program, const Plan<N>& plan)
      : size_(N),
        node_(program.node),
        plan_(plan.node),
        step_(plan.step),
        member_(plan.member),
        first_step_(plan.first_step),
        computes_(plan.computes),
        inlined_(N) {
    find_inlined();
  }

  std::string text() const {
    std::string s;
    for (int g = 0; g < stages; ++g) {
      if (!computes_[g] && g != static_cast<int>(Stage::pair)) continue;
      append(s, stage_names[g], "\n");
      for (int t = first_step_[g]; t < first_step_[g + 1]; ++t) print_step(s, t);
    }
    if (node(root()).dim > 1 && !in_sweep(root()))
      append(s, "  for k < ", std::to_string(node(root()).dim), "\n    result[k] += ", value(root(), 0, "[k]"), "\n");
    if (node(root()).dim == 1) append(s, "  result += ", value(root(), 0, ""), "\n");
    return s;
  }

 private:
  int root() const { return size_ - 1; }
  const Node& node(int i) const { return node_[i]; }
  bool inlined(int i) const { return inlined_[static_cast<std::size_t>(i)] != 0; }
  // The value of the formula is taken in where it is made, component by component.
  bool in_sweep(int i) const {
    return node(i).dim > 1 && !node(i).is_leaf() && runs_in_sweep(node(i)) && plan_[i].stage == Stage::pair;
  }

  // A value that one reader takes at once is written where it is read.
  void find_inlined() {
    const std::size_t n_nodes = inlined_.size();
    std::vector<int> readers(n_nodes), reader(n_nodes);
    for (int i = 0; i < size_; ++i)
      for (int k = 0; !node(i).is_leaf() && k < node(i).operation->arity; ++k) {
        const int o = node(i).operand[k];
        reader[static_cast<std::size_t>(o)] = i;
        ++readers[static_cast<std::size_t>(o)];
      }
    for (int i = 0; i < size_; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const NodePlan& n = plan_[i];
      const bool passing = n.storage == Storage::scalar || n.storage == Storage::streamed;
      if (node(i).is_leaf() || !passing || n.evaluations > 1 || node(i).operation->kind == Kind::contraction) continue;
      const int r = reader[at];
      const bool sweep = !node(r).is_leaf() && runs_in_sweep(node(r));
      inlined_[at] = i == root() ? node(i).dim == 1
                                 : readers[at] == 1 && plan_[r].stage == n.stage && plan_[r].evaluations <= 1 &&
                                       sweep == (node(i).dim > 1);
    }
  }

  void print_step(std::string& s, int t) const {
    const PlanStep& step = step_[t];
    std::string lines;
    for (int m = 0; m < step.count; ++m) {
      const int i = member_[step.first + m];
      if (inlined(i)) continue;
      const bool contraction = node(i).operation->kind == Kind::contraction;
      const bool sum = i == root() && in_sweep(i);
      append(lines, step.sweep ? "    " : "  ", sum ? std::string("result") : node_name(i), index(i),
             contraction || sum ? " += " : " = ", operation(i, 0, "[k]"));
      if (plan_[i].storage == Storage::held) lines += "   (held)";
      lines += "\n";
    }
    if (step.sweep && !lines.empty()) append(s, "  for k < ", std::to_string(step.dim), "\n");
    s += lines;
  }

  std::string index(int i) const { return node(i).dim > 1 && runs_in_sweep(node(i)) ? "[k]" : ""; }

  // Node i as an operand in a place that binds as tightly as `outer`.
  std::string value(int i, int outer, const char* component) const {
    const Node& x = node(i);
    if (x.is_constant()) {
      const std::string s = expression(x);
      return outer > sum_precedence && (x.p0 < 0 || x.p1 != 1) ? "(" + s + ")" : s;
    }
    if (x.is_index()) return x.category() == Category::i ? "i" : "j";
    if (!x.is_variable() && inlined(i)) return operation(i, outer, component);
    return (x.is_variable() ? argument_name(x.category(), x.position()) : node_name(i)) += x.dim > 1 ? component : "";
  }

  // The operation of node i on its operands.
  std::string operation(int i, int outer, const char* component) const {
    const Node& x = node(i);
    const Operation& o = *x.operation;
    const auto operand = [&](int which, int tightness) { return value(x.operand[which], tightness, component); };
    const auto is = [&](std::uint64_t identity) { return o.id == identity; };
    std::string s;
    int precedence = atom_precedence;
    const auto binary = [&](int first, const char* symbol, int second, int left, int right) {
      precedence = left;
      append(s, operand(first, left), symbol, operand(second, right));
    };
    if (is(operation_id<AddOp>)) {
      binary(0, " + ", 1, sum_precedence, sum_precedence);
    } else if (is(operation_id<SubtractOp>)) {
      binary(0, " - ", 1, sum_precedence, product_precedence);
    } else if (is(operation_id<MultOp>)) {
      binary(0, " * ", 1, product_precedence, product_precedence);
    } else if (o.id == hash_of("Divide")) {
      binary(0, " / ", 1, product_precedence, sign_precedence);
    } else if (is(operation_id<ScalprodOp>)) {
      binary(0, " * ", 1, product_precedence, product_precedence);
    } else if (is(operation_id<SumOp>)) {
      return operand(0, outer);
    } else if (is(operation_id<MinusOp>)) {
      precedence = sign_precedence;
      append(s, "-", operand(0, atom_precedence));
    } else if (is(operation_id<FmaOp>)) {
      binary(0, " * ", 1, product_precedence, product_precedence);
      precedence = sum_precedence;
      append(s, " + ", operand(2, sum_precedence));
    } else if (is(operation_id<FmsOp>)) {
      binary(0, " * ", 1, product_precedence, product_precedence);
      precedence = sum_precedence;
      append(s, " - ", operand(2, product_precedence));
    } else if (is(operation_id<FnmaOp>)) {
      append(s, operand(2, sum_precedence), " - ");
      binary(0, " * ", 1, product_precedence, product_precedence);
      precedence = sum_precedence;
    } else {
      call(s, x);
    }
    return precedence < outer ? "(" + s + ")" : s;
  }

  // Exp(v), Pow<3>(v); an operation that takes components from everywhere names its vectors: MatVecMult(v1, y2)[k],
  // BSpline<3>(p0, x1).
  void call(std::string& s, const Node& x) const {
    const Operation& o = *x.operation;
    const bool gathers = o.kind == Kind::gather, whole = gathers || o.kind == Kind::opaque;
    append_operation(s, x);
    for (int k = 0; k < o.arity; ++k) append(s, k > 0 ? ", " : "(", value(x.operand[k], 0, whole ? "" : "[k]"));
    if (o.arity > 0) s += ")";
    if (gathers && x.dim > 1) s += "[k]";
  }

  int size_;
  const Node* node_;
  const NodePlan* plan_;
  const PlanStep* step_;
  const short* member_;
  const int* first_step_;
  const bool* computes_;
  std::vector<char> inlined_;
};

}  // namespace detail

/// The stages of a plan in infix, values without a name written where they are read: x0, y1, p3 are the arguments Vi<0,
/// ...>, Vj<1, ...>, Pm<3, ...>, v4 is node 4 of the program.
template <int N, int P>
std::string stages_to_string(const Program<N, P>& p, const Plan<N>& plan) {
  return detail::StagePrinter(p, plan).text();
}

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// The instruction of a program: one value, named by its index. A program is an array of nodes in which operands come
// before their users; everything the compiler does (simplify, differentiate, plan, print) is a loop over such an array.
#pragma once

#include <cstdint>

#include <kernfold/formula/formula.hpp>

namespace kernfold {

class Builder;
struct Operation;

/// Most operands that an operation can have.
inline constexpr int max_arity = 3;
/// Most arguments that a formula can have.
inline constexpr int max_positions = 64;
/// Most nodes of a program while it is made.
inline constexpr int max_nodes = 8192;

enum class Leaf : unsigned char { none, variable, constant, index };

struct Node {
  const Operation* operation;  // of no meaning for a leaf
  short operand[max_arity];    // earlier nodes; -1 where there is none
  Leaf leaf;
  unsigned char axis;  // the axes that the value depends on: axis_i | axis_j
  int dim;
  // Variable: position and category. Index: 0 and category. Constant: numerator and denominator. Operation: its integer
  // arguments.
  std::int64_t p0, p1;

  constexpr bool operator==(const Node& o) const;

  constexpr bool is_leaf() const { return leaf != Leaf::none; }
  constexpr bool is_variable() const { return leaf == Leaf::variable; }
  constexpr bool is_constant() const { return leaf == Leaf::constant; }
  constexpr bool is_index() const { return leaf == Leaf::index; }
  constexpr Category category() const { return static_cast<Category>(p1); }
  constexpr int position() const { return static_cast<int>(p0); }
};

/// How the components of an operation's value follow from those of its operands.
enum class Kind : unsigned char {
  elementwise,  // component k from the components k
  contraction,  // a scalar, accumulated over the components k
  gather,       // component k is a signed sum of products of any components
  opaque,       // all components at once, from all components
  list          // not computed: its operands are outputs of the program
};

/// What the compiler knows of an operation. Made once for each by `operation<O>` (operations/operation.hpp).
struct Operation {
  std::uint64_t id;  // see operation_id
  const char* name;
  Kind kind;
  short arity;
  bool commutative;
  bool pairwise;  // its value belongs to a pair, also where its operands depend on one axis
  int cost;       // of one component, in units of one addition
  int (*dim)(const int* dims, std::int64_t p0, std::int64_t p1);
  int (*terms)(const int* dims, std::int64_t p0,
               std::int64_t p1);  // of one component of a gather or of an opaque operation; else 1
  bool simplifies;
  int (*simplify)(Builder&, const Node&);  // an equal node, or -1
  bool finalizes;
  int (*finalize)(Builder&, int f, int g);  // an equal node of its operands that runs faster, or -1
  bool differentiable;
  int (*adjoint)(Builder&, int which, const Node& x, int self, int g);  // of operand `which`
};

constexpr bool Node::operator==(const Node& o) const {
  return leaf == o.leaf && (is_leaf() || operation->id == o.operation->id) && operand[0] == o.operand[0] &&
         operand[1] == o.operand[1] && operand[2] == o.operand[2] && axis == o.axis && dim == o.dim && p0 == o.p0 &&
         p1 == o.p1;
}

/// What a call must pass at one position.
struct ArgumentInfo {
  bool present;
  Category category;
  int dim;

  constexpr bool operator==(const ArgumentInfo&) const = default;
};

enum class ProgramError : unsigned char {
  none,
  too_many_nodes,
  too_many_positions,
  variables_disagree,
  dimensions,
  not_differentiable,
  adjoint_dimension,
  explained  // by a static_assert elsewhere
};

/// What an error concerns: a position and the two variables that disagree there; or an operation, the dimension of its
/// operand and that of the adjoint that it gives.
struct Culprit {
  int position;
  ArgumentInfo first, second;
  std::uint64_t operation;
  int dim, adjoint_dim;
};

/// Dimensions of the operands of a node.
struct Dims {
  int dim[max_arity];
};

/// What a call must pass, by position.
template <int Positions>
struct ArgumentList {
  static constexpr int positions = Positions;
  ArgumentInfo argument[Positions > 0 ? Positions : 1];
};

/// A program: `Nodes` nodes, the last one its value, and the arguments of the formula as it was written. That of a
/// formula with a mistake, which was explained, is not `ok`: one node, and Positions = -1.
template <int Nodes, int Positions>
struct Program : ArgumentList<Positions> {
  static constexpr bool ok = Positions >= 0;
  static constexpr int size = Nodes;
  Node node[Nodes];

  constexpr int root() const { return Nodes - 1; }
  constexpr int dim() const { return node[Nodes - 1].dim; }
  /// Not computed: a list of outputs, of which the second may be a list again.
  constexpr bool is_list(int i) const { return !node[i].is_leaf() && node[i].operation->kind == Kind::list; }
  constexpr int outputs() const {
    int n = 1;
    for (int i = root(); is_list(i); i = node[i].operand[1]) ++n;
    return n;
  }
  /// The node of output o; one node may be several outputs.
  constexpr int output(int o) const {
    int i = root();
    for (; o > 0; --o) i = node[i].operand[1];
    return is_list(i) ? node[i].operand[0] : i;
  }
  constexpr bool is_output(int i) const {
    for (int o = 0; o < outputs(); ++o)
      if (output(o) == i) return true;
    return false;
  }
  constexpr Dims dims_of(int i) const {
    Dims d{};
    if (!node[i].is_leaf())
      for (int k = 0; k < node[i].operation->arity; ++k) d.dim[k] = node[node[i].operand[k]].dim;
    return d;
  }
};

}  // namespace kernfold

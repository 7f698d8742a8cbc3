// SPDX-License-Identifier: MIT
//
// Where programs are made. Formulas, derivative rules and simplifications all add nodes through a Builder, which
// simplifies each node as it comes, folds constants exactly and never makes an equal node twice (hash-consing).
#pragma once

#include <kernfold/formula/constant.hpp>
#include <kernfold/program/node.hpp>

namespace kernfold {

/// Memory of a Builder: a generous array that lives as long as one constant evaluation. Compilers make an array of
/// zeros without touching each element, so in the tables 0 is empty and n + 1 stands for node n.
template <int Capacity>
struct BuilderStorage {
  Node node[Capacity];
  short table[2 * Capacity];
  Key key[2 * Capacity];
  short value[2 * Capacity];
  short scratch[Capacity];
  constexpr BuilderStorage() : table{}, value{} {}
};

class Builder {
 public:
  template <int Capacity>
  explicit constexpr Builder(BuilderStorage<Capacity>& s)
      : scratch(s.scratch), node_(s.node), table_(s.table), key_(s.key), value_(s.value), capacity_(Capacity) {
    for (ArgumentInfo& a : argument) a = {false, Category::parameter, 0};
  }

  constexpr const Node& operator[](int i) const { return node_[i]; }
  constexpr int size() const { return size_; }

  // ---- leaves

  constexpr int variable(Category c, int position, int dim) {
    if (position >= max_positions) return fail(ProgramError::too_many_positions);
    const ArgumentInfo info{true, c, dim};
    if (argument[position].present && !(argument[position] == info))
      return fail(ProgramError::variables_disagree, {position, argument[position], info, 0, 0, 0});
    argument[position] = info;
    if (position >= positions) positions = position + 1;
    return put({nullptr,
                {-1, -1, -1},
                Leaf::variable,
                static_cast<unsigned char>(axis_of(c)),
                dim,
                position,
                static_cast<std::int64_t>(c)});
  }

  /// A variable that is no argument of the formula: one to differentiate in, of which nothing remains.
  constexpr int temporary(int dim) {
    return put({nullptr, {-1, -1, -1}, Leaf::variable, 0, dim, -1, static_cast<std::int64_t>(Category::parameter)});
  }

  /// The index of an axis, as a number.
  constexpr int index(Category c) {
    return put({nullptr,
                {-1, -1, -1},
                Leaf::index,
                static_cast<unsigned char>(axis_of(c)),
                1,
                0,
                static_cast<std::int64_t>(c)});
  }

  /// The number num / den, in lowest terms, at each of dim components.
  constexpr int constant(std::int64_t num, std::int64_t den = 1, int dim = 1) {
    return put({nullptr, {-1, -1, -1}, Leaf::constant, 0, dim, num, den});
  }

  // ---- operations
  // Who names an operation here, in a header, is a template on the builder: what it names is compiled where a formula
  // needs it, not in every file.

  /// Applies an operation to nodes: simplified if its rules know how, else as a node of its own.
  template <class O>
  constexpr int apply(int a, int b = -1, int c = -1, std::int64_t p0 = 0, std::int64_t p1 = 0);
  constexpr int apply(const Operation& op, int a, int b = -1, int c = -1, std::int64_t p0 = 0, std::int64_t p1 = 0) {
    const Node x = make(op, a, b, c, p0, p1);
    if (x.dim <= 0) return fail(ProgramError::dimensions);
    if (op.simplifies) {
      const int s = op.simplify(*this, x);
      if (s >= 0) return s;
    }
    return put(x);
  }

  /// The same without simplification.
  template <class O>
  constexpr int apply_as_is(int a, int b = -1, int c = -1, std::int64_t p0 = 0, std::int64_t p1 = 0);

  /// The node that this would be, if it is there; else -1.
  template <class O>
  constexpr int known(int a, int b) const;
  constexpr int known(const Operation& op, int a, int b) const { return table_[place(make(op, a, b, -1, 0, 0))] - 1; }

  /// Copies node x of another program, whose operands are already here under the names map[...].
  constexpr int copy(Node x, const short* map) {
    for (short& o : x.operand)
      if (o >= 0) o = map[o];
    if (!x.is_leaf() && x.operation->commutative && x.operand[0] > x.operand[1]) {
      const short o = x.operand[0];
      x.operand[0] = x.operand[1];
      x.operand[1] = o;
    }
    return put(x);
  }

  // ---- questions that simplification rules ask

  template <class O>
  constexpr bool is(int i) const;
  constexpr bool is_constant(int i) const { return node_[i].is_constant(); }
  constexpr bool is_constant(int i, std::int64_t value) const {
    return node_[i].is_constant() && node_[i].p0 == value && node_[i].p1 == 1;
  }
  constexpr bool is_zero(int i) const { return is_constant(i, 0); }
  constexpr bool is_scalar(int i) const { return node_[i].dim == 1; }
  constexpr int operand(int i, int k = 0) const { return node_[i].operand[k]; }
  constexpr int dim(int i) const { return node_[i].dim; }

  // ---- the memo of lowering: each distinct formula type is emitted once

  constexpr int recall(const Key& key) const { return value_[find(key)] - 1; }
  constexpr int remember(const Key& key, int node) {
    if (memos_ >= capacity_) return fail(ProgramError::too_many_nodes);
    ++memos_;
    const unsigned at = find(key);
    key_[at] = key;
    value_[at] = static_cast<short>(node + 1);
    return node;
  }

  /// Records the first error; its node is 0, so that the caller can go on to the end.
  constexpr int fail(ProgramError e, const Culprit& c = {}) {
    if (error == ProgramError::none) {
      error = e;
      culprit = c;
    }
    if (size_ == 0) {
      node_[0] = {nullptr, {-1, -1, -1}, Leaf::constant, 0, 1, 0, 1};
      size_ = 1;
    }
    return 0;
  }

  ProgramError error = ProgramError::none;
  Culprit culprit{};
  int positions = 0;
  short* scratch;  // one number for each node, free for the use of one pass
  ArgumentInfo argument[max_positions];

 private:
  constexpr Node make(const Operation& op, int a, int b, int c, std::int64_t p0, std::int64_t p1) const {
    if (op.commutative && a > b) {
      const int t = a;
      a = b;
      b = t;
    }
    Node x{&op, {static_cast<short>(a), static_cast<short>(b), static_cast<short>(c)}, Leaf::none, 0, 1, p0, p1};
    int dims[max_arity] = {};
    unsigned axis = op.pairwise ? axis_both : 0;
    bool fits = true;  // else an error was recorded before
    bool scalars = op.kind == Kind::elementwise;
    for (int k = 0; k < op.arity; ++k) {
      const Node& operand = node_[x.operand[k]];
      dims[k] = operand.dim;
      axis |= operand.axis;
      if (operand.dim <= 0) fits = false;
      if (operand.dim != 1) scalars = false;
    }
    x.axis = static_cast<unsigned char>(axis);
    if (scalars) return x;  // the rule is 1, too, but costs time
    x.dim = fits ? op.dim(dims, p0, p1) : 0;
    return x;
  }

  // Where the key stands in the memo, or would stand.
  constexpr unsigned find(const Key& key) const {
    const unsigned slots = 2u * static_cast<unsigned>(capacity_);
    unsigned at = static_cast<unsigned>(key.a >> 32) % slots;
    while (value_[at] != 0 && !(key_[at] == key)) at = at + 1 == slots ? 0 : at + 1;
    return at;
  }

  // Where node x stands in the table, or would stand.
  constexpr unsigned place(const Node& x) const {
    std::uint32_t h = x.is_leaf() ? 7u + static_cast<unsigned>(x.leaf) : static_cast<std::uint32_t>(x.operation->id);
    h = h * 31u + static_cast<unsigned>(x.operand[0] + 1) * 5u;
    h = h * 31u + static_cast<unsigned>(x.operand[1] + 1);
    h = h * 31u + static_cast<unsigned>(x.operand[2] + 1);
    h = h * 31u + static_cast<unsigned>(x.p0 & 0xffff) + 3u * static_cast<unsigned>(x.p1 & 0xffff);
    h ^= h >> 15;
    h *= 2654435761u;
    h >>= 8;
    const unsigned slots = 2u * static_cast<unsigned>(capacity_);
    unsigned at = h % slots;
    while (table_[at] != 0) {
      if (node_[table_[at] - 1] == x) break;
      at = at + 1 == slots ? 0 : at + 1;
    }
    return at;
  }

  constexpr int put(const Node& x) {
    const unsigned at = place(x);
    if (table_[at] != 0) return table_[at] - 1;
    if (size_ >= capacity_) return fail(ProgramError::too_many_nodes);
    node_[size_] = x;
    table_[at] = static_cast<short>(++size_);
    return size_ - 1;
  }

  Node* node_;
  short* table_;
  Key* key_;
  short* value_;
  int capacity_, size_ = 0, memos_ = 0;
};

}  // namespace kernfold

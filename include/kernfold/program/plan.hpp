// SPDX-License-Identifier: MIT
//
// The plan of evaluation: when each node of a program is computed and where its value lives. A reduction has a kept
// axis, whose index runs along the rows of the result (and the lanes of a register), and a swept axis, which is summed
// over; so there are four stages: what depends on parameters alone is computed once per call, row values once per row,
// column values once per column, and pairs in the inner loop.
//
// Within a stage, scalars are computed one after the other and vectors in sweeps: one loop over the components k that
// evaluates all its members at k, in order. A vector lives for one k (streamed) if all who read it are in its sweep; it
// is held if somebody reads other components or comes in a later sweep; and what is one cheap step from loaded values
// is computed again in a second sweep instead of being held. An opaque operation is computed among the scalars: its
// vectors, operands and value, are held.
#pragma once

#include <kernfold/operations/outputs.hpp>
#include <kernfold/program/finalize.hpp>

namespace kernfold {

/// Which axis of (i, j) a reduction keeps.
enum class Kept : unsigned char { i, j };
/// Which one a reduction over axis A keeps; that over both keeps i at first.
template <class A>
inline constexpr Kept kept_by = __is_same(A, Axis0) ? Kept::j : Kept::i;

enum class Stage : unsigned char { parameter, row, column, pair };
inline constexpr int stages = 4;

enum class Storage : unsigned char {
  constant,  // in the code
  field,     // in the memory of its stage: a variable, or a value that a later stage reads
  scalar,    // in registers
  streamed,  // one component at a time, in registers
  held       // all components
};

/// Can a reduction take in the operands of an output instead of its value, which is then not computed? The factors of a
/// product, if it can use them; a value and its weight in any case. Of terms, an output a b + c d whose product c d is
/// a node, a sum takes in both products, each where its node would be computed. Not where somebody else reads the node.
enum class TakenOperands : unsigned char { none, factors, weighted, terms };
/// Is the node, an operation, computed component by component in a sweep?
constexpr bool runs_in_sweep(const Node& x) {
  return x.operation->kind == Kind::contraction || (x.dim > 1 && x.operation->kind != Kind::opaque);
}

struct NodePlan {
  Stage stage;
  Storage storage;
  short time;           // scalars: computed after sweep `time`; vectors: in sweep `time`
  short again;          // a second sweep that computes it, or 0
  int field;            // first component in the memory of its stage, or -1
  int staged;           // column values: first component in a staged row, or -1
  int held;             // first component among the held ones, or -1
  int slot;             // computed values: their number among the scalars, or among the vectors, of their stage
  int evaluations;      // of each component, per tile
  short output;         // the first output that it is, or is a term of; or -1
  TakenOperands taken;  // by the reduction of that output
};

/// One step: scalars in their order (dim 1), or a sweep over dim components of its members.
struct PlanStep {
  Stage stage;
  bool sweep;
  short time;
  int dim;
  short first, count;  // its members: member[first], ..., member[first + count - 1]
};

template <int N>
struct Plan {
  NodePlan node[N];
  PlanStep step[2 * N];
  short member[2 * N];
  int steps;
  int fields[stages];                    // components in the memory of each stage
  int staged;                            // components of a staged row
  int held;                              // held components of the pair stage
  int scalars[stages], vectors[stages];  // computed values of each stage
  int first_step[stages + 1];
  bool computes[stages];  // whether the stage has steps at all

  /// Is node i a member of sweep s?
  constexpr bool streams(int s, int i) const {
    if (s < 0 || !step[s].sweep) return false;
    for (int m = 0; m < step[s].count; ++m)
      if (member[step[s].first + m] == i) return true;
    return false;
  }
  /// Has sweep s a member that accumulates a scalar?
  template <int P>
  constexpr bool contracts(const Program<N, P>& p, int s) const {
    for (int m = 0; m < step[s].count; ++m)
      if (p.node[member[step[s].first + m]].dim == 1) return true;
    return false;
  }

  constexpr Plan() : steps(0), fields{}, staged(0), held(0), scalars{}, vectors{}, first_step{}, computes{} {
    for (NodePlan& n : node)
      n = {Stage::parameter, Storage::constant, 0, 0, -1, -1, -1, -1, 0, -1, TakenOperands::none};
    for (PlanStep& s : step) s = {Stage::parameter, false, 0, 0, 0, 0};
    for (short& m : member) m = -1;
  }
};

namespace detail {

constexpr Stage stage_of(unsigned axis, Kept kept) {
  const unsigned row = kept == Kept::i ? axis_i : axis_j;
  return static_cast<Stage>((axis & row ? 1u : 0u) | (axis & ~row ? 2u : 0u));
}

template <int N, int P>
class Planner {
 public:
  constexpr Planner(const Program<N, P>& source, Kept kept) : p_(source) {
    for (int i = 0; i < N; ++i) {
      plan_.node[i].stage = stage_of(source.node[i].axis, kept);
      computed_[i] = !source.node[i].is_leaf() && !source.is_list(i);
      in_sweep_[i] = computed_[i] && kernfold::runs_in_sweep(source.node[i]);
    }
    find_earliest_times();
    move_vectors_to_their_readers();
    choose_storage();
    list_steps();
  }
  constexpr const Plan<N>& plan() const { return plan_; }

 private:
  constexpr const Node& node(int i) const { return p_.node[i]; }
  constexpr Kind kind(int i) const { return node(i).operation->kind; }
  // An operand that the same stage computes as a vector or as a scalar.
  constexpr bool own_vector(int i, int o) const {
    return computed_[o] && node(o).dim > 1 && plan_.node[o].stage == plan_.node[i].stage;
  }
  constexpr bool own_scalar(int i, int o) const {
    return computed_[o] && node(o).dim == 1 && plan_.node[o].stage == plan_.node[i].stage;
  }

  constexpr void find_earliest_times() {
    for (int i = 0; i < N; ++i) {
      if (!computed_[i]) continue;
      const bool sweep = in_sweep_[i];
      int t = sweep ? 1 : 0;
      for (int k = 0; k < node(i).operation->arity; ++k) {
        const int o = node(i).operand[k], at = plan_.node[o].time;
        int ready = 0;
        if (own_scalar(i, o)) ready = sweep ? at + 1 : at;
        if (own_vector(i, o)) ready = sweep && (kind(i) == Kind::gather || kind(o) == Kind::opaque) ? at + 1 : at;
        if (ready > t) t = ready;
      }
      plan_.node[i].time = static_cast<short>(t);
    }
  }

  // A vector that nobody needs early is computed in the sweep that first reads it.
  constexpr void move_vectors_to_their_readers() {
    constexpr short never = 32767;
    short latest[N] = {};
    for (short& l : latest) l = never;
    for (int i = N - 1; i >= 0; --i) {
      if (!computed_[i]) continue;
      NodePlan& n = plan_.node[i];
      if (node(i).dim > 1 && in_sweep_[i] && latest[i] != never && latest[i] > n.time) n.time = latest[i];
      for (int k = 0; k < node(i).operation->arity; ++k) {
        const int o = node(i).operand[k];
        if (!own_vector(i, o)) continue;
        const bool before = node(i).dim > 1 && kind(i) == Kind::gather;
        const short t = static_cast<short>(n.time - (before ? 1 : 0));
        if (t < latest[o]) latest[o] = t;
      }
    }
  }

  constexpr bool same_sweep(int i, int reader) const {
    return in_sweep_[reader] && kind(reader) != Kind::gather && plan_.node[reader].time == plan_.node[i].time;
  }
  // One cheap operation on values that are loaded or in registers.
  constexpr bool cheap_to_repeat(int i) const {
    if (kind(i) != Kind::elementwise || node(i).operation->cost > 1) return false;
    for (int k = 0; k < node(i).operation->arity; ++k)
      if (own_vector(i, node(i).operand[k])) return false;
    return true;
  }

  constexpr TakenOperands operands_of_output(int i) const {
    if (!computed_[i] || plan_.node[i].stage != Stage::pair) return TakenOperands::none;
    const std::uint64_t id = node(i).operation->id;
    if (id == operation_id<WeightedOp>) return TakenOperands::weighted;
    return id == operation_id<MultOp> || id == operation_id<SquareOp> ? TakenOperands::factors : TakenOperands::none;
  }

  // Output o = a b + c d and its node c d, where both are vectors of one sweep.
  constexpr void take_terms(int o, const short* readers) {
    NodePlan& n = plan_.node[o];
    if (!computed_[o] || n.stage != Stage::pair || readers[o] != 1 || node(o).operation->id != operation_id<FmaOp>)
      return;
    const int product = node(o).operand[2];
    if (readers[product] != 1 || !computed_[product] || node(product).operation->id != operation_id<MultOp> ||
        node(o).dim == 1 || node(product).dim != node(o).dim || plan_.node[product].stage != Stage::pair ||
        !same_sweep(product, o))
      return;
    n.taken = plan_.node[product].taken = TakenOperands::terms;
    plan_.node[product].output = n.output;
  }

  constexpr void choose_storage() {
    short readers[N] = {};  // and outputs
    bool read[N] = {}, later_stage[N] = {}, pair_reads[N] = {};
    bool whole[N] = {};         // somebody needs it as a whole, or makes it so
    short other_sweep[N] = {};  // a second sweep that reads it; -1: more than one
    for (int i = 0; i < N; ++i) {
      if (!computed_[i]) continue;
      for (int k = 0; k < node(i).operation->arity; ++k) {
        const int o = node(i).operand[k];
        read[o] = true;
        ++readers[o];
        if (plan_.node[i].stage == Stage::pair) pair_reads[o] = true;
        if (plan_.node[i].stage != plan_.node[o].stage) later_stage[o] = true;
        if (own_vector(i, o) && !same_sweep(o, i)) {
          if (kind(i) == Kind::gather || kind(i) == Kind::opaque || kind(o) == Kind::opaque) whole[o] = true;
          const short t = plan_.node[i].time;
          other_sweep[o] = other_sweep[o] == 0 || other_sweep[o] == t ? t : static_cast<short>(-1);
        }
      }
    }
    for (int n = 0; n < p_.outputs(); ++n) {
      const int o = p_.output(n);
      pair_reads[o] = true;
      ++readers[o];
      if (plan_.node[o].stage != Stage::pair) later_stage[o] = true;
      const bool first = plan_.node[o].output < 0;
      plan_.node[o].taken = first && !read[o] ? operands_of_output(o) : TakenOperands::none;
      if (first) plan_.node[o].output = static_cast<short>(n);
    }
    for (int n = 0; n < p_.outputs(); ++n) take_terms(p_.output(n), readers);
    for (int i = 0; i < N; ++i) {
      NodePlan& n = plan_.node[i];
      const int dim = node(i).dim;
      if (node(i).is_constant() || p_.is_list(i)) continue;
      if (!computed_[i]) {
        n.storage = Storage::field;
      } else {
        n.evaluations = 1;
        n.storage = dim == 1 ? Storage::scalar : Storage::streamed;
        if (dim == 1 || in_sweep_[i]) n.slot = (dim == 1 ? plan_.scalars : plan_.vectors)[static_cast<int>(n.stage)]++;
        if ((other_sweep[i] != 0 || whole[i]) && dim > 1) {
          if (other_sweep[i] > 0 && !whole[i] && cheap_to_repeat(i)) {
            n.again = other_sweep[i];
            n.evaluations = 2;
          } else {
            n.storage = n.stage == Stage::pair ? Storage::held : Storage::field;
          }
        }
        if (later_stage[i]) {
          n.storage = Storage::field;
          n.again = 0;
          n.evaluations = 1;
        }
      }
      if (n.storage == Storage::field) {
        n.field = plan_.fields[static_cast<int>(n.stage)];
        plan_.fields[static_cast<int>(n.stage)] += dim;
        if (n.stage == Stage::column && pair_reads[i]) {
          n.staged = plan_.staged;
          plan_.staged += dim;
        }
      } else if (n.storage == Storage::held) {
        n.held = plan_.held;
        plan_.held += dim;
      }
    }
  }

  // Appends n nodes as one step, if there are any.
  constexpr void add_step(Stage stage, bool sweep, int time, int dim, const short* nodes, int n) {
    if (n == 0) return;
    plan_.step[plan_.steps++] = {
        stage, sweep, static_cast<short>(time), dim, static_cast<short>(members_), static_cast<short>(n)};
    plan_.computes[static_cast<int>(stage)] = true;
    for (int m = 0; m < n; ++m) plan_.member[members_++] = nodes[m];
  }

  // The number of components that a sweep member runs over.
  constexpr int sweep_dim(int i) const {
    int d = node(i).dim;
    if (kind(i) == Kind::contraction)
      for (int k = 0; k < node(i).operation->arity; ++k)
        if (node(node(i).operand[k]).dim > d) d = node(node(i).operand[k]).dim;
    return d;
  }

  constexpr void list_steps() {
    for (int s = 0; s < stages; ++s) {
      const Stage stage = static_cast<Stage>(s);
      plan_.first_step[s] = plan_.steps;
      short nodes[N] = {};  // of this stage
      int n = 0, last = -1;
      for (int i = 0; i < N; ++i) {
        if (!computed_[i] || plan_.node[i].stage != stage) continue;
        nodes[n++] = static_cast<short>(i);
        if (plan_.node[i].time > last) last = plan_.node[i].time;
      }
      for (int t = 0; t <= last; ++t) {
        if (t > 0) list_sweeps(stage, t, nodes, n);
        short scalar[N] = {};
        int scalars = 0;
        for (int m = 0; m < n; ++m)
          if (!in_sweep_[nodes[m]] && plan_.node[nodes[m]].time == t) scalar[scalars++] = nodes[m];
        add_step(stage, false, t, 1, scalar, scalars);
      }
    }
    plan_.first_step[stages] = plan_.steps;
  }
  // The sweeps of time t among n nodes of one stage. Members that share nothing streamed get sweeps of their own: two
  // contractions in one loop would need twice the registers.
  constexpr void list_sweeps(Stage stage, int t, const short* nodes, int n) {
    short member[N] = {};
    int group[N] = {};  // of each member: the first one's place
    int place[N] = {};  // of each node among the members, from 1 on
    int members = 0;
    for (int m = 0; m < n; ++m) {
      const int i = nodes[m];
      if (!in_sweep_[i] || (plan_.node[i].time != t && plan_.node[i].again != t)) continue;
      const int own = members++;
      member[own] = static_cast<short>(i);
      group[own] = own;
      place[i] = own + 1;
      if (kind(i) == Kind::gather) continue;
      for (int k = 0; k < node(i).operation->arity; ++k) {
        const int o = node(i).operand[k];
        if (place[o] == 0 || node(o).dim == 1) continue;
        const int l = group[place[o] - 1], r = group[own];
        for (int q = 0; l != r && q < members; ++q)
          if (group[q] == l || group[q] == r) group[q] = l < r ? l : r;
      }
    }
    for (int first = 0; first < members; ++first) {
      short same[N] = {};
      int count = 0;
      for (int m = first; m < members; ++m)
        if (group[m] == first) same[count++] = member[m];
      add_step(stage, true, t, sweep_dim(member[first]), same, count);
    }
  }

  const Program<N, P>& p_;
  Plan<N> plan_;
  bool computed_[N] = {}, in_sweep_[N] = {};
  int members_ = 0;
};

}  // namespace detail

/// The plan of formula F for a reduction that keeps the given axis.
template <class F, Kept K>
inline constexpr auto plan = detail::Planner(program<F>, K).plan();

}  // namespace kernfold

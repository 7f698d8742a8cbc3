// SPDX-License-Identifier: MIT
//
// Evaluates one stage of a program on a tile: it walks through the steps of the plan, keeps scalars in a frame of
// registers, streams vectors through sweeps and reads earlier stages from their memory. It knows formulas only through
// program and plan, and numbers only through the type P: a pack on the CPU, a float on the GPU.
#pragma once

#include <utility>

#include <kernfold/engine/code.hpp>
#include <kernfold/engine/frame.hpp>
#include <kernfold/engine/tile.hpp>
#include <kernfold/operations/outputs.hpp>

namespace kernfold {

namespace detail {
// Is a component of O's value just O::value(x, ...)?
template <class O, class Tile>
concept ComputedByValue =
    O::kind == Kind::elementwise&& O::arity > 0 && !__is_same(O, ShiftedExpOp) && !requires(Tile & r) {
  O::in_place(r.v);
}
&&!requires { O::integers; };
}  // namespace detail

/// The sink of a stage that has no result.
struct NoSink {
  template <int>
  static constexpr bool fuses_products = false;
};

/// C: CodeOf<F, K>; G: the stage; P: a pack of W scalars, or a scalar; U packs of rows and B columns in the pair stage,
/// else 1, 1. RowLanes: rows of a tile, the stride of the row memory; in the column stage columns of its own, likewise.
/// ColumnStride: that of staged rows. M: a Memory.
/// Skipped: a node that is not computed, `Instead` read in its place (row_factor.hpp), or -1; if it is the output, a
/// product, the operands of `Instead` go to the sink.
// What is known of a node is read where it is used: a local constant that is a class is code, where none is optimized.
template <class C, Stage G, class P, int U, int B, int RowLanes, int ColumnStride = C::staged,
          class M = Memory<typename P::value_type>, int Skipped = -1, int Instead = -1>
struct Evaluator {
  using T = typename P::value_type;
  static constexpr int W = P::lanes;
  static constexpr bool pair = G == Stage::pair;
  static constexpr bool skips_output = Skipped >= 0 && Skipped == C::root;
  using Value = Tile<P, U, B>;
  // one component of each vector that a sweep computes, L columns at a time
  template <int L>
  using Streamed = detail::Slots<Tile<P, U, L>, std::make_integer_sequence<int, C::template vectors<G>>>;

  M memory;
  detail::Slots<Value, std::make_integer_sequence<int, C::template scalars<G>>> scalar;
  Value held[C::held > 0 && pair ? C::held : 1];

  // ---- reading

  KERNFOLD_NO_EXEC_CHECK
  template <int I, int L = B>
  KERNFOLD_HD KERNFOLD_INLINE_NODE auto load(int c, int b0 = 0) const {
    constexpr int field = M::template field<C, I>;
    if constexpr (M::template has<I>) {
      return memory.template tile<I>(c);
    } else if constexpr (C::template node_plan<I>.stage == Stage::parameter) {
      Tile<P, 1, 1> r;
      r.v[0][0] = P(memory.parameters[field + c]);
      return r;
    } else if constexpr (C::template node_plan<I>.stage == Stage::row) {
      Tile<P, U, 1> r;
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) r.v[u][0] = P::load(memory.rows + (field + c) * RowLanes + u * W);
      return r;
    } else if constexpr (G == Stage::column) {
      Tile<P, 1, 1> r;
      r.v[0][0] = P::load(memory.columns + (field + c) * RowLanes);
      return r;
    } else {
      constexpr int staged = M::template staged<C, I>;
      Tile<P, 1, L> r;
      KERNFOLD_UNROLL_FULL
      for (int b = 0; b < L; ++b) r.v[0][b] = P(memory.columns[(b0 + b) * ColumnStride + staged + c]);
      return r;
    }
  }

  /// Component k of node I, read by a member of step S for the L columns from b0 on; `streamed` is the frame of that
  /// step. A reference where it is in registers: copies are work for the compiler.
  KERNFOLD_NO_EXEC_CHECK
  template <int I, int S, int L>
  KERNFOLD_HD KERNFOLD_INLINE_NODE decltype(auto) read(int k, int b0, const Streamed<L>* streamed) const {
    const int c = C::template node<I>.dim == 1 ? 0 : k;
    if constexpr (I == Skipped) {
      return read<Instead, S, L>(k, b0, streamed);
    } else if constexpr (C::template node<I>.leaf == Leaf::constant) {
      Tile<P, 1, 1> r;
      constexpr T value = C::template constant<I, T>;
      r.v[0][0] = P(value);
      return r;
    } else if constexpr (C::template node_plan<I>.stage != G || C::template node<I>.leaf != Leaf::none ||
                         (pair && M::template has<I>)) {
      return load<I, L>(c, b0);
    } else if constexpr (C::template node<I>.dim == 1) {
      // as by at(): a call less for each operand
      return (static_cast<const detail::Slot<C::template node_plan<I>.slot, Value>&>(scalar).v);
    } else if constexpr (C::template streamed<I, S>) {
      return streamed->template at<C::template node_plan<I>.slot>();
    } else if constexpr (pair) {
      constexpr int first = C::template node_plan<I>.held;
      return held[first + c];
    } else {
      return load<I>(c);
    }
  }

  // ---- computing

  KERNFOLD_NO_EXEC_CHECK
  template <int I, int S, int L, class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void compute(Tile<P, U, L>& r, int k, int b0, const Streamed<L>* streamed,
                                                [[maybe_unused]] Sink& sink) const {
    using O = typename C::template OperationAt<I>;
    if constexpr (C::template node<I>.operation == operation_id<ShiftedExpOp>) {
      constexpr int number = static_cast<int>(C::template node<I>.p0), dim = C::template node<I>.dim;
      r = sink.template shifted_exp<number, dim>(
          dim == 1 ? 0 : k,
          detail::broadcast_columns<U, L>(b0, read<C::template node<I>.operand[0], S, L>(k, b0, streamed)));
    } else if constexpr (O::kind == Kind::gather) {
      r = gather<I, S, O, L>(k, b0, streamed);
    } else if constexpr (O::arity == 0) {
      detail::fill_tile(r, O::template value<P>());
    } else if constexpr (O::arity == 1) {
      constexpr int a = C::template node<I>.operand[0];
      if constexpr (requires { O::integers; })
        detail::apply_to_tiles<WithIntegers<O, C::template node<I>.p0>>(r, b0, read<a, S, L>(k, b0, streamed));
      else
        detail::apply_to_tiles<O>(r, b0, read<a, S, L>(k, b0, streamed));
    } else if constexpr (O::arity == 2) {
      constexpr int a = C::template node<I>.operand[0], b = C::template node<I>.operand[1];
      if constexpr (subtracts_row<O, a, b>)
        detail::subtract_row<O>(r, b0, read<a, S, L>(k, b0, streamed), read<b, S, L>(k, b0, streamed));
      else
        detail::apply_to_tiles<O>(r, b0, read<a, S, L>(k, b0, streamed), read<b, S, L>(k, b0, streamed));
    } else {
      constexpr int a = C::template node<I>.operand[0], b = C::template node<I>.operand[1],
                    c = C::template node<I>.operand[2];
      detail::apply_to_tiles<O>(r, b0, read<a, S, L>(k, b0, streamed), read<b, S, L>(k, b0, streamed),
                                read<c, S, L>(k, b0, streamed));
    }
  }
  template <class O, std::int64_t P0>
  struct WithIntegers {
    KERNFOLD_NO_EXEC_CHECK
    static KERNFOLD_HD KERNFOLD_INLINE_NODE P value(P x) { return O::template value<P0>(x); }
  };
  // A column's value less a row's.
  template <class O, int X, int Y>
  static constexpr bool subtracts_row = pair&& B > 1 && C::template node_plan<X>.stage ==
                                                            Stage::column&& C::template node_plan<Y>.stage ==
                                                            Stage::row&& requires(P x) {
    O::value_of_opposite(x, x);
  };

  // A contraction takes in component k.
  KERNFOLD_NO_EXEC_CHECK
  template <int I, int S, bool First, int L>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void contract(int k, int b0, const Streamed<L>* streamed) {
    using O = typename C::template OperationAt<I>;
    Value& s = scalar.template at<C::template node_plan<I>.slot>();
    const auto& a = read<C::template node<I>.operand[0], S, L>(k, b0, streamed);
    const auto& c = read<C::template node<I>.operand[O::arity == 2 ? 1 : 0], S, L>(k, b0, streamed);
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
    for (int b = b0; b < b0 + L; ++b) {
      P& v = s.v[u][b];
      if constexpr (O::arity == 1)
        v = First ? O::first(a.at(u, b)) : O::next(v, a.at(u, b));
      else
        v = First ? O::first(a.at(u, b), c.at(u, b)) : O::next(v, a.at(u, b), c.at(u, b));
    }
  }

  // Component k of a gather: a signed sum of products of components.
  KERNFOLD_NO_EXEC_CHECK
  template <int I, int S, class O, int L>
  KERNFOLD_HD KERNFOLD_INLINE_NODE Tile<P, U, L> gather(int k, int b0, const Streamed<L>* streamed) const {
    constexpr Shape shape = C::template shape<I>;
    constexpr int terms = O::terms(shape);
    Tile<P, U, L> r;
    if constexpr (O::partial) {
      const int i = O::index(0, k, 0, shape);
      if (i >= 0)
        return detail::broadcast_columns<U, L>(b0, read<C::template node<I>.operand[0], S, L>(i, b0, streamed));
      if constexpr (O::arity == 2) {
        const int j = O::index(1, k, 0, shape);
        if (j >= 0)
          return detail::broadcast_columns<U, L>(b0, read<C::template node<I>.operand[1], S, L>(j, b0, streamed));
      }
      detail::fill_tile(r, P(T(0)));
    } else {
      gather_term<I, S, O, true>(r, k, 0, b0, streamed);
      if constexpr (terms <= unrolled_in<C, P>) {
        KERNFOLD_UNROLL_FULL
        for (int q = 1; q < terms; ++q) gather_term<I, S, O, false>(r, k, q, b0, streamed);
      } else {
        for (int q = 1; q < terms; ++q) gather_term<I, S, O, false>(r, k, q, b0, streamed);
      }
    }
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int I, int S, class O, bool First, int L>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void gather_term(Tile<P, U, L>& r, int k, int q, int b0,
                                                    const Streamed<L>* streamed) const {
    using math::fma;
    using math::fnma;
    constexpr Shape shape = C::template shape<I>;
    const bool negative = O::negative(k, q, shape);
    const auto& a = read<C::template node<I>.operand[0], S, L>(O::index(0, k, q, shape), b0, streamed);
    const auto& c = read<C::template node<I>.operand[O::arity == 2 ? 1 : 0], S, L>(
        O::index(O::arity == 2 ? 1 : 0, k, q, shape), b0, streamed);
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
    for (int b = 0; b < L; ++b) {
      P& v = r.v[u][b];
      if constexpr (O::arity == 1) {
        const P t = negative ? -a.at(u, b0 + b) : a.at(u, b0 + b);
        v = First ? t : v + t;
      } else if constexpr (First) {
        v = negative ? -(a.at(u, b0 + b) * c.at(u, b0 + b)) : a.at(u, b0 + b) * c.at(u, b0 + b);
      } else {
        v = negative ? fnma(a.at(u, b0 + b), c.at(u, b0 + b), v) : fma(a.at(u, b0 + b), c.at(u, b0 + b), v);
      }
    }
  }

  // ---- running

  // Component c of a node that a later stage or sweep reads from memory.
  KERNFOLD_NO_EXEC_CHECK
  template <int I>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void store(int c, const Value& r) const {
    constexpr int field = M::template field<C, I>;
    if constexpr (G == Stage::parameter) memory.parameters[field + c] = r.v[0][0][0];
    if constexpr (G == Stage::row) r.v[0][0].store(memory.rows + (field + c) * RowLanes);
    if constexpr (G == Stage::column) {
      if constexpr (M::template has<I>)
        memory.template keep<I>(c, r.v[0][0]);
      else
        r.v[0][0].store(memory.columns + (field + c) * RowLanes);
    }
  }

  // Does the sink take the operands of a node instead of its value?
  template <class Sink, int Output>
  static constexpr bool adds_terms() {
    if constexpr (W > 1 && requires { Sink::template adds_terms<Output>; })
      return Sink::template adds_terms<Output>;
    else
      return false;
  }
  template <class Sink, TakenOperands taken, int Output>
  static constexpr bool splits = taken == TakenOperands::weighted ||
                                 (taken == TakenOperands::factors &&
                                  Sink::template fuses_products<(Output > 0 ? Output : 0)>) ||
                                 (taken == TakenOperands::terms && adds_terms<Sink, (Output > 0 ? Output : 0)>());
  KERNFOLD_NO_EXEC_CHECK
  template <int I, int S, int L, class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void sink_operands(int k, int b0, const Streamed<L>* streamed, Sink& sink) const {
    constexpr Instruction x = C::template node<I>;
    constexpr int o = skips_output ? 0 : C::template node_plan<I>.output;
    constexpr int second = x.operation == operation_id<SquareOp> ? 0 : 1;
    const auto& a = read<x.operand[0], S, L>(k, b0, streamed);
    const auto& b = read<x.operand[second], S, L>(k, b0, streamed);
    if constexpr (L == B)
      sink.template two<o, B>(k, a, b);
    else
      sink.template two<o, L>(k, a, b, b0);
  }
  // Component k of node I goes to each output that it is, from output O on.
  KERNFOLD_NO_EXEC_CHECK
  template <int I, int O, class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE static void sink_value(int k, const Value& r, Sink& sink) {
    if constexpr (C::template output<O> == I) sink.template value<O, B>(k, r);
    if constexpr (O + 1 < C::outputs) sink_value<I, O + 1>(k, r, sink);
  }

  // An opaque operation, all components.
  KERNFOLD_NO_EXEC_CHECK
  template <int I>
  KERNFOLD_HD KERNFOLD_INLINE_NODE auto read_whole() const {
    constexpr int dim = C::template node<I>.dim;
    using Component = std::remove_cvref_t<decltype(read<I, -1, B>(0, 0, nullptr))>;
    WholeTile<P, Component::packs, Component::columns, dim> r;
    for (int k = 0; k < dim; ++k) {
      const Component c = read<I, -1, B>(k, 0, nullptr);
      for (int u = 0; u < Component::packs; ++u)
        for (int b = 0; b < Component::columns; ++b) r.v[u][b][k] = c.v[u][b];
    }
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int I, int Dim, class... Operand>
  static KERNFOLD_HD KERNFOLD_INLINE_NODE void apply_whole(WholeTile<P, U, B, Dim>& r, const Operand&... operand) {
    for (int u = 0; u < U; ++u)
      for (int b = 0; b < B; ++b)
        detail::opaque_value<typename C::template OperationAt<I>, C::template node<I>.p0>(r.v[u][b],
                                                                                          operand.at(u, b)...);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int I, class Sink, int... K>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_opaque(Sink& sink, std::integer_sequence<int, K...>) {
    constexpr Instruction x = C::template node<I>;
    constexpr NodePlan n = C::template node_plan<I>;
    WholeTile<P, U, B, x.dim> whole;
    apply_whole<I>(whole, read_whole<x.operand[K]>()...);
    for (int k = 0; k < x.dim; ++k) {
      Value r;
      for (int u = 0; u < U; ++u)
        for (int b = 0; b < B; ++b) r.v[u][b] = whole.v[u][b][k];
      if constexpr (x.dim == 1) scalar.template at<n.slot>() = r;
      if constexpr (n.storage == Storage::held) held[n.held + k] = r;
      if constexpr (n.storage == Storage::field) store<I>(k, r);
      if constexpr (pair && n.output >= 0 && x.dim > 1) sink_value<I, n.output>(k, r, sink);
    }
  }

  KERNFOLD_NO_EXEC_CHECK
  template <int I, class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_scalar(Sink& sink) {
    using O = typename C::template OperationAt<I>;
    if constexpr (I == Skipped || (skips_output && I == Instead)) {
      return;
    } else if constexpr (O::kind == Kind::opaque) {
      run_opaque<I>(sink, std::make_integer_sequence<int, O::arity>{});
    } else if constexpr (!splits<Sink, C::template node_plan<I>.taken, C::template node_plan<I>.output>) {
      Value& r = static_cast<detail::Slot<C::template node_plan<I>.slot, Value>&>(scalar).v;
      // One pack, computed by O::value: long programs are of such nodes, and compute() would be work for the compiler.
      if constexpr (U * B == 1 && detail::ComputedByValue<O, Value>) {
        constexpr int a = C::template node<I>.operand[0], b = C::template node<I>.operand[1],
                      c = C::template node<I>.operand[2];
        if constexpr (O::arity == 1)
          r.v[0][0] = O::value(read<a, -1, B>(0, 0, nullptr).v[0][0]);
        else if constexpr (O::arity == 2)
          r.v[0][0] = O::value(read<a, -1, B>(0, 0, nullptr).v[0][0], read<b, -1, B>(0, 0, nullptr).v[0][0]);
        else
          r.v[0][0] = O::value(read<a, -1, B>(0, 0, nullptr).v[0][0], read<b, -1, B>(0, 0, nullptr).v[0][0],
                               read<c, -1, B>(0, 0, nullptr).v[0][0]);
      } else {
        compute<I, -1, B>(r, 0, 0, nullptr, sink);
      }
      if constexpr (C::template node_plan<I>.storage == Storage::field) store<I>(0, r);
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int S, int I, bool First, int L, class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_member(int k, int b0, Streamed<L>* streamed, Sink& sink) {
    if constexpr (I == Skipped || (pair && M::template has<I>)) {
      return;
    } else if constexpr (C::template node<I>.dim == 1) {
      contract<I, S, First>(k, b0, streamed);
    } else if constexpr (splits<Sink, C::template node_plan<I>.taken, C::template node_plan<I>.output>) {
      sink_operands<I, S>(k, b0, streamed, sink);
    } else {
      Tile<P, U, L>& r = streamed->template at<C::template node_plan<I>.slot>();
      compute<I, S>(r, k, b0, streamed, sink);
      if constexpr (C::template node_plan<I>.storage == Storage::held)
        detail::put_columns(held[C::template node_plan<I>.held + k], b0, r);
      if constexpr (C::template node_plan<I>.storage == Storage::field) store<I>(k, r);
      if constexpr (hands_over<S, I>) sink_value<I, C::template node_plan<I>.output>(k, r, sink);
    }
  }
  // Does step S hand over node I, a vector, by its value?
  template <int S, int I>
  static constexpr bool hands_over =
      pair&& C::template node_plan<I>.output >= 0 && C::template step<S>.time == C::template node_plan<I>.time;
  // Columns that step S evaluates at a time: with packs one, so that few values are alive at a time, unless somebody
  // wants to see all.
  template <int S, class Sink, int I>
  static constexpr bool sees_all = C::template node<I>.operation == operation_id<ShiftedExpOp> ||
                                   (C::template node<I>.dim > 1 && hands_over<S, I> &&
                                    !splits<Sink, C::template node_plan<I>.taken, C::template node_plan<I>.output>);
  KERNFOLD_NO_EXEC_CHECK
  template <int S, bool First, class Sink, int... I>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_component(int k, Sink& sink, std::integer_sequence<int, I...>) {
    constexpr bool unrolls = C::template step<S>.dim <= unrolled_in<C, P>;
    constexpr int L = W == 1 || unrolls || (sees_all<S, Sink, I> || ...) ? B : 1;
    KERNFOLD_UNROLL_FULL
    for (int b = 0; b < B; b += L) {
      Streamed<L> streamed;
      KERNFOLD_IN_ORDER((run_member<S, I, First, L>(k, b, &streamed, sink)));
    }
  }

  // What a sweep has accumulated, where a later stage reads it.
  KERNFOLD_NO_EXEC_CHECK
  template <int I>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void store_contraction() const {
    if constexpr (C::template node<I>.dim == 1 && C::template node_plan<I>.storage == Storage::field)
      store<I>(0, scalar.template at<C::template node_plan<I>.slot>());
  }

  KERNFOLD_NO_EXEC_CHECK
  template <int S, class Sink, int... I>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_step(Sink& sink, std::integer_sequence<int, I...> members) {
    constexpr PlanStep s = C::template step<S>;
    if constexpr (!s.sweep) {
      KERNFOLD_IN_ORDER((run_scalar<I>(sink)));
    } else {
      constexpr int begin = C::template contracts<S> ? 1 : 0;
      if constexpr (begin == 1) run_component<S, true>(0, sink, members);
      if constexpr (s.dim <= unrolled_in<C, P>) {
        KERNFOLD_UNROLL_FULL
        for (int k = begin; k < s.dim; ++k) run_component<S, false>(k, sink, members);
      } else {
        KERNFOLD_UNROLL_PARTLY
        for (int k = begin; k < s.dim; ++k) run_component<S, false>(k, sink, members);
      }
      if constexpr (begin == 1) KERNFOLD_IN_ORDER((store_contraction<I>()));
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int First, class Sink, int... S>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_steps(Sink& sink, std::integer_sequence<int, S...>) {
    KERNFOLD_IN_ORDER((run_step<First + S>(sink, Members<C, First + S>{})));
  }

  /// Runs the stage, or its steps from First on. In the pair stage the value of the formula goes to the sink, component
  /// by component.
  KERNFOLD_NO_EXEC_CHECK
  template <int First = C::template first_step<G>, class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run(Sink& sink) {
    run_steps<First>(sink, std::make_integer_sequence<int, C::template end_step<G> - First>{});
    if constexpr (pair) run_outputs<0>(sink);
  }
  /// Runs the stage but for its last step.
  KERNFOLD_NO_EXEC_CHECK
  template <class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_before_last(Sink& sink) {
    constexpr int first = C::template first_step<G>;
    run_steps<first>(sink, std::make_integer_sequence<int, C::template end_step<G> - 1 - first>{});
  }
  /// Runs a part of step S, a sweep that contracts: the components from `from` to `to`, after those before.
  KERNFOLD_NO_EXEC_CHECK
  template <int S, class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_part(int from, int to, Sink& sink) {
    int k = from;
    if (k == 0) run_component<S, true>(k++, sink, Members<C, S>{});
    KERNFOLD_UNROLL_PARTLY
    for (; k < to; ++k) run_component<S, false>(k, sink, Members<C, S>{});
  }

 private:
  // Output O, if no sweep has handed it over, and those after it.
  KERNFOLD_NO_EXEC_CHECK
  template <int O, class Sink>
  KERNFOLD_HD KERNFOLD_INLINE_NODE void run_outputs(Sink& sink) {
    constexpr int I = C::template output<O>;
    constexpr int dim = C::template output_dim<O>;
    if constexpr (C::template node<I>.leaf != Leaf::none || C::template node_plan<I>.stage != G) {
      for (int k = 0; k < dim; ++k) sink.template value<O, B>(k, read<I, -1, B>(k, 0, nullptr));
    } else if constexpr (skips_output) {
      sink_operands<Instead, -1, B>(0, 0, nullptr, sink);
    } else if constexpr (dim == 1) {
      if constexpr (splits<Sink, C::template node_plan<I>.taken, C::template node_plan<I>.output>)
        sink_operands<I, -1, B>(0, 0, nullptr, sink);
      else
        sink.template value<O, B>(0, scalar.template at<C::template node_plan<I>.slot>());
    }
    if constexpr (O + 1 < C::outputs) run_outputs<O + 1>(sink);
  }
};

}  // namespace kernfold

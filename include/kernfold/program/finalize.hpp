// SPDX-License-Identifier: MIT
//
// The last pass: from the draft of a formula, which is kept in a form that differentiates well, to the program that
// engines run. Exponentials take their parameters' factor together with log2(e); products without another use become
// part of a fused multiply-add; the sign of a vector goes to its scalar factor.
#pragma once

#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/expm1.hpp>
#include <kernfold/operations/sqrt.hpp>
#include <kernfold/program/lower.hpp>
#include <kernfold/program/powers.hpp>
#include <kernfold/program/products.hpp>

namespace kernfold {

namespace detail {

// c f, for a c that depends on nothing, where some factor of f, or an operand of a scalar product, is known before f's
// own stage: c goes there; but f, a scalar product that others read as well (`shared`), is multiplied itself. Else -1.
template <class B>
constexpr int scale_hoisted(B& b, int c, int f, bool shared) {
  if (b.template is<ScalprodOp>(f)) {
    int scaled = -1;  // the operand: one that has a factor
    for (int k = 0; k < 2; ++k)
      if (const int x = b.operand(f, k);
          b[x].axis != b[f].axis &&
          (scaled < 0 || (!b.template is<MultOp>(b.operand(f, 0)) && b.template is<MultOp>(x))))
        scaled = k;
    if (scaled < 0) return -1;
    if (shared) return b.template apply_as_is<MultOp>(c, f);
    int x = b.operand(f, scaled);
    if (b.template is<MultOp>(x))
      for (int k = 0; k < 2; ++k)
        if (b.is_scalar(b.operand(x, k))) {
          c = b.template apply_as_is<MultOp>(c, b.operand(x, k));
          x = b.operand(x, 1 - k);
          break;
        }
    return b.template apply_as_is<ScalprodOp>(b.template apply_as_is<MultOp>(c, x), b.operand(f, 1 - scaled));
  }
  if (!b.template is<MultOp>(f)) return -1;
  for (int k = 0; k < 2; ++k) {
    const int factor = b.operand(f, k), rest = b.operand(f, 1 - k);
    if (!b.is_scalar(factor) || b[factor].axis == b[f].axis) continue;
    const bool is_power = b.template is<Log1pOp>(rest);
    return b.template apply_as_is<MultOp>(b.template apply_as_is<MultOp>(c, factor),
                                          is_power ? b.template apply<Log1pOfPowerOp>(b.operand(rest)) : rest);
  }
  for (int k = 0; k < 2; ++k) {
    const int factor = b.operand(f, k), rest = b.operand(f, 1 - k);
    if (!b.is_scalar(factor) || b.is_scalar(rest)) continue;
    const int scaled = scale_hoisted(b, c, factor, false);
    if (scaled >= 0) return b.template apply_as_is<MultOp>(scaled, rest);
  }
  return -1;
}

// log2(e) f for the argument f of an Exp, where that takes no multiplication more: f has a coefficient that is known
// before the loop, or is an opposite. Exp2 of it also saves a multiplication in the argument reduction. An exact
// argument, as in Exp(x) or Exp(-x), keeps Exp, which is more accurate: -1.
template <class B>
constexpr int exp2_argument(B& b, int f, bool shared) {
  const bool minus = b.template is<MinusOp>(f);
  if (minus) f = b.operand(f);
  int log2_e = b.template apply<Log2EOp>(-1);
  if (minus) log2_e = b.template apply_as_is<MinusOp>(log2_e);
  const int r = scale_hoisted(b, log2_e, f, shared);
  return r < 0 && minus && !b[f].is_leaf() ? b.template apply_as_is<MultOp>(log2_e, f) : r;
}

// Exp(f[0] + f[1] + ...), as an Exp2 where that is so for one of them.
template <class B>
constexpr int finalize_exp(B& b, const int* f, const bool* shared, int n) {
  int sum = -1, scaled = -1;
  for (int k = 0; k < n; ++k) {
    if (const int r = exp2_argument(b, f[k], shared[k]); r >= 0)
      scaled = scaled < 0 ? r : fused_sum(b, scaled, r);
    else
      sum = sum < 0 ? f[k] : fused_sum(b, sum, f[k]);
  }
  if (scaled < 0) return b.template apply<ExpOp>(sum);
  if (sum >= 0) scaled = fused_sum(b, b.template apply_as_is<MultOp>(b.template apply<Log2EOp>(-1), sum), scaled);
  return b.template apply<Exp2Op>(scaled);
}

// -f for a product f: the sign goes to a scalar factor, there to what is known before the others; else -1.
template <class B>
constexpr int opposite_product(B& b, int f) {
  if (!b.template is<MultOp>(f)) return -1;
  for (int k = 0; k < 2; ++k) {
    const int factor = b.operand(f, k), rest = b.operand(f, 1 - k);
    if (!b.is_scalar(factor) || (b.is_scalar(rest) && b[factor].axis == b[f].axis)) continue;
    const int opposite = opposite_product(b, factor);
    return b.template apply_as_is<MultOp>(opposite >= 0 ? opposite : b.template apply_as_is<MinusOp>(factor), rest);
  }
  return -1;
}

// The node of the program that is the operation of this identity of node i; -1: none.
template <int N, int P>
constexpr int operation_of(const Program<N, P>& p, std::uint64_t id, int i) {
  for (int k = i + 1; k < N; ++k)
    if (!p.node[k].is_leaf() && p.node[k].operation->id == id && p.node[k].operand[0] == i) return k;
  return -1;
}

// Has node i of n, of those that vary over both axes, no other reader than `reader`?
constexpr bool only_read_by(const Node* node, int n, int reader, int i) {
  for (int r = i + 1; r < n; ++r)
    if (r != reader && !node[r].is_leaf() && node[r].axis == axis_both)
      for (int k = 0; k < node[r].operation->arity; ++k)
        if (node[r].operand[k] == i) return false;
  return true;
}

// The root, reciprocal root or RsqrtOrZero `id` of f, where the program takes others of these of f, too: of one they
// are made with less. -1 if it stays as it is.
template <class B>
constexpr int finalize_root(B& b, std::uint64_t id, int f, const Node* sqrt, bool has_sqrt, bool reciprocal,
                            bool or_zero) {
  if (has_sqrt) {
    const int beside = or_zero ? b.template apply<RsqrtBesideSqrtOp>(f) : -1;
    if (id == operation_id<RsqrtOrZeroOp>) return beside;
    const int r = or_zero ? b.template apply<SqrtBesideRsqrtOp>(f, beside) : b.apply(*sqrt->operation, f);
    return id == operation_id<SqrtOp> ? r : b.template apply_as_is<InvOp>(r);
  }
  if (id != operation_id<RsqrtOrZeroOp> || !reciprocal) return -1;
  return b.template apply<RsqrtOrZeroBesideRsqrtOp>(f, b.template apply<RsqrtOp>(f));
}

// Products of scalars, regrouped so that what depends on one axis alone is multiplied before the inner loop:
// (K_ij b_j) (w_i p) = (K_ij (w_i p)) b_j. Exponentials that only occur together become one.
template <int N, int P>
class Regrouping {
 public:
  constexpr explicit Regrouping(const Program<N, P>& source) : p_(source) {
    for (int i = 0; i < N; ++i)
      if (!source.node[i].is_leaf())
        for (int k = 0; k < source.node[i].operation->arity; ++k) ++uses_[source.node[i].operand[k]];
    for (int i = 0; i < N; ++i)
      if (scalar_product(i))
        for (int k = 0; k < 2; ++k) inner_[source.node[i].operand[k]] = true;
    for (int i = 0; i < N; ++i)
      if (ends_at(i)) note_exponentials(i, i);
  }
  constexpr bool single(int i) const { return uses_[i] == 1; }
  /// Is node i, or what it is the opposite of, a scalar product that several nodes read?
  constexpr bool shares_contraction(int i) const {
    bool shared = !single(i);
    for (; is<MinusOp>(i); shared = shared || !single(i)) i = p_.node[i].operand[0];
    return shared && is<ScalprodOp>(i);
  }

  /// Is node i the last product of such a chain?
  constexpr bool ends_at(int i) const {
    return scalar_product(i) && p_.node[i].axis == axis_both && !(inner_[i] && single(i));
  }

  /// The product of the chain that ends at node i, regrouped; -1 if there is nothing to gain.
  template <class B>
  constexpr int emit(B& b, int i, const short* to) const {
    Chain c;
    collect(b, i, i, to, c);
    bool joined = false;
    for (int k = 0; k < c.exponentials; ++k) {
      if (c.exponential[k] < 0) continue;
      int argument[Chain::most], n = 0;
      bool shared[Chain::most] = {};
      const std::uint64_t chains = chains_[c.exponential[k]];
      const int first = c.exponential[k];
      for (int l = k; l < c.exponentials; ++l) {
        if (c.exponential[l] < 0 || chains_[c.exponential[l]] != chains) continue;
        shared[n] = shares_contraction(p_.node[c.exponential[l]].operand[0]);
        argument[n++] = to[p_.node[c.exponential[l]].operand[0]];
        c.exponential[l] = -1;
      }
      joined = joined || n > 1;
      c.take(b, axis_both, n > 1 ? finalize_exp(b, argument, shared, n) : to[first]);
    }
    const bool scaled = scale_operands(b, i, to, c);
    if (!joined && !scaled && c.count[axis_i] + c.count[axis_j] + c.count[axis_none] < 2) return -1;
    return c.product(b);
  }

 private:
  // The factors of a chain, and the exponentials that may be joined.
  struct Chain : FactorsByAxes {
    static constexpr int most = 8;
    int last = -1;  // of the factors that vary over both axes
    int exponential[most] = {}, exponentials = 0;
  };

  template <class Op>
  constexpr bool is(int i) const {
    return is_operation<Op>(p_.node[i]);
  }
  constexpr bool scalar_product(int i) const { return p_.node[i].dim == 1 && is<MultOp>(i); }
  constexpr bool passes(int i, int end) const {
    return i == end || (scalar_product(i) && single(i) && p_.node[i].axis == axis_both);
  }
  constexpr bool is_exponential(int i) const {
    return !p_.node[i].is_leaf() && p_.node[i].axis == axis_both && p_.node[i].operation->id == operation_id<ExpOp>;
  }
  // Which chains an exponential is a factor of, as a hash, and how many.
  constexpr void note_exponentials(int i, int end) {
    if (passes(i, end)) {
      for (int k = 0; k < 2; ++k) note_exponentials(p_.node[i].operand[k], end);
    } else if (is_exponential(i)) {
      chains_[i] += (static_cast<std::uint64_t>(end) + 1) * 0x9e3779b97f4a7c15u;
      ++factor_[i];
    }
  }
  template <class B>
  constexpr void collect(B& b, int i, int end, const short* to, Chain& c) const {
    if (passes(i, end)) {
      for (int k = 0; k < 2; ++k) collect(b, p_.node[i].operand[k], end, to, c);
    } else if (is_exponential(i) && factor_[i] == uses_[i] && c.exponentials < Chain::most) {
      int at = c.exponentials++;  // sorted, so that equal sets become equal sums
      for (; at > 0 && c.exponential[at - 1] > i; --at) c.exponential[at] = c.exponential[at - 1];
      c.exponential[at] = i;
    } else {
      c.take(b, p_.node[i].axis, to[i]);
      if (p_.node[i].axis == axis_both) c.last = i;
    }
  }
  // Of c (x | y), where who reads it takes no factors, c becomes a factor of the vector that is known before the pairs,
  // if they read this nowhere else. True if a factor has gone.
  template <class B>
  constexpr bool scale_operands(B& b, int i, const short* to, Chain& c) const {
    if (c.last < 0 || c.count[axis_both] != 1 || !is<ScalprodOp>(c.last) || !single(c.last) || i == p_.size - 1)
      return false;
    if (!b.template is<ScalprodOp>(to[c.last])) return false;
    for (int k = 0; k < N; ++k)
      if (is<MultOp>(k) && (p_.node[k].operand[0] == i || p_.node[k].operand[1] == i)) return false;
    const short(&operand)[3] = p_.node[c.last].operand;
    constexpr int longest = 16;  // longer ones gain little, and a GPU wants them as they are given
    if (p_.node[operand[0]].dim > longest) return false;
    int vector[] = {to[operand[0]], to[operand[1]]};
    bool any = false;
    for (int k = 0; k < 2; ++k) {
      const unsigned axis = b[vector[k]].axis;
      if ((axis != axis_i && axis != axis_j) || !only_read_by(p_.node, p_.size, c.last, operand[k])) continue;
      for (const unsigned of : {axis, static_cast<unsigned>(axis_none)}) {
        if (c.of_axes[of] < 0) continue;
        vector[k] = b.template apply_as_is<MultOp>(c.of_axes[of], vector[k]);
        c.of_axes[of] = -1;
        any = true;
      }
    }
    if (any) c.of_axes[axis_both] = b.template apply_as_is<ScalprodOp>(vector[0], vector[1]);
    return any;
  }

  const Program<N, P>& p_;
  short uses_[N] = {}, factor_[N] = {};
  bool inner_[N] = {};
  std::uint64_t chains_[N] = {};
};

template <class F>
struct EmitFinal {
  using formula = F;
  static constexpr int expected_nodes = draft<F>.size;
  template <class B>
  constexpr int operator()(B& b) const {
    if constexpr (!draft<F>.ok) return b.fail(ProgramError::explained);
    const auto& p = draft<F>;
    short to[draft<F>.size] = {};
    const Regrouping<draft<F>.size, draft<F>.positions> products(p);
    const Powers powers(p.node, p.size);
    for (int k = 0; k < p.positions; ++k)
      if (p.argument[k].present) b.variable(p.argument[k].category, k, p.argument[k].dim);
    for (int i = 0; i < p.size; ++i) {
      const Node& x = p.node[i];
      int r = -1;
      if (!x.is_leaf()) {
        const std::uint64_t id = x.operation->id;
        if (id == operation_id<ExpOp>) {
          const int argument = to[x.operand[0]];
          const bool shared = products.shares_contraction(x.operand[0]);
          r = finalize_exp(b, &argument, &shared, 1);
        }
        if (x.operation->finalizes)
          r = x.operation->finalize(b, to[x.operand[0]], x.operation->arity > 1 ? to[x.operand[1]] : -1);
        if (r < 0 && (id == operation_id<SqrtOp> || id == operation_id<RsqrtOp> || id == operation_id<RsqrtOrZeroOp>)) {
          const int f = x.operand[0];
          const int sqrt = operation_of(p, operation_id<SqrtOp>, f);
          r = finalize_root(b, id, to[f], p.node + (sqrt < 0 ? 0 : sqrt), sqrt >= 0,
                            operation_of(p, operation_id<RsqrtOp>, f) >= 0,
                            operation_of(p, operation_id<RsqrtOrZeroOp>, f) >= 0);
        }
        if (r < 0) r = powers.emit(b, i, to);
        if (products.ends_at(i)) r = products.emit(b, i, to);
        if (id == operation_id<MinusOp> && x.dim > 1 && products.single(x.operand[0]) &&
            operation_of(p, operation_id<ExpOp>, i) < 0)  // an Exp takes signs itself
          r = opposite_product(b, to[x.operand[0]]);
        if (const bool minus = id == operation_id<SubtractOp>; minus || id == operation_id<AddOp>) {
          const int f = x.operand[0], g = x.operand[1];
          const bool single[] = {products.single(f), products.single(g)};
          if (x.dim == 1 && x.axis == axis_both && single[0] && single[1]) r = factored_sum(b, to[f], to[g], minus);
          if (r < 0) r = fused_multiply_add(b, to[f], to[g], minus, single);
        }
      }
      to[i] = static_cast<short>(r >= 0 ? r : b.copy(x, to));
    }
    return to[p.size - 1];
  }
};

}  // namespace detail

/// The program of formula F as engines run it.
template <class F>
inline constexpr auto program = detail::make_program<detail::EmitFinal<F>>();

}  // namespace kernfold

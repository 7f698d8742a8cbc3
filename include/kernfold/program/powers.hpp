// SPDX-License-Identifier: MIT
//
// Whole powers of one number in a program that runs: several share their products, and one division serves all
// reciprocals. Powers of a root that only divides are those of a reciprocal root, which takes no division.
#pragma once

#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/pow.hpp>
#include <kernfold/operations/sqrt.hpp>
#include <kernfold/program/lower.hpp>

namespace kernfold::detail {

template <class Op>
constexpr bool is_operation(const Node& x) {
  return !x.is_leaf() && x.operation->id == operation_id<Op>;
}

// Is node i of n read as a denominator only?
constexpr bool only_divides(const Node* node, int n, int i) {
  for (int r = i + 1; r < n; ++r) {
    const Node& x = node[r];
    if (x.is_leaf()) continue;
    for (int k = 0; k < x.operation->arity; ++k)
      if (x.operand[k] == i && !is_operation<InvOp>(x) && !(k == 1 && is_operation<DivideOp>(x)) &&
          !(is_operation<PowOp>(x) && x.p0 < 0))
        return false;
  }
  return i != n - 1;
}

class Powers {
 public:
  constexpr Powers(const Node* node, int n) : node_(node), n_(n) {}

  /// Node i, a power or a quotient, of powers that others take too or of a reciprocal root; else -1. Nodes of the draft
  /// are to[...] here.
  template <class B>
  constexpr int emit(B& b, int i, const short* to) const {
    const Node& x = node_[i];
    const Power p = taken(i);
    if (p.exponent == 0) return -1;
    const bool divides = p.exponent < 0;
    const Uses uses = uses_of(p.base);
    const bool shared = divides ? uses.divisions > 1 || uses.negative > 1 : uses.positive > 1;
    int r = divides ? reciprocal_root(b, i, p.base, to) : -1;
    if (r < 0 && divides && has_reciprocal_norm(p.base))
      r = b.template apply<SquareOp>(b.template apply<RsqrtOp>(to[p.base]));
    if (r >= 0 && !shared) {
      r = b.template apply<PowOp>(r, -1, -1, -p.exponent);
    } else if (shared) {
      if (r < 0) r = divides ? b.template apply<InvOp>(to[p.base]) : to[p.base];
      r = product(b, r, p.base, p.exponent);
    } else {
      return -1;
    }
    return is_operation<DivideOp>(x) ? b.template apply_as_is<MultOp>(to[x.operand[0]], r) : r;
  }

 private:
  struct Power {
    int base;
    std::int64_t exponent;
  };
  // Of a number: positive powers, negative ones but the reciprocal itself, and divisions.
  struct Uses {
    int positive, negative, divisions;
  };

  // Is x a positive power?
  static constexpr bool is_power(const Node& x) {
    return is_operation<SquareOp>(x) || (is_operation<PowOp>(x) && x.p0 > 0);
  }
  // Node i as a whole power of what is none itself.
  constexpr Power power_of(int i) const {
    Power p{i, 1};
    for (;;) {
      const Node& x = node_[p.base];
      const std::int64_t e = is_operation<SquareOp>(x) ? 2
                             : is_operation<InvOp>(x)  ? -1
                             : is_operation<PowOp>(x)  ? x.p0
                                                       : 0;
      if (e != 0 && p.exponent * e < 1000 && p.exponent * e > -1000) {
        p = {x.operand[0], p.exponent * e};
        continue;
      }
      if (is_operation<MultOp>(x))  // f Sqrt(f)
        for (int k = 0; k < 2; ++k)
          if (is_operation<SqrtOp>(node_[x.operand[k]]) && node_[x.operand[k]].operand[0] == x.operand[1 - k])
            p = {x.operand[k], 3 * p.exponent};
      return p;
    }
  }
  // The power that node i is, or multiplies with, where it varies over both axes; exponent 0 if it is none.
  constexpr Power taken(int i) const {
    const Node& x = node_[i];
    if (x.is_leaf() || x.axis != axis_both) return {i, 0};
    if (is_operation<DivideOp>(x)) {
      Power p = power_of(x.operand[1]);
      p.exponent = -p.exponent;
      return p;
    }
    if (is_operation<SquareOp>(x) || is_operation<InvOp>(x) || is_operation<PowOp>(x)) return power_of(i);
    return {i, 0};
  }
  constexpr Uses uses_of(int base) const {
    Uses u{0, 0, 0};
    for (int i = base + 1; i < n_; ++i)
      if (const Power p = taken(i); p.exponent != 0 && p.base == base) {
        ++(p.exponent > 0 ? u.positive : u.negative);
        if (p.exponent == -1) --u.negative;
        if (p.exponent < 0 && !is_power(node_[i])) ++u.divisions;
      }
    return u;
  }
  constexpr bool is_taken(int base, std::int64_t exponent) const {
    for (int i = base + 1; i < n_; ++i)
      if (const Power p = taken(i); p.base == base && p.exponent == exponent) return true;
    return false;
  }

  // Is node i, v | v, that of a reciprocal root?
  constexpr bool has_reciprocal_norm(int i) const {
    if (!is_operation<ScalprodOp>(node_[i]) || node_[i].operand[0] != node_[i].operand[1]) return false;
    bool reciprocal = false, root = false;
    for (int r = i + 1; r < n_; ++r)
      if (!node_[r].is_leaf() && node_[r].operand[0] == i) {
        reciprocal = reciprocal || is_operation<RsqrtOp>(node_[r]);
        root = root || is_operation<SqrtOp>(node_[r]);
      }
    return reciprocal && !root;
  }
  // The reciprocal of the root `base`, where node i divides by powers of it that only divide; else -1.
  template <class B>
  constexpr int reciprocal_root(B& b, int i, int base, const short* to) const {
    if (!is_operation<SqrtOp>(node_[base]) || b[to[base]].is_leaf()) return -1;
    while (is_power(node_[i])) i = node_[i].operand[0];
    const Node& x = node_[i];  // a quotient, or a negative power, which has no other reader of the positive one
    if (!is_operation<PowOp>(x) && !only_divides(node_, n_, x.operand[is_operation<DivideOp>(x)])) return -1;
    if (!b.template is<SqrtOp>(to[base]) && !b.template is<SqrtBesideRsqrtOp>(to[base])) return -1;
    return b.template apply<RsqrtOp>(to[node_[base].operand[0]]);
  }

  // q^|exponent|, q being the base or its reciprocal: of powers of the same sign that are taken, where there are any.
  template <class B>
  constexpr int product(B& b, int q, int base, std::int64_t exponent) const {
    const std::int64_t sign = exponent < 0 ? -1 : 1, n = exponent * sign;
    if (n == 1) return q;
    const std::int64_t m = first_factor(base, n, sign);
    const int f = product(b, q, base, sign * m);
    return 2 * m == n ? b.template apply_as_is<SquareOp>(f)
                      : b.template apply_as_is<MultOp>(f, product(b, q, base, sign * (n - m)));
  }
  // m of the product f^n = f^m f^(n - m).
  constexpr std::int64_t first_factor(int base, std::int64_t n, std::int64_t sign) const {
    const bool even = n % 2 == 0;
    if (n == 2 || (even && is_taken(base, sign * n / 2))) return n / 2;
    for (std::int64_t m = n - 1; 2 * m > n; --m)
      if (is_taken(base, sign * m) && (n - m <= 2 || is_taken(base, sign * (n - m)))) return m;
    if (even) return n / 2;
    for (std::int64_t m = n - 1; 2 * m > n; --m)
      if (is_taken(base, sign * m)) return m;
    return n - 1;
  }

  const Node* node_;
  int n_;
};

}  // namespace kernfold::detail

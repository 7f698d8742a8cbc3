// SPDX-License-Identifier: MIT
//
// Sums that need no pairs. Where each term of a formula is a product of a factor of the kept axis and one of the swept
// axis, sum_j R(i) C(j) = R(i) sum_j C(j), and M N evaluations become M + N. Exp(f + g) is such a product where f and g
// are of one axis each. A formula becomes two: ColumnPart, the vector of all C, to be summed, and RowPart, a formula of
// those sums, parameters after the formula's own arguments.
//
// Only products are taken apart, and sums of products. x_i - y_j stays: N x_i - sum_j y_j would lose digits where the
// terms cancel. Where products may cancel, R_1 C_1 + R_2 C_2 or (R|C), their sums are computed with what rounding takes
// from them, twice as exactly. What can still go wrong shows in the numbers: an exponent that is large by itself
// becomes NaN (InExpRange), and so does a product of some factors that underflows where others may make up for it
// (Normal); sums over- or underflow; then all pairs are evaluated after all.
#pragma once

#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/extract.hpp>
#include <kernfold/program/operations_of.hpp>
#include <kernfold/program/plan.hpp>
#include <kernfold/program/separate_operations.hpp>

namespace kernfold {

/// Whether and how the sum of a formula separates: the dimensions of the column sums.
struct Separation {
  static constexpr int max_terms = 8;
  bool possible = false;
  bool with_rests = false;  // to each column sum, what rounding has taken from it, as a second vector behind it
  int terms = 0;
  int dim[max_terms] = {};
  /// Components of all column sums.
  constexpr int components() const {
    int n = 0;
    for (int t = 0; t < terms; ++t) n += dim[t];
    return n;
  }
};

namespace detail {

template <class B>
class Separator {
 public:
  constexpr Separator(B& builder, Kept kept)
      : b_(builder),
        row_axis_(kept == Kept::i ? axis_i : axis_j),
        first_position_(builder.positions),
        first_made_(builder.size()) {
    for (int n = 0; n < first_made_; ++n) {
      const bool sum = b_.template is<AddOp>(n) || b_.template is<SubtractOp>(n);
      const bool components = b_.template is<ScalprodOp>(n) || b_.template is<SumOp>(n);
      with_rests_ = with_rests_ || (sum && mixed(b_.operand(n, 0)) && mixed(b_.operand(n, 1))) ||
                    (components && mixed(n) && b_.dim(b_.operand(n, 0)) > 1);
    }
  }

  /// The sum of node n over the swept axis, as a node of the row part.
  constexpr int sum(int n) {
    const Number s = sum(n, -1);
    return failed_ ? 0 : s.rest < 0 ? s.value : b_.template apply_as_is<AddOp>(s.value, s.rest);
  }

  constexpr bool failed() const { return failed_ || terms_ == 0; }
  constexpr Separation result() const {
    Separation s;
    s.possible = !failed();
    s.with_rests = with_rests_;
    s.terms = terms_;
    for (int t = 0; t < terms_; ++t) s.dim[t] = b_.dim(term_[t]);
    return s;
  }
  /// All summands, one vector.
  constexpr int columns() {
    int r = term_[0];
    for (int t = 1; t < terms_; ++t) r = b_.template apply_as_is<ConcatOp>(r, term_[t]);
    return r;
  }

 private:
  struct Factors {
    int row, column;  // -1: 1
  };
  // A node of the row part, and what rounding has taken from it, -1: nothing that is known.
  struct Number {
    int value, rest;
  };

  // The sum of node n times w, a factor of the swept axis (-1: 1).
  constexpr Number sum(int n, int w) {
    if (failed_) return {};
    if (!mixed(n)) return of_rows(n) ? times(n, column_sum(w)) : column_sum(times(w, n));
    const Node x = b_[n];
    const std::uint64_t id = x.operation->id;
    const int f = x.operand[0], g = x.operand[1];
    if (id == operation_id<AddOp> || id == operation_id<SubtractOp>) {
      if (!mixed(f) || !mixed(g)) return fail();
      const Number l = sum(f, w), r = sum(g, w);
      return failed_ ? Number{} : added(l, id == operation_id<AddOp> ? r : minus(r));
    }
    if (id == operation_id<MultOp>) {
      for (int k = 0; k < 2; ++k) {
        const Factors a = factors(x.operand[k]);
        if (!failed_) {
          const int column = times(w, a.column);
          outer_ += a.row >= 0 ? 1 : 0;
          const Number s = sum(x.operand[1 - k], column);
          outer_ -= a.row >= 0 ? 1 : 0;
          return times(a.row, s);
        }
        failed_ = false;
      }
      return fail();
    }
    if (w < 0 || b_.is_scalar(w)) {
      if (id == operation_id<ScalprodOp>) {
        const Factors l = factors(f), r = factors(g);
        if (failed_) return {};
        const int row = times(l.row, r.row), column = times(w, times(l.column, r.column));
        if (b_.is_scalar(row)) return times(row, column_sum(b_.template apply<SumOp>(column)));
        return components_of(times(row, column_sum(column)));
      }
      if (id == operation_id<ConcatOp>) {
        const Number l = sum(f, w), r = sum(g, w);
        if (failed_) return {};
        const auto both = [&](int first, int second) { return b_.template apply<ConcatOp>(first, second); };
        return {both(l.value, r.value), with_rests_ ? both(rest_of(l), rest_of(r)) : -1};
      }
      if (id == operation_id<SumOp>) return components_of(sum(f, w));
      const bool linear =
          id == operation_id<BroadcastOp> || (x.operation->kind == Kind::gather && x.operation->arity == 1);
      if (linear) {
        const Number s = sum(f, w);
        if (failed_) return {};
        return {b_.apply(*x.operation, s.value, -1, -1, x.p0, x.p1),
                s.rest < 0 ? -1 : b_.apply(*x.operation, s.rest, -1, -1, x.p0, x.p1)};
      }
    }
    if (id == operation_id<MinusOp>) {
      const Number s = sum(f, w);
      return failed_ ? Number{} : minus(s);
    }
    const Factors a = factors(n);
    return failed_ ? Number{} : times(a.row, column_sum(times(w, a.column)));
  }

  constexpr bool mixed(int n) const { return b_[n].axis == axis_both; }
  constexpr bool of_rows(int n) const { return b_[n].axis == row_axis_; }
  constexpr Number fail() {
    failed_ = true;
    return {};
  }
  // As it is: an Exp of rows times an Exp of columns must not become one again.
  constexpr int times(int f, int g) {
    if (f < 0 || g < 0) return f < 0 ? g : f;
    return b_.template apply_as_is<MultOp>(normal(f), normal(g));
  }
  constexpr int over(int f, int g) {
    return g < 0 ? f : b_.template apply_as_is<DivideOp>(f < 0 ? b_.constant(1) : normal(f), normal(g));
  }
  constexpr int squared(int f) { return b_.template apply_as_is<SquareOp>(normal(f)); }
  // Product n, as a factor of another one: if it is not in the formula, pairs may have no product that small.
  constexpr int normal(int n) {
    if (n < first_made_ || b_[n].is_leaf()) return n;
    const Node x = b_[n];
    const std::uint64_t id = x.operation->id;
    if (id == operation_id<MinusOp>) return b_.template apply_as_is<MinusOp>(normal(x.operand[0]));
    if (id == operation_id<MultOp> || id == operation_id<DivideOp>)
      return b_.template apply_as_is<NormalOp>(n, x.operand[0], x.operand[1]);
    return id == operation_id<SquareOp> ? b_.template apply_as_is<NormalOp>(n, x.operand[0], x.operand[0]) : n;
  }

  // Row factor f times sum s. Where that underflows, so do pairs; but another row factor might make up for it.
  constexpr Number times(int f, Number s) {
    if (failed_ || f < 0) return s;
    f = normal(f);
    int p = b_.template apply_as_is<MultOp>(f, s.value);
    if (outer_ > 0) p = b_.template apply_as_is<NormalOp>(p, f, s.value);
    if (s.rest < 0) return {p, -1};
    const int of_rest = b_.template apply_as_is<MultOp>(f, s.rest);
    return {p, b_.template apply_as_is<AddOp>(b_.template apply_as_is<ProductRestOp>(f, s.value, p), of_rest)};
  }
  constexpr Number minus(Number s) {
    return {b_.template apply_as_is<MinusOp>(s.value), s.rest < 0 ? -1 : b_.template apply_as_is<MinusOp>(s.rest)};
  }
  constexpr int rest_of(Number s) { return s.rest < 0 ? b_.constant(0, 1, b_.dim(s.value)) : s.rest; }
  constexpr Number added(Number l, Number r) {
    const int s = b_.template apply_as_is<AddOp>(l.value, r.value);
    const int rests = b_.template apply_as_is<AddOp>(rest_of(l), rest_of(r));
    return {s, b_.template apply_as_is<AddOp>(b_.template apply_as_is<SumRestOp>(l.value, r.value, s), rests)};
  }

  // The sum of the components of s, in halves.
  constexpr Number components_of(Number s) {
    if (failed_) return {};
    const auto part = [&](int n, int first, int count) {
      return n < 0 ? n : b_.template apply<ExtractOp>(n, -1, -1, first, count);
    };
    Number odd{-1, -1};
    for (int dim = b_.dim(s.value); dim > 1; dim /= 2) {
      if (dim % 2 != 0) {
        const Number last{part(s.value, dim - 1, 1), part(s.rest, dim - 1, 1)};
        odd = odd.value < 0 ? last : added(odd, last);
      }
      const int half = dim / 2;
      s = added({part(s.value, 0, half), part(s.rest, 0, half)}, {part(s.value, half, half), part(s.rest, half, half)});
    }
    return odd.value < 0 ? s : added(s, odd);
  }

  // n as a product of a factor of the rows and one of the columns.
  constexpr Factors factors(int n) {
    if (!mixed(n)) return of_rows(n) ? Factors{n, -1} : Factors{-1, n};
    const Node x = b_[n];
    const std::uint64_t id = x.operation->id;
    if (id == operation_id<ExpOp>) {
      Factors f{-1, -1};
      exponents(x.operand[0], false, f);
      return f;
    }
    const bool product = id == operation_id<MultOp>, quotient = id == operation_id<DivideOp>;
    if (!product && !quotient && id != operation_id<MinusOp> && id != operation_id<SquareOp>) {
      fail();
      return {-1, -1};
    }
    const Factors f = factors(x.operand[0]);
    if (failed_) return f;
    if (id == operation_id<MinusOp>) return {b_.template apply_as_is<MinusOp>(f.row), f.column};
    if (id == operation_id<SquareOp>) return {squared(f.row), squared(f.column)};
    const Factors g = factors(x.operand[1]);
    if (product) return {times(f.row, g.row), times(f.column, g.column)};
    return {over(f.row, g.row), over(f.column, g.column)};
  }

  // The exponentials of the terms of a sum become factors of their axes: sums of terms, x_i + s_i, may be larger than
  // those of the formula, (x_i - y_j) + (s_i - z_j), and then lose digits.
  constexpr void exponents(int n, bool minus, Factors& e) {
    if (!mixed(n)) {
      int& p = of_rows(n) ? e.row : e.column;
      const int term = minus ? b_.template apply<MinusOp>(n) : n;
      p = times(p, b_.template apply_as_is<ExpOp>(b_.template apply_as_is<InExpRangeOp>(term)));
    } else if (b_.template is<MinusOp>(n)) {
      exponents(b_.operand(n), !minus, e);
    } else if (b_.template is<AddOp>(n) || b_.template is<SubtractOp>(n)) {
      const bool flips = b_.template is<SubtractOp>(n);
      exponents(b_.operand(n, 0), minus, e);
      exponents(b_.operand(n, 1), minus != flips, e);
    } else {
      fail();
    }
  }

  // The sum of node c over the swept axis: a parameter of the row part.
  constexpr Number column_sum(int c) {
    if (failed_) return {};
    if (c < 0) c = b_.constant(1);
    int t = 0;
    while (t < terms_ && term_[t] != c) ++t;
    if (t == terms_) {
      if (terms_ == Separation::max_terms || first_position_ + terms_ >= max_positions) return fail();
      term_[terms_++] = c;
    }
    const int dim = b_.dim(c), s = b_.variable(Category::parameter, first_position_ + t, with_rests_ ? 2 * dim : dim);
    if (!with_rests_) return {s, -1};
    return {b_.template apply<ExtractOp>(s, -1, -1, 0, dim), b_.template apply<ExtractOp>(s, -1, -1, dim, dim)};
  }

  B& b_;
  unsigned row_axis_;
  int first_position_, first_made_;
  int term_[Separation::max_terms] = {};
  int terms_ = 0;
  int outer_ = 0;  // row factors that are to come
  bool failed_ = false, with_rests_ = false;
};

// The draft of F in a builder, taken apart.
template <class F, class B>
constexpr int separate(B& b, Kept kept, Separation* result, bool columns) {
  const int root = copy_program(b, draft<F>);
  Separator<B> s(b, kept);
  const int rows = s.sum(root);
  if (result != nullptr) *result = s.result();
  return columns ? s.columns() : rows;
}

template <class F>
constexpr Separation find_separation(Kept kept) {
  const auto& p = draft<F>;
  for (int i = 0; i < p.size; ++i) {
    if (p.node[i].axis != axis_both) continue;
    const Operation& o = *p.node[i].operation;
    const std::uint64_t taken_apart[] = {operation_id<MultOp>,     operation_id<AddOp>,      operation_id<SubtractOp>,
                                         operation_id<MinusOp>,    operation_id<SquareOp>,   operation_id<DivideOp>,
                                         operation_id<ExpOp>,      operation_id<ScalprodOp>, operation_id<SumOp>,
                                         operation_id<BroadcastOp>};
    bool known = o.kind == Kind::gather;
    for (const std::uint64_t id : taken_apart) known = known || o.id == id;
    if (!known) return {};
  }
  BuilderStorage<256> storage;
  Builder b(storage);
  Separation s;
  separate<F>(b, kept, &s, false);
  return b.error == ProgramError::none ? s : Separation{};
}

template <class F, Kept K, bool Columns>
struct EmitPart {
  using formula = F;
  static constexpr int expected_nodes = draft<F>.size;
  template <class B>
  constexpr int operator()(B& b) const {
    return separate<F>(b, K, nullptr, Columns);
  }
};

}  // namespace detail

/// How the sum of formula F that keeps axis K separates.
template <class F, Kept K>
inline constexpr Separation separation = detail::find_separation<F>(K);

/// Where separation<F, K> is possible: the factors of the swept axis, one vector, and the result as a formula of their
/// sums, which are parameters at the positions after those of F. Recipes for an engine, not formulas to write.
template <class F, Kept K, bool Columns>
struct Part {
  using children = TypeList<F>;
  using operation_type = InExpRangeOp;
  static constexpr Key key = detail::key_of(Columns ? "column part" : "row part", F::key, static_cast<std::int64_t>(K));
};
template <class F, Kept K>
using ColumnPart = Part<F, K, true>;
template <class F, Kept K>
using RowPart = Part<F, K, false>;

template <class F, Kept K, bool Columns>
inline constexpr auto draft<Part<F, K, Columns>> = detail::make_program<detail::EmitPart<F, K, Columns>>();

}  // namespace kernfold

// SPDX-License-Identifier: MIT
//
// Sums that need no pairs. Where each term of a formula is a product of a factor of the kept axis and one of the swept
// axis, sum_j R(i) C(j) = R(i) sum_j C(j), and M N evaluations become M + N. Exp(f + g) is such a product where f and g
// are of one axis each. A formula becomes two: ColumnPart, the vector of all C, to be summed, and RowPart, a formula of
// those sums, parameters after the formula's own arguments.
//
// Only products are taken apart, and sums of products. x_i - y_j stays: N x_i - sum_j y_j would lose digits where the
// terms cancel. What can still go wrong shows in the numbers: an exponent that is large by itself becomes NaN
// (InExpRange), and so does a product of some factors that underflows where others may make up for it (Normal); sums
// over- or underflow; then all pairs are evaluated after all.
#pragma once

#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/program/operations_of.hpp>
#include <kernfold/program/plan.hpp>

namespace kernfold {

namespace detail {
template <class T>
inline constexpr double exp_limit = sizeof(T) == sizeof(float) ? 29. : 236.;
template <class T>
requires requires { typename T::value_type; }
inline constexpr double exp_limit<T> = exp_limit<typename T::value_type>;
template <class T>
inline constexpr double least_normal = sizeof(T) == sizeof(float) ? 0x1p-126 : 0x1p-1022;
template <class T>
requires requires { typename T::value_type; }
inline constexpr double least_normal<T> = least_normal<typename T::value_type>;
}  // namespace detail

struct NormalOp;

/// x where |x| <= log(largest) / 3, so that the product of three exponentials is finite and none loses digits to
/// subnormal numbers; NaN elsewhere.
struct InExpRangeOp : Elementwise<1> {
  static constexpr const char* name = "InExpRange";
  using uses = TypeList<ConcatOp, NormalOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::abs;
    using math::select;
    return select(abs(x) <= T(detail::exp_limit<T>), x, T(math::constant::quiet_nan));
  }
};

/// x, which is f g, f / g or f^2 (then g = f), where it has all its digits: it is no subnormal number, and 0 only if f
/// or g is. NaN elsewhere.
struct NormalOp : Elementwise<3> {
  static constexpr const char* name = "Normal";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T f, T g) {
    using math::abs;
    using math::select;
    const auto normal = abs(x) >= T(detail::least_normal<T>);
    return select(normal | (f == T(0)) | (g == T(0)), x, T(math::constant::quiet_nan));
  }
};

/// Whether and how the sum of a formula separates: the dimensions of the column sums.
struct Separation {
  static constexpr int max_terms = 8;
  bool possible = false;
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
        first_made_(builder.size()) {}

  /// The sum over the swept axis of node n times w, a factor of that axis (-1: 1), as a node of the row part.
  constexpr int sum(int n, int w = -1) {
    if (failed_) return 0;
    if (!mixed(n)) return of_rows(n) ? times(n, column_sum(w)) : column_sum(times(w, n));
    const Node x = b_[n];
    const std::uint64_t id = x.operation->id;
    const int f = x.operand[0], g = x.operand[1];
    if (id == operation_id<AddOp> || id == operation_id<SubtractOp>) {
      if (!mixed(f) || !mixed(g)) return fail();
      const int l = sum(f, w), r = sum(g, w);
      return failed_ ? 0 : b_.apply(*x.operation, l, r);
    }
    if (id == operation_id<MultOp>) {
      for (int k = 0; k < 2; ++k) {
        const Factors a = factors(x.operand[k]);
        if (!failed_) return times(a.row, sum(x.operand[1 - k], times(w, a.column)));
        failed_ = false;
      }
      return fail();
    }
    if (w < 0 || b_.is_scalar(w)) {
      if (id == operation_id<ScalprodOp>) {
        const Factors l = factors(f), r = factors(g);
        if (failed_) return 0;
        const int row = times(l.row, r.row), column = times(w, times(l.column, r.column));
        if (b_.is_scalar(row)) return times(row, column_sum(b_.template apply<SumOp>(column)));
        return b_.template apply<ScalprodOp>(row, column_sum(column));
      }
      if (id == operation_id<ConcatOp>) {
        const int l = sum(f, w), r = sum(g, w);
        return failed_ ? 0 : b_.template apply<ConcatOp>(l, r);
      }
      const bool linear = id == operation_id<SumOp> || id == operation_id<BroadcastOp> ||
                          (x.operation->kind == Kind::gather && x.operation->arity == 1);
      if (linear) {
        const int s = sum(f, w);
        return failed_ ? 0 : b_.apply(*x.operation, s, -1, -1, x.p0, x.p1);
      }
    }
    if (id == operation_id<MinusOp>) {
      const int s = sum(f, w);
      return failed_ ? 0 : b_.template apply<MinusOp>(s);
    }
    const Factors a = factors(n);
    return failed_ ? 0 : times(a.row, column_sum(times(w, a.column)));
  }

  constexpr bool failed() const { return failed_ || terms_ == 0; }
  constexpr Separation result() const {
    Separation s;
    s.possible = !failed();
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
  constexpr bool mixed(int n) const { return b_[n].axis == axis_both; }
  constexpr bool of_rows(int n) const { return b_[n].axis == row_axis_; }
  constexpr int fail() {
    failed_ = true;
    return 0;
  }
  // As it is: an Exp of rows times an Exp of columns must not become one again.
  constexpr int times(int f, int g) {
    if (f < 0 || g < 0) return f < 0 ? g : f;
    const bool of_sums = is_sum(f) || is_sum(g);  // below 2^60, so that results tell
    return b_.template apply_as_is<MultOp>(of_sums ? f : normal(f), of_sums ? g : normal(g));
  }
  constexpr int over(int f, int g) {
    return g < 0 ? f : b_.template apply_as_is<DivideOp>(f < 0 ? b_.constant(1) : normal(f), normal(g));
  }
  constexpr int squared(int f) { return b_.template apply_as_is<SquareOp>(normal(f)); }
  constexpr bool is_sum(int n) const { return b_[n].is_variable() && b_[n].position() >= first_position_; }
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

  // n as a product of a factor of the rows and one of the columns.
  constexpr Factors factors(int n) {
    if (!mixed(n)) return of_rows(n) ? Factors{n, -1} : Factors{-1, n};
    const Node x = b_[n];
    const std::uint64_t id = x.operation->id;
    if (id == operation_id<ExpOp>) {
      int part[2] = {-1, -1};
      exponents(x.operand[0], false, part);
      if (failed_) return {-1, -1};
      return {b_.template apply_as_is<ExpOp>(b_.template apply_as_is<InExpRangeOp>(part[0])),
              b_.template apply_as_is<ExpOp>(b_.template apply_as_is<InExpRangeOp>(part[1]))};
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

  // Adds the terms of a sum to the part of its axis.
  constexpr void exponents(int n, bool minus, int* part) {
    if (!mixed(n)) {
      int& p = part[of_rows(n) ? 0 : 1];
      if (p < 0)
        p = minus ? b_.template apply<MinusOp>(n) : n;
      else
        p = minus ? b_.template apply<SubtractOp>(p, n) : b_.template apply<AddOp>(p, n);
    } else if (b_.template is<MinusOp>(n)) {
      exponents(b_.operand(n), !minus, part);
    } else if (b_.template is<AddOp>(n) || b_.template is<SubtractOp>(n)) {
      const bool flips = b_.template is<SubtractOp>(n);
      exponents(b_.operand(n, 0), minus, part);
      exponents(b_.operand(n, 1), minus != flips, part);
    } else {
      fail();
    }
  }

  // The sum of node c over the swept axis: a parameter of the row part.
  constexpr int column_sum(int c) {
    if (failed_) return 0;
    if (c < 0) c = b_.constant(1);
    int t = 0;
    while (t < terms_ && term_[t] != c) ++t;
    if (t == terms_) {
      if (terms_ == Separation::max_terms || first_position_ + terms_ >= max_positions) return fail();
      term_[terms_++] = c;
    }
    return b_.variable(Category::parameter, first_position_ + t, b_.dim(c));
  }

  B& b_;
  unsigned row_axis_;
  int first_position_, first_made_;
  int term_[Separation::max_terms] = {};
  int terms_ = 0;
  bool failed_ = false;
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

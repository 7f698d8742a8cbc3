// SPDX-License-Identifier: MIT
//
// What an operation is. An operation is a struct with a name, a kind (Elementwise<n>, Contraction<n>, Gather<n>,
// Opaque<n>), a `value` on a generic scalar or pack, and a `derivative`: a formula of its operands and the incoming
// adjoint. Ours and a user's are written alike:
//
//     struct SinhOp : kernfold::Elementwise<1> {
//       static constexpr const char* name = "Sinh";
//       template <class T>
//       static T value(T x) {
//         using std::sinh;
//         return sinh(x);  // T is float, double or a pack of them
//       }
//       static constexpr auto derivative(auto x, auto g) { return g * Cosh(x); }
//     };
//     template <kernfold::Formula F>
//     constexpr auto Sinh(F f) { return kernfold::apply<SinhOp>(f); }
#pragma once

#include <kernfold/formula/variable.hpp>
#include <kernfold/program/builder.hpp>

namespace kernfold {

/// What an operation with integer arguments or dimension-dependent rules is told: dimensions of its operands, its
/// arguments.
struct Shape {
  int dim[max_arity];
  std::int64_t p0, p1;
};

/// Base of operations that map component k of the operands to component k of the value; operands of dimension 1
/// broadcast. Needs `value(a, ...)`.
template <int Arity>
struct Elementwise {
  static constexpr Kind kind = Kind::elementwise;
  static constexpr int arity = Arity;
  static constexpr int cost = 1;
  static constexpr bool commutative = false;
  static constexpr int dim(const Shape& s) {
    int d = 1;
    for (int k = 0; k < Arity; ++k) {
      if (s.dim[k] != 1 && d != 1 && s.dim[k] != d) return 0;
      if (s.dim[k] != 1) d = s.dim[k];
    }
    return d;
  }
};

/// Base of operations whose result is a complex vector, (re, im) interleaved. A real operation takes such a vector only
/// if its `fits_complex(shape, which operands are complex)` says so; gathers take any.
struct ComplexResult {
  static constexpr bool makes_complex = true;
};

/// Base of elementwise functions f with f(0) = 0.
struct VanishingAtZero : Elementwise<1> {
  static constexpr int simplify(Builder& b, const Node& x) { return b.is_zero(x.operand[0]) ? x.operand[0] : -1; }
};

/// Base of operations that accumulate a scalar over the components of their operands, which have equal dimensions (or
/// 1). Needs `first(a, ...)`, the value of component 0, and `next(s, a, ...)`, which takes in one more component.
template <int Arity>
struct Contraction : Elementwise<Arity> {
  static constexpr Kind kind = Kind::contraction;
  static constexpr int dim(const Shape& s) { return Elementwise<Arity>::dim(s) > 0 ? 1 : 0; }
};

/// Base of operations whose component k is a sum of `terms(shape)` terms, signed products of components of the
/// operands. Needs `dim(shape)` and `index(operand, k, term, shape)`: the component that is read, or -1 if the operand
/// takes no part in this term (`partial`; a term without any operand is 0). `negative(k, term, shape)` says which terms
/// are subtracted.
template <int Arity>
struct Gather {
  static constexpr Kind kind = Kind::gather;
  static constexpr int arity = Arity;
  static constexpr int cost = 1;
  static constexpr bool commutative = false;
  static constexpr bool partial = false;
  static constexpr int terms(const Shape&) { return 1; }
  static constexpr bool negative(int, int, const Shape&) { return false; }
};

/// Base of operations whose value follows from the operands as a whole: by a recursion, a search, a table. Needs
/// `dim(shape)`, and a `value` that is given all components and writes those of the result; scalars are arrays of one:
///
///     struct CumulativeSumOp : kernfold::Opaque<1> {
///       static constexpr const char* name = "CumulativeSum";
///       static constexpr int dim(const kernfold::Shape& s) { return s.dim[0]; }
///       template <class T, int N>  // T is float, double or a pack of them, N the dimension
///       static constexpr void value(T (&sum)[N], const T (&f)[N]) {
///         sum[0] = f[0];
///         for (int k = 1; k < N; ++k) sum[k] = sum[k - 1] + f[k];
///       }
///       static constexpr auto derivative(auto, auto g) { return ...; }  // of the whole vector, as for a gather
///     };
///
/// A value that compares packs chooses by select(x < y, a, b), after `using math::select;`: there is no one branch to
/// take. One with an integer argument is value<p0>(result, f, ...). Operands and result are in memory, and so are its
/// arrays: they should fit into the first cache. `terms(shape)` tells the cost of a component of the result in units of
/// `cost`.
template <int Arity>
struct Opaque {
  static constexpr Kind kind = Kind::opaque;
  static constexpr int arity = Arity;
  static constexpr int cost = 1;
  static constexpr bool commutative = false;
  static constexpr int terms(const Shape&) { return 1; }
};

/// An operation together with its integer arguments, as in Pow<3>.
template <class O, std::int64_t P0, std::int64_t P1 = 0>
struct With {};

/// Adjoints of several operands, in their order.
template <class... G>
struct Adjoints {
  using types = TypeList<G...>;
};
template <class... G>
constexpr Adjoints<G...> adjoints(G...) {
  return {};
}

namespace detail {

template <class O>
struct OperationOf {
  using type = O;
  static constexpr std::int64_t p0 = 0, p1 = 0;
};
template <class O, std::int64_t P0, std::int64_t P1>
struct OperationOf<With<O, P0, P1>> {
  using type = O;
  static constexpr std::int64_t p0 = P0, p1 = P1;
};

// The formulas of an operation's adjoints, one for each operand; empty if it gives none.
template <class G>
struct AdjointList {
  using type = TypeList<G>;
};
template <class... G>
struct AdjointList<Adjoints<G...>> {
  using type = TypeList<G...>;
};
template <class O>
constexpr auto adjoint_formulas() {
  using H0 = Hole<0>;
  using H1 = Hole<1>;
  using H2 = Hole<2>;
  using H3 = Hole<3>;
  if constexpr (O::arity == 1 && requires { O::derivative(H0{}, H1{}); }) {
    return typename AdjointList<decltype(O::derivative(H0{}, H1{}))>::type{};
  } else if constexpr (O::arity == 2 && requires { O::derivative(H0{}, H1{}, H2{}); }) {
    return typename AdjointList<decltype(O::derivative(H0{}, H1{}, H2{}))>::type{};
  } else if constexpr (O::arity == 3 && requires { O::derivative(H0{}, H1{}, H2{}, H3{}); }) {
    return typename AdjointList<decltype(O::derivative(H0{}, H1{}, H2{}, H3{}))>::type{};
  } else {
    return TypeList<>{};
  }
}
template <class O>
using adjoint_formulas_t = decltype(adjoint_formulas<O>());

template <class O>
constexpr int dim_rule(const int* dims, std::int64_t p0, std::int64_t p1) {
  Shape s{{}, p0, p1};
  for (int k = 0; k < O::arity; ++k) s.dim[k] = dims[k];
  return O::dim(s);
}
template <class O>
constexpr int terms_rule(const int* dims, std::int64_t p0, std::int64_t p1) {
  if constexpr (O::kind == Kind::gather || O::kind == Kind::opaque) {
    Shape s{{}, p0, p1};
    for (int k = 0; k < O::arity; ++k) s.dim[k] = dims[k];
    return O::terms(s);
  } else {
    return 1;
  }
}
template <class O>
constexpr int simplify_rule(Builder& b, const Node& x) {
  return O::simplify(b, x);
}
template <class O>
constexpr int finalize_rule(Builder& b, int f, [[maybe_unused]] int g) {
  if constexpr (O::arity == 2)
    return O::finalize(b, f, g);
  else
    return O::finalize(b, f);
}
template <class G>
constexpr int emit_adjoint(Builder& b, const int* holes) {
  return G::emit(b, holes);
}
template <class... G>
constexpr int emit_adjoint_number(TypeList<G...>, Builder& b, int which, const int* holes) {
  constexpr int (*rule[])(Builder&, const int*) = {&emit_adjoint<G>...};
  return rule[which](b, holes);
}
template <class O>
constexpr int adjoint_rule(Builder& b, int which, const Node& x, int self, int g) {
  if constexpr (requires { O::adjoint(b, which, x, self, g); }) {
    return O::adjoint(b, which, x, self, g);
  } else {
    int holes[max_arity + 1] = {};
    for (int k = 0; k < O::arity; ++k) holes[k] = x.operand[k];
    holes[O::arity] = g;
    return emit_adjoint_number(adjoint_formulas_t<O>{}, b, which, holes);
  }
}

template <class List>
inline constexpr int length_of = 0;
template <class... X>
inline constexpr int length_of<TypeList<X...>> = static_cast<int>(sizeof...(X));

// The messages about an operation of a user's own.
template <class Op, bool ok = false>
struct operation_without_base {
  static_assert(ok,
                "kernfold: apply<Op>(f): operation_without_base<Op>: an operation says how it maps components, and of "
                "how many operands; derive Op from Elementwise<n>, Contraction<n>, Gather<n> or Opaque<n>");
};
template <class Op, bool ok = false>
struct operation_without_name {
  static_assert(ok,
                "kernfold: apply<Op>(f): operation_without_name<Op>: an operation needs a name; add a member static "
                "constexpr const char* name to Op");
};
template <class Op, bool ok = false>
struct operation_without_value {
  static_assert(ok,
                "kernfold: apply<Op>(f): operation_without_value<Op>: an Elementwise<n> operation needs a member "
                "template <class T> "
                "static T value(T, ...) with n operands, for T float, double or a pack of them; add it to Op");
};
template <class Op, bool ok = false>
struct opaque_without_value {
  static_assert(
      ok,
      "kernfold: apply<Op>(f): opaque_without_value<Op>: an Opaque<n> operation needs a member template <class "
      "T> static void value(T (&result)[dim], const T (&f)[dim], ...) with an array for the result and one for "
      "each operand, for T float, double or a pack of them; add it to Op");
};
template <class Op, int given, int needed>
struct adjoints_of_operation {
  static_assert(given == needed,
                "kernfold: apply<Op>(f, ...): adjoints_of_operation<Op, given, needed>: the derivative of an operation "
                "gives one adjoint for each operand; return adjoints(gf, gg, ...) from Op::derivative");
};

constexpr bool is_text(const char* s) { return *s != '\0'; }
template <class O>
concept HasName = requires {
  requires std::bool_constant<is_text(O::name)>::value;
};
template <class O>
constexpr const char* name_of() {
  if constexpr (HasName<O>) {
    return O::name;
  } else {
    return "";
  }
}

// (A function that is no template has an address; it takes numbers, or packs, but not both.)
template <class O, class... T>
concept TakesValues = !requires {
  &O::value;
}
&&(
    requires(T... x) { O::value(x...); } || requires(T... x) { O::template value<1>(x...); });
template <class O>
constexpr bool has_value() {
  if constexpr (O::kind != Kind::elementwise || O::arity == 0) {
    return true;
  } else if constexpr (O::arity == 1) {
    return TakesValues<O, float>;
  } else if constexpr (O::arity == 2) {
    return TakesValues<O, float, float>;
  } else {
    return TakesValues<O, float, float, float>;
  }
}

// Calls the value of an opaque operation.
KERNFOLD_NO_EXEC_CHECK
template <class O, std::int64_t P0, class T, int R, int... D>
KERNFOLD_HD KERNFOLD_INLINE constexpr void opaque_value(T (&r)[R], const T (&... f)[D]) {
  if constexpr (requires { O::integers; })
    O::template value<P0>(r, f...);
  else
    O::value(r, f...);
}
template <class O, int R, int... D>
concept TakesComponents = requires(float (&r)[R], const float (&... f)[D]) {
  O::value(r, f...);
}
|| requires(float (&r)[R], const float (&... f)[D]) { O::template value<1>(r, f...); };

template <class O>
constexpr Operation make_operation() {
  static_assert(O::arity <= max_arity, "kernfold: an operation has at most 3 operands");
  if constexpr (constexpr int n = length_of<adjoint_formulas_t<O>>; n != 0 && n != O::arity)
    explain<adjoints_of_operation<O, n, O::arity>>();
  Operation r{};
  r.id = hash_of(name_of<O>());
  r.name = name_of<O>();
  r.kind = O::kind;
  r.arity = O::arity;
  r.commutative = O::commutative;
  if constexpr (requires { O::pairwise; }) r.pairwise = true;
  r.cost = O::cost;
  r.dim = &dim_rule<O>;
  r.terms = &terms_rule<O>;
  if constexpr (requires(Builder & b, const Node& x) { O::simplify(b, x); }) {
    r.simplifies = true;
    r.simplify = &simplify_rule<O>;
  }
  if constexpr (
      requires(Builder & b) { O::finalize(b, 0); } || requires(Builder & b) { O::finalize(b, 0, 0); }) {
    r.finalizes = true;
    r.finalize = &finalize_rule<O>;
  }
  if constexpr (requires(Builder & b, const Node& x) { O::adjoint(b, 0, x, 0, 0); } ||
                !__is_same(adjoint_formulas_t<O>, TypeList<>)) {
    r.differentiable = true;
    r.adjoint = &adjoint_rule<O>;
  }
  return r;
}

// The messages about operands of an operation; its template arguments carry the operation and the numbers.
template <class Op, int given, int needed>
struct operand_count {
  static_assert(given == needed,
                "kernfold: apply<Op>(f, ...): operand_count<Op, given, needed>: the operation is applied to a wrong "
                "number of operands; it takes as many as its base says, Elementwise<n> and the like");
};
template <class Op, int... dimensions>
struct operands_differ {
  static_assert(
      sizeof...(dimensions) == 0,
      "kernfold: f + g and the like: operands_differ<operation, dimensions...>: the operands of this operation "
      "have equal dimensions, or dimension 1, which broadcasts; correct those of the variables, as in "
      "Vi<position, dim>, or take a part with Extract<start, length>(f)");
};
template <class Op, int... dimensions>
struct operands_do_not_fit {
  static_assert(sizeof...(dimensions) == 0,
                "kernfold: operands_do_not_fit<operation, dimensions...>: the operation has no value for operands of "
                "these dimensions");
};

// Says why operands of these dimensions do not fit, in the operation's own words if it has some.
template <class O, int... Dims>
constexpr void explain_misfit() {
  using Op = typename OperationOf<O>::type;
  if constexpr (requires { typename Op::template operands_do_not_fit<O, Dims...>; }) {
    explain<typename Op::template operands_do_not_fit<O, Dims...>>();
  } else if constexpr (Op::kind == Kind::gather || Op::kind == Kind::opaque) {
    explain<operands_do_not_fit<Op, Dims...>>();
  } else {
    explain<operands_differ<Op, Dims...>>();
  }
}

// The dimension of a formula: 0 in a derivative rule, where dimensions are not known yet, and -1 after a mistake, which
// is explained once.
template <class O, int... Dims>
constexpr int dimension_of() {
  using Op = typename OperationOf<O>::type;
  if constexpr (!requires { Op::kind, Op::arity; }) {
    explain<operation_without_base<Op>>();
    return -1;
  } else if constexpr (sizeof...(Dims) != Op::arity) {
    explain<operand_count<Op, static_cast<int>(sizeof...(Dims)), Op::arity>>();
    return -1;
  } else if constexpr (!HasName<Op>) {
    explain<operation_without_name<Op>>();
    return -1;
  } else if constexpr (!has_value<Op>()) {
    explain<operation_without_value<Op>>();
    return -1;
  } else if constexpr (((Dims < 0) || ...)) {
    return -1;
  } else if constexpr (((Dims == 0) || ...)) {
    return 0;
  } else {
    constexpr int d = Op::dim(Shape{{Dims...}, OperationOf<O>::p0, OperationOf<O>::p1});
    if constexpr (d <= 0) {
      explain_misfit<O, Dims...>();
      return -1;
    } else if constexpr (Op::kind == Kind::opaque) {
      constexpr bool valued = TakesComponents<Op, d, Dims...>;
      if constexpr (!valued) explain<opaque_without_value<Op>>();
      return valued ? d : -1;
    } else {
      return d;
    }
  }
}

template <class O, class... F>
struct real_operation_on_complex {
  static_assert(always_false<O>,
                "kernfold: real_operation_on_complex<Op, f...>: a real operation would treat the parts of a complex "
                "formula, (re, "
                "im), as numbers of their own; use the complex operation (ComplexMult, ComplexExp, ComplexAbs ...), or "
                "ComplexReal(f) and ComplexImag(f)");
};

// Is the value of O, applied to F..., complex?
template <class O, class... F>
constexpr bool complex_result() {
  using Op = typename OperationOf<O>::type;
  constexpr bool made = requires { Op::makes_complex; };
  if constexpr ((F::complex || ...) && ((F::dim > 0) && ...)) {
    constexpr Shape shape{{F::dim...}, 0, 0};
    constexpr bool complex[] = {F::complex...};
    if constexpr (Op::kind == Kind::gather) {
      return made;
    } else if constexpr (requires { Op::fits_complex(shape, complex); }) {
      if constexpr (!Op::fits_complex(shape, complex)) explain<real_operation_on_complex<Op, F...>>();
      return Op::kind == Kind::elementwise;
    } else {
      explain<real_operation_on_complex<Op, F...>>();
      return false;
    }
  } else {
    return made;
  }
}

}  // namespace detail

/// What the compiler knows of operation O.
template <class O>
inline constexpr Operation operation = detail::make_operation<O>();

/// The identity of operation O: its name, which no other operation of a formula may have.
template <class O>
inline constexpr std::uint64_t operation_id = detail::hash_of(detail::name_of<O>());

template <class O>
constexpr int Builder::apply(int a, int b, int c, std::int64_t p0, std::int64_t p1) {
  return apply(operation<O>, a, b, c, p0, p1);
}
template <class O>
constexpr int Builder::apply_as_is(int a, int b, int c, std::int64_t p0, std::int64_t p1) {
  return put(make(operation<O>, a, b, c, p0, p1));
}
template <class O>
constexpr bool Builder::is(int i) const {
  return !node_[i].is_leaf() && node_[i].operation->id == operation_id<O>;
}

/// The formula `O(f...)`, O an operation or an operation With integer arguments.
template <class O, class... F>
struct Apply : Expression<Apply<O, F...>> {
  using operation_type = typename detail::OperationOf<O>::type;
  using children = TypeList<F...>;
  static constexpr int dim = detail::dimension_of<O, F::dim...>();
  static constexpr bool complex = detail::complex_result<O, F...>();
  static constexpr std::int64_t p0 = detail::OperationOf<O>::p0, p1 = detail::OperationOf<O>::p1;
  static_assert(dim >= -1 && (complex || true));  // explains here, where it is written, what does not fit
  static constexpr Key key = detail::key_of(detail::name_of<operation_type>(), p0, p1, F::key...);

  static constexpr int emit(Builder& b, [[maybe_unused]] const int* holes) {
    constexpr bool rule = dim == 0;  // a part of a derivative rule: other holes, another node
    if constexpr (dim < 0) return b.fail(ProgramError::explained);
    if constexpr (!rule)
      if (const int known = b.recall(key); known >= 0) return known;
    int in[max_arity] = {-1, -1, -1};
    int k = 0;
    ((in[k++] = F::emit(b, holes)), ...);
    const int r = b.apply(operation<operation_type>, in[0], in[1], in[2], p0, p1);
    if constexpr (!rule)
      return b.remember(key, r);
    else
      return r;
  }
};

/// What stands for a formula where a mistake has been explained.
struct Explained : Expression<Explained> {
  using children = TypeList<>;
  static constexpr int dim = -1;
  static constexpr Key key{};
  static constexpr int emit(Builder& b, const int*) { return b.fail(ProgramError::explained); }
};

/// Explains that an operand is no formula.
template <class O, class... F>
requires(!(Formula<F> && ...)) struct Apply<O, F...> : Explained {
  static_assert(
      detail::always_false<O>,
      "kernfold: Exp(2) and the like: an operation takes formulas; write a number as an exact constant, 2_c or "
      "0.5_c, or declare a variable, Pm<position, 1> for a number, and pass number or data in the call");
};

/// The formula `O(f...)`.
template <class O, class... F>
constexpr Apply<O, F...> apply(F...) {
  return {};
}

namespace detail {
template <int given, int needed, bool ok = false>
struct number_of_operands {
  static_assert(ok,
                "kernfold: Exp(f, g), SqDist(f) and the like: number_of_operands<given, needed>: the operation takes "
                "more or fewer formulas; write as many as it needs, as in Exp(f), SqDist(f, g), IfElse(f, a, b)");
};
// An operand of an operation that is called with another number of them.
template <int given, int needed>
struct Operand : Explained {
  static constexpr int explained() {
    explain<number_of_operands<given, needed>>();
    return -1;
  }
  static constexpr int dim = explained();
};
}  // namespace detail

// The last choice among the deduction guides of an operation of n operands: explains a call with others.
#define KERNFOLD_OPERANDS_1(Op) \
  template <class... F>         \
  Op(F...)->Op<detail::Operand<sizeof...(F), 1>>
#define KERNFOLD_OPERANDS_2(Op) \
  template <class... F>         \
  Op(F...)->Op<detail::Operand<sizeof...(F), 2>, detail::Operand<sizeof...(F), 2>>
#define KERNFOLD_OPERANDS_3(Op) \
  template <class... F>         \
  Op(F...)->Op<detail::Operand<sizeof...(F), 3>, detail::Operand<sizeof...(F), 3>, detail::Operand<sizeof...(F), 3>>
// The same for one operand; and Op(Op(f)) is no copy.
#define KERNFOLD_UNARY(Op) \
  template <class F>       \
  Op(Op<F>) -> Op<Op<F>>;  \
  KERNFOLD_OPERANDS_1(Op)

// The last choice among the overloads of Op, an operation that is a function: explains a call with other operands.
#define KERNFOLD_USAGE(Op, usage)                                                                               \
  template <auto... N, class... F>                                                                              \
  requires(Formula<F> || ...) constexpr Explained Op(F...) {                                                    \
    static_assert(detail::always_false<F...>,                                                                   \
                  "kernfold: " #Op                                                                              \
                  "(...): not the operands of this operation: formulas stand in parentheses, whole numbers in " \
                  "angle brackets, since the compiler must know them; write " usage);                           \
    return {};                                                                                                  \
  }                                                                                                             \
  static_assert(true)

/// Base of formulas that are names for others: SqNorm2(f) is f | f.
template <class Self, class Expansion, class... F>
struct Alias : Expression<Self> {
  static_assert(sizeof(Expansion) > 0);  // explains here, where it is written, what does not fit
  using children = TypeList<Expansion>;
  static constexpr Key key = Expansion::key;
  using operands = TypeList<F...>;
  static constexpr int dim = Expansion::dim;
  static constexpr int emit(Builder& b, [[maybe_unused]] const int* holes) { return Expansion::emit(b, holes); }
};

}  // namespace kernfold

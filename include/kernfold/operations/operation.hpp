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
struct Adjoints {};
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
                "template <class T> static T value(T, ...) with n operands, for T float, double or a pack of them; add "
                "it to Op");
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
constexpr int Builder::known(int a, int b) const {
  return known(operation<O>, a, b);
}
template <class O>
constexpr bool Builder::is(int i) const {
  return !node_[i].is_leaf() && node_[i].operation->id == operation_id<O>;
}

}  // namespace kernfold

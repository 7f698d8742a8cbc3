// SPDX-License-Identifier: MIT
//
// Formulas of operations: Apply, what is checked of their operands, and how calls with wrong ones are explained.
#pragma once

#include <kernfold/operations/operation.hpp>

namespace kernfold {

namespace detail {

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
                "formula, (re, im), as numbers of their own; use the complex operation (ComplexMult, ComplexExp, "
                "ComplexAbs ...), or ComplexReal(f) and ComplexImag(f)");
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
template <class G, bool ok = false>
struct operation_as_value {
  static_assert(ok,
                "kernfold: apply(g, f): an operation is a type, no lambda; give it a name, a value and a derivative, "
                "struct Op : Elementwise<1> { ... }, and write apply<Op>(f)");
};
}  // namespace detail
template <class G, class... F>
requires(!Formula<G> && (Formula<F> || ...)) constexpr Explained apply(const G&, F...) {
  detail::explain<detail::operation_as_value<G>>();
  return {};
}
template <auto G, class... F>
constexpr Explained apply(F...) {
  detail::explain<detail::operation_as_value<decltype(G)>>();
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
  static constexpr int dim = Expansion::dim;
  static constexpr int emit(Builder& b, [[maybe_unused]] const int* holes) { return Expansion::emit(b, holes); }
};

}  // namespace kernfold

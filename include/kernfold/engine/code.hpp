// SPDX-License-Identifier: MIT
//
// What an engine knows of a formula: its program and plan, as compile-time values that may stand in device code, and
// the type behind each node's operation.
#pragma once

#include <kernfold/program/operations_of.hpp>
#include <kernfold/program/plan.hpp>

namespace kernfold {

/// A node as engines see it: without the pointer to what only the compiler knows, so that it can stand in device code.
struct Instruction {
  Leaf leaf;
  int dim;
  short operand[max_arity];
  std::int64_t p0, p1;
  std::uint64_t operation;  // its identity

  constexpr explicit Instruction(const Node& x)
      : leaf(x.leaf),
        dim(x.dim),
        operand{x.operand[0], x.operand[1], x.operand[2]},
        p0(x.p0),
        p1(x.p1),
        operation(x.is_leaf() ? 0 : x.operation->id) {}
};

namespace detail {
// Two numbers, and types that they cannot stand for, instead of a formula in the names of functions. What they name is
// told by a friend function that `Define` defines: where a formula is met first, no specialization can be written.
// (gcc and nvcc warn of such friends in case that templates were meant.)
#if defined(__CUDACC__)
#pragma nv_diagnostic push
#pragma nv_diag_suppress 1301
#endif
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
template <std::uint64_t A, std::uint64_t B, class... Own>
struct CodeName {
  friend constexpr auto code_named(CodeName);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#if defined(__CUDACC__)
#pragma nv_diagnostic pop
#endif

template <class F, Kept K>
struct Source {
  using formula = F;
  static constexpr Kept kept = K;
};

// Each formula asks once for itself: formulas of one key, as SqNorm2(f) and f | f, have one program.
template <class F, class Name>
concept Defined = requires {
  typename TypeList<F>;
  code_named(Name{});
};
template <class F, Kept K, class Name, bool = Defined<F, Name>>
struct Define {
  friend constexpr auto code_named(Name) { return Source<F, K>{}; }
};
template <class F, Kept K, class Name>
struct Define<F, K, Name, true> {};

// Is the type O kernfold::<name>Op, as operations of this library are called?
template <class O>
constexpr bool name_tells_type() {
  const char* const printed = __PRETTY_FUNCTION__;  // ends with "O = kernfold::ExpOp]"
  const char* end = printed + sizeof(__PRETTY_FUNCTION__) - 1;
  const auto ends_with = [&](const char* word) {
    const char* from = word;
    while (*from != '\0') ++from;
    while (from != word)
      if (*--from != *--end) return false;
    return true;
  };
  return ends_with("Op]") && ends_with(name_of<O>()) && ends_with("kernfold::") && (end[-1] == ' ' || end[-1] == '=');
}

// The operations whose names do not tell their types.
template <class Own, class List>
struct OwnOperations {
  using type = Own;
};
template <class... Own, class O, class... More>
struct OwnOperations<TypeList<Own...>, TypeList<O, More...>> {
  using type = typename OwnOperations<std::conditional_t<name_tells_type<O>(), TypeList<Own...>, TypeList<Own..., O>>,
                                      TypeList<More...>>::type;
};
template <class... O>
constexpr auto own_operations(TypeList<O...>) {
  if constexpr ((name_tells_type<O>() && ...))
    return TypeList<>{};
  else
    return typename OwnOperations<TypeList<>, TypeList<O...>>::type{};
}

}  // namespace detail

/// What engines are instantiated on: the code of a formula for a reduction that keeps one axis, under a short name,
/// which symbols have. A and B are its key; Own are operations that are not the library's: a key holds their names, but
/// two translation units may have two operations of one name. Members are variable templates, not functions: those
/// could not be called in device code.
template <std::uint64_t A, std::uint64_t B, class... Own>
struct Code {
  using source = decltype(code_named(detail::CodeName<A, B, Own...>{}));
  using F = typename source::formula;
  static constexpr Kept K = source::kept;
  using formula = F;
  static constexpr Kept kept = K;
  using operations = operations_of<F>;
  static_assert(detail::explain_names<operations>());
  static constexpr int size = kernfold::program<F>.size;
  static constexpr int root = size - 1;
  /// Components of all outputs.
  static constexpr int dim = kernfold::program<F>.node[root].dim;
  static constexpr int outputs = kernfold::program<F>.outputs();
  template <int O>
  static constexpr int output = kernfold::program<F>.output(O);
  template <int O>
  static constexpr int output_dim = kernfold::program<F>.node[kernfold::program<F>.output(O)].dim;
  static constexpr int positions = kernfold::draft<F>.positions;
  /// For use at run time: a draft that is used there takes along, by its nodes, all of the code that made it.
  static constexpr ArgumentList<positions> signature = kernfold::draft<F>;
  static constexpr int staged = kernfold::plan<F, K>.staged;
  static constexpr int held = kernfold::plan<F, K>.held;

  // for the host, in constant expressions
  static constexpr const auto& program() { return kernfold::program<F>; }
  static constexpr const auto& plan() { return kernfold::plan<F, K>; }

  template <int I>
  static constexpr Instruction node{kernfold::program<F>.node[I]};
  /// The value of a constant.
  template <int I, class T>
  static constexpr T constant = static_cast<T>(static_cast<double>(node<I>.p0) / static_cast<double>(node<I>.p1));
  template <int I>
  static constexpr NodePlan node_plan = kernfold::plan<F, K>.node[I];
  template <int S>
  static constexpr PlanStep step = kernfold::plan<F, K>.step[S];
  template <int S, int M>
  static constexpr int member = kernfold::plan<F, K>.member[kernfold::plan<F, K>.step[S].first + M];
  template <Stage G>
  static constexpr int first_step = kernfold::plan<F, K>.first_step[static_cast<int>(G)];
  template <Stage G>
  static constexpr int end_step = kernfold::plan<F, K>.first_step[static_cast<int>(G) + 1];
  template <Stage G>
  static constexpr int scalars = kernfold::plan<F, K>.scalars[static_cast<int>(G)];
  template <Stage G>
  static constexpr int vectors = kernfold::plan<F, K>.vectors[static_cast<int>(G)];
  template <Stage G>
  static constexpr int fields = kernfold::plan<F, K>.fields[static_cast<int>(G)];
  template <Stage G>
  static constexpr bool computes = kernfold::plan<F, K>.computes[static_cast<int>(G)];
  /// Is node I streamed by step S? Does step S contract?
  template <int I, int S>
  static constexpr bool streamed = kernfold::plan<F, K>.streams(S, I);
  template <int S>
  static constexpr bool contracts = kernfold::plan<F, K>.contracts(kernfold::program<F>, S);

  static constexpr detail::OperationIndices<size> operation_indices{operations{}, kernfold::program<F>};
  static_assert(operation_indices.all_found,
                "kernfold: a simplification or adjoint rule of an operation makes a node whose operation is not in its "
                "list uses; add it there");
  template <int I>
  using OperationAt = typename decltype(detail::type_at<operation_indices.at[I]>(operations{}))::type;
  template <int I>
  static constexpr Shape shape{{kernfold::program<F>.dims_of(I).dim[0], kernfold::program<F>.dims_of(I).dim[1],
                                kernfold::program<F>.dims_of(I).dim[2]},
                               node<I>.p0,
                               node<I>.p1};
};

namespace detail {
template <class F, Kept K, Key key, class Own>
struct KeyedCode;
template <class F, Kept K, Key key, class... Own>
struct KeyedCode<F, K, key, TypeList<Own...>> : Define<F, K, CodeName<key.a, key.b, Own...>> {
  using type = Code<key.a, key.b, Own...>;
};
}  // namespace detail

/// The code of formula F for a reduction that keeps axis K.
template <class F, Kept K>
using CodeOf = typename detail::KeyedCode<F, K, detail::key_of("code", F::key, static_cast<std::int64_t>(K)),
                                          decltype(detail::own_operations(operations_of<F>{}))>::type;

namespace detail {
template <class C, int S, class Numbers>
struct ListMembers;
template <class C, int S, int... M>
struct ListMembers<C, S, std::integer_sequence<int, M...>> {
  using type = std::integer_sequence<int, C::template member<S, M>...>;
};
}  // namespace detail

/// The members of step S of C = CodeOf<F, K>, nodes in their order.
template <class C, int S>
using Members = typename detail::ListMembers<C, S, std::make_integer_sequence<int, C::template step<S>.count>>::type;

}  // namespace kernfold
